"""The pages lie outside tests/, where pytest would not ask tests/conftest.py about them: hence this one."""

from tested_docs.collect import (
    pytest_addoption,
    pytest_collect_file,
    pytest_collection_finish,
    pytest_configure,
    pytest_terminal_summary,
    pytest_unconfigure,
)

__all__ = [
    "pytest_addoption",
    "pytest_collect_file",
    "pytest_collection_finish",
    "pytest_configure",
    "pytest_terminal_summary",
    "pytest_unconfigure",
]
