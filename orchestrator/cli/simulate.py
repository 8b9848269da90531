"""`flows simulate`: the same programs on past data, under a virtual clock."""

from __future__ import annotations

import json
import pathlib
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from orchestrator.cli.project import (
    WRONG,
    Instant,
    check_database_or_exit,
    choose,
    load_or_exit,
    project_option,
    without_refused,
)
from orchestrator.parse.values import Unreadable, duration

if TYPE_CHECKING:
    from orchestrator.runner import Happening


class Duration(click.ParamType[timedelta]):
    """As in flows: `1 day`, `30 minutes`."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        length = duration(str(value))
        if isinstance(length, Unreadable) or length <= timedelta(0):
            self.fail(f"{value!r} is not a duration such as 1 day or 30 minutes", param, ctx)
        return length


@click.command("simulate")
@click.argument("flows", nargs=-1, metavar="[FLOW]...")
@project_option
@click.option("--from", "start", type=Instant(), required=True, help="The first tick.")
@click.option("--to", "end", type=Instant(), required=True, help="No tick is later than this.")
@click.option("--every", type=Duration(), default="1 day", show_default=True, help="Between ticks.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="A table, or every single happening.",
)
@click.pass_context
def command(
    ctx: click.Context,
    flows: tuple[str, ...],
    folder: pathlib.Path,
    start: datetime,
    end: datetime,
    every: timedelta,
    form: str,
) -> None:
    """Play each FLOW (or all that are not drafts) on the database as it was.

    The clock is virtual and the state a scratch one: nothing is sent, and neither the customers
    nor the real state are touched. Rows count from the instant that they are dated.
    """
    from orchestrator.cli.simulation_table import simulation_table
    from orchestrator.runner import instants, simulate, undated

    loaded, project = load_or_exit(ctx, folder)
    if end < start:
        message = "--to lies before --from"
        raise click.UsageError(message)
    chosen = choose(loaded.flows, flows)
    runnable = without_refused(loaded, project, chosen)
    if not runnable:
        ctx.exit(WRONG)
    check_database_or_exit(ctx, loaded, project)
    ticks = instants(start, end, every)
    with click.progressbar(
        length=len(ticks), label="Simulating", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        happened, goals = simulate(
            project,
            runnable,
            loaded.templates,
            ticks,
            lambda _: bar.update(1),
            known=loaded.flows,
        )
    if form == "json":
        click.echo(json.dumps(_document(happened, goals)))
    else:
        click.echo(simulation_table(happened, [flow.key for flow in runnable]), nl=False)
        for flow, reached in goals.items():
            click.echo(f"{flow}: {reached} of those who entered reached the goal")
        for sentence in undated(runnable, project):
            click.echo(sentence)
    ctx.exit(WRONG if len(runnable) < len(chosen) else 0)


def _document(happened: list[Happening], goals: dict[str, int]) -> dict[str, object]:
    from orchestrator.runner import summary

    events = [
        [each.flow, each.what, each.customer, each.trigger_key, each.at.isoformat(), each.step]
        for each in happened
    ]
    return {"summary": summary(happened), "goals": goals, "events": events}
