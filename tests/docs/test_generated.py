"""What the docs show is what the commands print today."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.generated import PAGES


@pytest.mark.parametrize(
    ("path", "page"), PAGES.items(), ids=lambda value: getattr(value, "name", "")
)
def test_a_generated_page_is_up_to_date(path: Path, page: Callable[[], str]) -> None:
    """Run `make golden` to write it anew, and read the difference."""
    assert path.read_text(encoding="utf-8") == page()
