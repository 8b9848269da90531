"""Files that hold what is expected; REGENERATE=1 writes them anew."""

from __future__ import annotations

import os
from pathlib import Path


def same_as_file(told: str, file: Path, page: Path) -> None:
    """And the same as what the page shows."""
    if os.environ.get("REGENERATE"):
        shown = page.read_text(encoding="utf-8")
        page.write_text(shown.replace(file.read_text(encoding="utf-8"), told), encoding="utf-8")
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")
    assert f"\n{told}```\n" in page.read_text(encoding="utf-8")
