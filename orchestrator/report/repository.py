"""Where the project stands in its repository: code hosts name files from there."""

from __future__ import annotations

from pathlib import Path


def folder_in_repository(root: Path) -> str:
    """The project's folder as seen from the repository's top, `.` at the top itself.

    Without a repository around it the current folder counts as the top.
    """
    root = root.resolve()
    top = next((above for above in (root, *root.parents) if (above / ".git").exists()), Path.cwd())
    return root.relative_to(top).as_posix() if root.is_relative_to(top) else root.as_posix()
