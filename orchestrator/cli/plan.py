"""`flows plan`: what applying the files would change, and for whom."""

from __future__ import annotations

import pathlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from orchestrator.cli.printing import write_file
from orchestrator.cli.project import (
    WRONG,
    Instant,
    check_database_or_exit,
    load_or_exit,
    project_option,
)

if TYPE_CHECKING:
    from orchestrator.load import Loaded
    from orchestrator.model import Project
    from orchestrator.plan import Plan

CHANGES = 2
_DAYS = 14


@click.command("plan")
@click.argument("flows", nargs=-1, metavar="[FLOW]...")
@project_option
@click.option(
    "--at",
    type=Instant(),
    default=None,
    metavar="INSTANT",
    help="As of this instant, such as 2026-03-31T08:00Z. Now if nothing is said.",
)
@click.option(
    "--days",
    type=click.IntRange(0, 90),
    default=_DAYS,
    show_default=True,
    help="How many days to look ahead at what is sent, today for one; 0 looks at the first tick "
    "alone.",
)
@click.option("--quick", is_flag=True, help="Try nothing: neither who enters nor what is sent.")
@click.option("--diff", is_flag=True, help="With the lines of the files that have changed.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="Markdown is for a comment on a pull request.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=pathlib.Path),
    help="Keep the plan in this file, for `flows apply FILE`.",
)
@click.option(
    "--detailed-exitcode",
    is_flag=True,
    help="End with 0 where there is nothing to apply, and with 2 where there is.",
)
@click.pass_context
def command(
    ctx: click.Context,
    flows: tuple[str, ...],
    folder: pathlib.Path,
    at: datetime | None,
    days: int,
    form: str,
    out: pathlib.Path | None,
    *,
    quick: bool,
    diff: bool,
    detailed_exitcode: bool,
) -> None:
    """Compare the files with what is in force: each FLOW, or all.

    Says which flows are new, changed or gone, where the people go who stand at a step that is
    changed or removed, how many would enter at the first tick, and what is sent in the days after.
    The database is only read: all is tried on a copy of the state.

    Exit code 0: the plan was made; 1: the files have errors, or the database cannot be read;
    2: a wrong word on the command line, or with --detailed-exitcode that there is something to
    apply.
    """
    from orchestrator.plan import as_json, as_markdown, as_text

    loaded, project = load_or_exit(ctx, folder)
    plan = plan_or_exit(ctx, loaded, project, at, days=days, tries=not quick)
    plan = narrowed(plan, loaded, flows)
    if out is not None:
        write_file(out, as_json(plan))
    match form:
        case "json":
            click.echo(as_json(plan), nl=False)
        case "markdown":
            click.echo(as_markdown(plan, diff=diff), nl=False)
        case _:
            click.echo(as_text(plan, diff=diff), nl=False)
    if detailed_exitcode and plan.changes:
        ctx.exit(CHANGES)


def plan_or_exit(
    ctx: click.Context,
    loaded: Loaded,
    project: Project,
    at: datetime | None,
    *,
    days: int,
    tries: bool,
) -> Plan:
    """The plan for all flows; where the database cannot be read the command ends."""
    from orchestrator.plan import make_plan
    from orchestrator.store import StoreError

    try:
        check_database_or_exit(ctx, loaded, project)
        return make_plan(loaded, project, at or datetime.now(UTC), days=days, tries=tries)
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(WRONG)
    except click.exceptions.Exit:
        # Not with 2, which tells of changes.
        ctx.exit(WRONG)


def narrowed(plan: Plan, loaded: Loaded, flows: tuple[str, ...]) -> Plan:
    """Only the named flows, and the changed ones that these start or are started by."""
    from orchestrator.plan import only

    if not flows:
        return plan
    known = {each.flow for each in plan.flows}
    for flow in flows:
        if flow not in known:
            message = f"there is no flow {flow}; expected one of {', '.join(sorted(known))}"
            raise click.UsageError(message)
    return only(plan, loaded, flows)
