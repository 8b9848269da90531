"""`flows apply`: put the files in force, and move the people who are inside."""

from __future__ import annotations

import pathlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from orchestrator.cli.plan import narrowed, plan_or_exit
from orchestrator.cli.project import (
    USAGE,
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


@click.command("apply")
@click.argument(
    "plan",
    required=False,
    type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path),
    metavar="[PLAN]",
)
@project_option
@click.option(
    "--flow", "flows", multiple=True, metavar="FLOW", help="Only this one; may be said again."
)
@click.option(
    "--at",
    type=Instant(),
    default=None,
    metavar="INSTANT",
    help="As of this instant, such as 2026-03-31T08:00Z. Now if nothing is said.",
)
@click.option("--yes", is_flag=True, help="Do not ask; for CI.")
@click.pass_context
def command(
    ctx: click.Context,
    plan: pathlib.Path | None,
    folder: pathlib.Path,
    flows: tuple[str, ...],
    at: datetime | None,
    *,
    yes: bool,
) -> None:
    """Put the files in force; sends nothing.

    With PLAN, a file that `flows plan --out` wrote, just that is done, or nothing, where the world
    has moved since: another version is in force, the files say something else, or people stand at
    a step that is removed where nobody stood. Without it the plan is made, shown and asked about.

    Exit code 0: all is in force; 1: the files have errors, the world has moved, or a worker is
    sending just now; 2: a wrong word on the command line, or the database cannot be reached.
    """
    from orchestrator.plan import as_text

    loaded, project = load_or_exit(ctx, folder)
    check_database_or_exit(ctx, loaded, project)
    if plan is not None:
        if flows:
            message = "a plan says itself which flows it is for; leave --flow away"
            raise click.UsageError(message)
        wanted = _read(plan)
    else:
        made = plan_or_exit(ctx, loaded, project, at, days=0, tries=True)
        wanted = narrowed(made, loaded, flows)
        click.echo(as_text(wanted, diff=False), nl=False)
        if not wanted.changes:
            return
        if not yes:
            click.confirm("Apply this?", abort=True)
    _apply(ctx, wanted, loaded, project, at or datetime.now(UTC))


def _read(file: pathlib.Path) -> Plan:
    from orchestrator.plan import BadPlanError, read_plan

    try:
        return read_plan(file.read_bytes())
    except BadPlanError as error:
        message = f"{file}: {error}"
        raise click.UsageError(message) from error


def _apply(ctx: click.Context, plan: Plan, loaded: Loaded, project: Project, now: datetime) -> None:
    """Apply all of it, or where the world has moved nothing; what failed is printed."""
    from orchestrator.plan import Change, carry_out, objections, wanted_programs
    from orchestrator.store import StoreError, open_store

    programs = wanted_programs(loaded)
    failed = False
    try:
        with open_store(project.database, pathlib.Path(project.root)) as store:
            if moved := objections(plan, programs, store):
                for line in moved:
                    click.echo(line, err=True)
                click.echo(
                    "The world has moved since the plan was made; nothing was applied.", err=True
                )
                ctx.exit(WRONG)
            for done in carry_out(plan, loaded, programs, store, now):
                failed = failed or done.error is not None
                if done.error is not None:
                    click.echo(f"{done.flow}: not applied: {done.error}", err=True)
                elif done.change is Change.NEW:
                    click.echo(f"{done.flow}: begins with its first tick")
                else:
                    click.echo(
                        f"{done.flow}: {'removed' if done.change is Change.REMOVED else 'applied'}"
                    )
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(USAGE)
    if failed:
        ctx.exit(WRONG)
