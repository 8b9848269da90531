"""`flows simulate`: the same programs on past data, under a virtual clock."""

from __future__ import annotations

import json
import pathlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
)
from orchestrator.model import Status
from orchestrator.parse.values import Unreadable, duration

if TYPE_CHECKING:
    from orchestrator.load import Loaded
    from orchestrator.model import Flow, Project
    from orchestrator.runner import Happening

EXAMPLES = 5


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
@click.option(
    "--every",
    type=Duration(),
    default="1 day",
    show_default=True,
    help="Between two looks for who enters; those inside go on at each full hour at which they are due.",
)
@click.option(
    "--against",
    metavar="REV",
    help="Who would get something else than by the files at this git revision (or in this folder).",
)
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=EXAMPLES,
    show_default=True,
    help="With --against: how many customers are shown.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Tables, or every single happening for programs: summary, goals, undated and events "
    "(flow, what, customer, trigger key, instant in UTC, step); with --against counts and examples.",
)
@click.pass_context
def command(
    ctx: click.Context,
    flows: tuple[str, ...],
    folder: pathlib.Path,
    start: datetime,
    end: datetime,
    every: timedelta,
    against: str | None,
    examples: int,
    form: str,
) -> None:
    """Play each FLOW (or all that are not drafts) on the database as it was.

    The clock is virtual and the state a scratch one: nothing is sent, and neither the customers
    nor the real state are touched. Rows count from the instant that they are dated. With --against
    the same days are played twice, once by the files of then.

    Exit code 0: played; 1: the files (or those of REV) have errors, or do not fit the database, or
    there is no such REV; 2: the command line is wrong, or the database cannot be reached.
    """
    from orchestrator.runner import instants, undated

    loaded, project = load_or_exit(ctx, folder)
    if end < start:
        message = "--to lies before --from"
        raise click.UsageError(message)
    check_database_or_exit(ctx, loaded, project)
    ticks = instants(start, end, every)
    tree = Tree(loaded, project)
    if against is not None:
        _compare(ctx, folder.resolve(), tree, flows, ticks, against, examples, form)
        return
    chosen = choose(loaded.flows, flows)
    happened, goals = tree.played(
        [flow.key for flow in chosen], ticks, "Simulating", drafts=bool(flows)
    )
    if form == "json":
        click.echo(json.dumps(_document(happened, goals, undated(chosen, project))))
    else:
        _show(happened, goals, chosen, tree, start)


def _show(
    happened: list[Happening],
    goals: dict[str, int],
    chosen: Sequence[Flow],
    tree: Tree,
    start: datetime,
) -> None:
    from orchestrator.cli.simulation_table import simulation_table
    from orchestrator.runner import undated

    click.echo(simulation_table(happened, [flow.key for flow in chosen], start), nl=False)
    for flow, reached in goals.items():
        click.echo(f"{flow}: {reached} of those who entered reached the goal")
    for sentence in undated(chosen, tree.project):
        click.echo(sentence)


@dataclass(frozen=True)
class Tree:
    """A project as one state of its files says it."""

    loaded: Loaded
    project: Project

    def played(
        self, keys: Sequence[str], ticks: Sequence[datetime], label: str, *, drafts: bool
    ) -> tuple[list[Happening], dict[str, int]]:
        from orchestrator.runner import simulate

        chosen = [flow for flow in self.loaded.flows if flow.key in keys]
        if not drafts:
            chosen = [flow for flow in chosen if flow.status is not Status.DRAFT]
        with click.progressbar(
            length=len(ticks), label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            return simulate(
                self.project,
                chosen,
                self.loaded.templates,
                ticks,
                lambda _: bar.update(1),
                known=self.loaded.flows,
            )


def _compare(
    ctx: click.Context,
    folder: pathlib.Path,
    after: Tree,
    flows: tuple[str, ...],
    ticks: Sequence[datetime],
    against: str,
    examples: int,
    form: str,
) -> None:
    from orchestrator.cli.comparison_text import comparison_document, comparison_text
    from orchestrator.cli.other_tree import NoTreeError, tree_at
    from orchestrator.runner import compare, undated

    try:
        with tree_at(folder, against) as place:
            before = _tree(ctx, place, against, after.project)
            known = {flow.key: flow for flow in (*before.loaded.flows, *after.loaded.flows)}
            keys = [flow.key for flow in choose(list(known.values()), flows)]
            old, _ = before.played(keys, ticks, f"At {against}", drafts=bool(flows))
    except NoTreeError as error:
        click.echo(str(error), err=True)
        ctx.exit(WRONG)
    new, _ = after.played(keys, ticks, "Working tree", drafts=bool(flows))
    found = compare(old, new)
    if form == "json":
        click.echo(json.dumps(comparison_document(found, against, examples)))
        return
    click.echo(comparison_text(found, keys, against, examples), nl=False)
    for sentence in undated([known[key] for key in keys if key in _keys(after)], after.project):
        click.echo(sentence)


def _keys(tree: Tree) -> set[str]:
    return {flow.key for flow in tree.loaded.flows}


def _tree(ctx: click.Context, place: pathlib.Path, named: str, now: Project) -> Tree:
    """The files of then on the database of now; else their errors are printed and it ends with 1."""
    try:
        loaded, project = load_or_exit(ctx, place)
    except click.exceptions.Exit:
        click.echo(f"these are the files at {named}, not those of the working tree", err=True)
        raise
    project = replace(project, database=now.database, root=now.root)
    check_database_or_exit(ctx, loaded, project)
    return Tree(loaded, project)


def _document(
    happened: list[Happening], goals: dict[str, int], todays: list[str]
) -> dict[str, object]:
    from orchestrator.runner import summary

    events = [
        [each.flow, each.what, each.customer, each.trigger_key, each.at.isoformat(), each.step]
        for each in happened
    ]
    return {"summary": summary(happened), "goals": goals, "undated": todays, "events": events}
