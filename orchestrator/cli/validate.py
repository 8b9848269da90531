"""`flows validate`: all problems of all files at once."""

from __future__ import annotations

import os
import pathlib
import sys

import click

from orchestrator import report
from orchestrator.load import Loaded, load_project

WRONG = 1


@click.command("validate")
@click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, path_type=pathlib.Path), metavar="[PATHS]..."
)
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=pathlib.Path),
    default=pathlib.Path(),
    help="The folder with orchestrator.yml; this folder if nothing is said.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How to print the problems.",
)
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[pathlib.Path, ...], folder: pathlib.Path, form: str
) -> None:
    """Check orchestrator.yml and the flows in PATHS, or all flows.

    Needs no database, no network and no environment variables. Exit code 0: nothing is wrong
    (there may be warnings); 1: something is.
    """
    loaded = load_project(folder, paths, environment=None)
    click.echo(_printed(loaded, form, folder), nl=False)
    ctx.exit(WRONG if loaded.has_errors else 0)


def _printed(loaded: Loaded, form: str, folder: pathlib.Path) -> str:
    if form == "json":
        return report.as_json(loaded.diagnostics)
    if form == "github":
        return report.as_github(loaded.diagnostics, folder.as_posix())
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    blocks = report.as_text(loaded.diagnostics, loaded.sources, colour=colour)
    return f"{blocks}{report.summary(len(loaded.files), loaded.diagnostics)}\n"
