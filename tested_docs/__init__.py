"""The machinery that shows, runs and checks the examples of the book.

The data goes one way: :mod:`snippet` and :mod:`page` read what authors write, :mod:`expand` turns it into what
readers see, :mod:`runner` executes it, :mod:`record` keeps what came out, :mod:`compare` judges the next run.
"""
