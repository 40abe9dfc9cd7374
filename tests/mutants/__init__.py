"""`make mutants`: plants small faults in the book, one at a time, and counts those that its comparisons notice."""
