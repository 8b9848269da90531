"""The project as it was at a revision of its git repository, or as it is in another folder."""

from __future__ import annotations

import io
import os
import pathlib
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from orchestrator.load import PROJECT_FILE


class NoTreeError(Exception):
    """There is no such tree; the text says why and what to do."""


@contextmanager
def tree_at(folder: pathlib.Path, named: str) -> Iterator[pathlib.Path]:
    """A folder with the project of that revision; a folder that is named is taken as it is.

    Raises NoTreeError.
    """
    if (pathlib.Path(named) / PROJECT_FILE).is_file():
        yield pathlib.Path(named).resolve()
        return
    with TemporaryDirectory() as place:
        _unpack(folder, named, pathlib.Path(place))
        if not (pathlib.Path(place) / PROJECT_FILE).is_file():
            message = f"there is no {PROJECT_FILE} at {named}"
            raise NoTreeError(message)
        yield pathlib.Path(place)


def _unpack(folder: pathlib.Path, revision: str, place: pathlib.Path) -> None:
    """What git has of the folder at that revision; nothing of the working tree is touched."""
    commit = _commit(folder, revision)
    # Run in the folder, git takes that part of the repository alone.
    packed = _git(folder, "archive", "--format=tar", commit)
    if packed.returncode:
        raise NoTreeError(_said(packed))
    try:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(place, filter="data")
    except tarfile.FilterError as error:
        message = (
            f"{error.tarinfo.name} is a link that leads out of the project, so that git alone "
            f"cannot tell what was behind it at {revision}; --against also takes the path of a "
            "folder, such as another checkout (git worktree)"
        )
        raise NoTreeError(message) from error


def _commit(folder: pathlib.Path, revision: str) -> str:
    inside = _git(folder, "rev-parse", "--is-inside-work-tree")
    if inside.returncode and b"not a git repository" not in inside.stderr:
        raise NoTreeError(_said(inside))
    if inside.returncode:
        message = (
            f"{folder} is in no git repository, so that there is no {revision} to compare with; "
            "--against also takes the path of a folder with another orchestrator.yml"
        )
        raise NoTreeError(message)
    found = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    if found.returncode:
        message = (
            f"git knows no revision {revision}, and there is no folder of that name with an "
            f"{PROJECT_FILE}; expected a branch, a tag, a commit such as HEAD~1, or a folder"
        )
        raise NoTreeError(message)
    return found.stdout.decode().strip()


def _git(folder: pathlib.Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - no shell, and revisions are verified
            ["git", "-C", str(folder), *words],  # noqa: S607 - the git of whoever runs this
            capture_output=True,
            check=False,
            # In English, for what is looked for in its words.
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError as error:
        message = "git is not installed; --against also takes the path of a folder"
        raise NoTreeError(message) from error


def _said(finished: subprocess.CompletedProcess[bytes]) -> str:
    return finished.stderr.decode(errors="replace").strip() or "git failed without a word"
