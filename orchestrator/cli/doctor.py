"""`flows doctor`: the catalog against the live database."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from orchestrator import report
from orchestrator.cli.printing import TEXT, Findings, format_option, is_coloured, show
from orchestrator.cli.project import USAGE, WRONG, project_option
from orchestrator.diagnostics import Diagnostic
from orchestrator.load import PROJECT_FILE, Loaded, load_project


@click.command("doctor")
@project_option
@format_option
@click.option(
    "--budget",
    type=click.FloatRange(min=0, min_open=True),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="What a segment may take; each is asked for once.",
)
@click.pass_context
def command(ctx: click.Context, folder: pathlib.Path, form: str, budget: float) -> None:
    """Hold the catalog of orchestrator.yml and the live flows against the database.

    Finds what makes a tick slow or wrong there: names, types, values, missing indexes, statements
    that read whole tables, slow segments. Nothing is written, and two minutes are enough for any
    database.

    Exit code 0: nothing is wrong (there may be warnings); 1: something is; 2: the database cannot
    be reached.
    """
    from orchestrator.compiler import compile_flow
    from orchestrator.doctor import Live, full_check
    from orchestrator.store import StoreError, open_untouched

    loaded = load_project(folder.resolve())
    if loaded.project is None:
        wrong = [each for each in loaded.diagnostics if each.file == PROJECT_FILE]
        _show(loaded, wrong, form, folder)
        ctx.exit(WRONG)
    project, live = loaded.project, Live()
    if not loaded.has_errors:
        live = Live.of(
            loaded.flows,
            lambda flow: compile_flow(flow, project, loaded.variables[flow.key], loaded.flows),
        )
    try:
        with open_untouched(project.database, folder.resolve()) as store:
            findings = full_check(project, store, now=_now(), clock=_now, live=live, budget=budget)
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(USAGE)
    found = loaded.placed(findings.diagnostics)
    _show(loaded, found, form, folder)
    for cost in findings.costs:
        click.echo(cost.sentence(), err=form != TEXT)
    notes = [*findings.unchecked]
    if loaded.has_errors:
        notes.append("the plans of the flows: `flows validate` finds errors")
    for note in notes:
        click.echo(f"not checked: {note}", err=form != TEXT)
    ctx.exit(WRONG if any(each.is_error for each in found) else 0)


def _now() -> datetime:
    return datetime.now(UTC)


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
