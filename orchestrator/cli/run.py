"""`flows run`: one tick of each flow, now."""

from __future__ import annotations

import pathlib
import traceback
from collections.abc import Sequence
from datetime import datetime

import click
from rich.console import Console

from orchestrator.cli.project import (
    CRASHED,
    Instant,
    check_database_or_exit,
    choose,
    load_or_exit,
    project_option,
)
from orchestrator.deployment.display import Narrator
from orchestrator.deployment.engine import (
    AlreadyRunError,
    Compiled,
    TickError,
    clock_at,
    compile_flows,
    write_outbox_pages,
)
from orchestrator.deployment.errors import DeploymentError
from orchestrator.deployment.once import run_with_prefect, run_without_prefect
from orchestrator.deployment.ran import Ran
from orchestrator.model import Flow, Status


class DeploymentFailure(click.ClickException):
    """What runs under us did not do its part."""

    exit_code = CRASHED


@click.command("run")
@click.argument("flows", nargs=-1, metavar="[FLOW]...")
@project_option
@click.option(
    "--at",
    "instants",
    type=Instant(),
    multiple=True,
    metavar="INSTANT",
    help="As of this instant, such as 2026-03-31T08:00Z (UTC where it names no zone); "
    "several run one after the other. Now if nothing is said.",
)
@click.option("--local", is_flag=True, help="Without Prefect: faster, and its UI shows nothing.")
@click.pass_context
def command(
    ctx: click.Context,
    flows: tuple[str, ...],
    folder: pathlib.Path,
    instants: tuple[datetime, ...],
    *,
    local: bool,
) -> None:
    """Run one tick of each FLOW, or of all that are not drafts.

    Prefect records the run: the server of PREFECT_API_URL or of your Prefect profile, else the
    one that `flows serve` started, else a temporary one.

    Exit code 0: every tick ran (or had run before), whatever became of its messages; 1: the files
    have errors, or the catalog does not fit the database, and nothing was run; 2: the database
    cannot be reached; 3: a tick could not run.
    """
    _check_clock(instants)
    root = folder.resolve()
    loaded, project = load_or_exit(ctx, root)
    chosen = _live(choose(loaded.flows, flows))
    compiled = compile_flows(chosen, loaded, root)
    check_database_or_exit(ctx, loaded, project)
    narrator = Narrator(Console())
    try:
        ran = _run(root, compiled, instants or (None,), narrator, local=local)
    except DeploymentError as error:
        raise DeploymentFailure(str(error)) from error
    for page in write_outbox_pages(project, root):
        narrator.say(f"Messages: {page}")
    crashes = [each.crash for each in ran if each.summary is None and not _is_done(each, instants)]
    if ctx.find_root().params.get("debug"):
        _trace(crashes)
    if crashes:
        ctx.exit(CRASHED)


def _check_clock(instants: Sequence[datetime]) -> None:
    """Before anything runs: of two instants the second may be the one that has not come."""
    for each in instants:
        try:
            clock_at(each)
        except TickError as error:
            raise click.BadParameter(str(error), param_hint="--at") from error


def _live(chosen: Sequence[Flow]) -> Sequence[Flow]:
    for flow in chosen:
        if flow.status is Status.DRAFT:
            message = f"{flow.key} is a draft and sends nothing; status: live lets it run"
            raise click.UsageError(message)
    if not chosen:
        message = "there is no flow to run: each one is a draft, or there are none"
        raise click.UsageError(message)
    return chosen


def _run(
    root: pathlib.Path,
    compiled: Sequence[Compiled],
    instants: Sequence[datetime | None],
    narrator: Narrator,
    *,
    local: bool,
) -> list[Ran]:
    if local:
        return run_without_prefect(compiled, instants, narrator)
    return run_with_prefect(root, compiled, instants, narrator)


def _is_done(ran: Ran, instants: Sequence[datetime]) -> bool:
    """An instant that was asked for again is done; a computer's clock that goes back is wrong."""
    return bool(instants) and isinstance(ran.crash, AlreadyRunError)


def _trace(crashes: Sequence[Exception | None]) -> None:
    for crash in crashes:
        click.echo("".join(traceback.format_exception(crash)), err=True)
