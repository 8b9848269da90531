"""Where the data sets stand that are too large, or not ours, to keep in this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
VARIABLE = "LIFECYCLE_SHARED_DATA"


def shared_file(name: str) -> Path:
    """Find the file, or skip the test that wants it."""
    folder = Path(os.environ.get(VARIABLE, REPOSITORY.parent / "shared" / "data"))
    file = folder / name
    if not file.is_file():
        pytest.skip(f"{file} is not here; {VARIABLE} says where it is")
    return file
