"""`flows init`: a project to begin with."""

from __future__ import annotations

import importlib.metadata
import pathlib
from datetime import UTC, datetime

import click


@click.command("init")
@click.argument(
    "folder",
    type=click.Path(file_okay=False, writable=True, path_type=pathlib.Path),
    default=pathlib.Path(),
)
def command(folder: pathlib.Path) -> None:
    """Begin a project in FOLDER, or in this folder.

    It has two flows with their mails and tests, schemas that tell your editor its names, checks for
    GitHub and pre-commit, and a small shop in an SQLite file on which the flows run at once. No file
    that exists is touched: exit code 2, and nothing is written.
    """
    from orchestrator.scaffold import begin, in_the_way, requirement

    if found := in_the_way(folder):
        names = "".join(f"\n  {folder / name}" for name in found)
        message = f"nothing was written, because this is there already:{names}"
        raise click.UsageError(message)
    source = requirement(importlib.metadata.distribution("lifecycle-flows"))
    try:
        written = begin(folder, source=source, now=datetime.now(UTC))
        _tell_editors(folder)
    except OSError as error:
        message = f"the project cannot be written: {error}"
        raise click.UsageError(message) from error
    click.echo(_next_steps(folder, len(written)), nl=False)


def _tell_editors(folder: pathlib.Path) -> None:
    """The new project's names stand in for the general schema from the start."""
    from orchestrator.editor import as_text, project_schema
    from orchestrator.load import load_project
    from orchestrator.schema.files import FLOW

    text = as_text(project_schema(load_project(folder, environment=None)))
    (folder / "schemas" / FLOW).write_text(text, encoding="utf-8", newline="\n")


def _next_steps(folder: pathlib.Path, files: int) -> str:
    enter = "" if folder.resolve() == pathlib.Path.cwd() else f"  cd {folder}\n"
    return (
        f"{files} files. Next:\n"
        f"{enter}"
        "  flows validate     check every file\n"
        "  flows explain      say what the flows do\n"
        "  flows test         play the cases of tests/flows\n"
        "  flows run          write what is due into .demo/outbox; nobody is mailed\n"
        "README.md tells the rest.\n"
    )
