"""`flows doctor`: the catalog against the live database."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from orchestrator import report
from orchestrator.cli.printing import Findings, format_option, is_coloured, show
from orchestrator.cli.project import USAGE, WRONG, project_option
from orchestrator.diagnostics import Diagnostic
from orchestrator.load import PROJECT_FILE, Loaded, load_project


@click.command("doctor")
@project_option
@format_option
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
        _show(loaded, wrong, form, folder)
        ctx.exit(WRONG)
    try:
        with open_untouched(loaded.project.database, folder.resolve()) as store:
            findings = full_check(loaded.project, store, now=datetime.now(UTC))
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(USAGE)
    found = loaded.placed(findings.diagnostics)
    _show(loaded, found, form, folder)
    for note in findings.unchecked:
        click.echo(f"not checked: {note}", err=form != "text")
    ctx.exit(WRONG if any(each.is_error for each in found) else 0)


def _show(loaded: Loaded, found: Sequence[Diagnostic], form: str, folder: pathlib.Path) -> None:
    findings = Findings(
        command="flows doctor",
        diagnostics=found,
        sources=loaded.sources,
        files=(PROJECT_FILE,),
        closing=f"catalog and database: {report.problems(found)}",
        root=folder,
    )
    show(findings.printed(form, colour=is_coloured()))
