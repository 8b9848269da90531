"""`flows doctor`: the catalog against the live database."""

from __future__ import annotations

import os
import pathlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from orchestrator import report
from orchestrator.cli.project import USAGE, WRONG, project_option
from orchestrator.diagnostics import Diagnostic
from orchestrator.load import PROJECT_FILE, Loaded, load_project


@click.command("doctor")
@project_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How to print the problems.",
)
@click.pass_context
def command(ctx: click.Context, folder: pathlib.Path, form: str) -> None:
    """Hold the catalog of orchestrator.yml against the live database; nothing is written.

    Exit code 0: nothing is wrong (there may be warnings); 1: something is; 2: the database cannot
    be reached.
    """
    from orchestrator.doctor import full_check
    from orchestrator.store import StoreError, open_untouched

    loaded = load_project(folder.resolve())
    if loaded.project is None:
        wrong = [each for each in loaded.diagnostics if each.file == PROJECT_FILE]
        click.echo(_printed(loaded, wrong, form), nl=False)
        ctx.exit(WRONG)
    try:
        with open_untouched(loaded.project.database, folder.resolve()) as store:
            findings = full_check(loaded.project, store, now=datetime.now(UTC))
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(USAGE)
    found = loaded.placed(findings.diagnostics)
    click.echo(_printed(loaded, found, form), nl=False)
    for note in findings.unchecked:
        click.echo(f"not checked: {note}", err=form != "text")
    ctx.exit(WRONG if any(each.is_error for each in found) else 0)


def _printed(loaded: Loaded, found: Sequence[Diagnostic], form: str) -> str:
    if form == "json":
        return report.as_json(found)
    if form == "github":
        return report.as_github(found)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    blocks = report.as_text(found, loaded.sources, colour=colour)
    return f"{blocks}catalog and database: {report.problems(found)}\n"
