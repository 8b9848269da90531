"""`flows suppress`: an address that gets no more, or again."""

from __future__ import annotations

import pathlib
from datetime import UTC, datetime

import click

from orchestrator.cli.project import USAGE, WRONG, load_or_exit, project_option


@click.command("suppress")
@click.argument("address")
@click.option(
    "--channel",
    type=click.Choice(["email", "sms"]),
    default="email",
    show_default=True,
    help="What the address is for.",
)
@click.option(
    "--stops",
    type=click.Choice(["marketing", "all"]),
    default="marketing",
    show_default=True,
    help="Marketing alone, or receipts too: for what bounces or reports spam.",
)
@click.option(
    "--reason",
    default="asked us",
    show_default=True,
    metavar="TEXT",
    help="Kept with it; `flows why` tells it.",
)
@click.option(
    "--lift", "is_lifted", is_flag=True, help="Take it back: the address gets mail again."
)
@project_option
@click.pass_context
def command(
    ctx: click.Context,
    address: str,
    folder: pathlib.Path,
    channel: str,
    stops: str,
    reason: str,
    *,
    is_lifted: bool,
) -> None:
    """Write nothing more to ADDRESS, an e-mail address or a phone number; from the next message on.

    It holds for the address however the shop spells it. The customer's own consent is not touched.

    Exit code 0: done; 1: nothing can be sent to such an address anyway, it was not suppressed
    (--lift), or the files have errors; 2: the database cannot be reached.
    """
    from orchestrator.delivery import problem_with
    from orchestrator.model import Channel
    from orchestrator.runner import Stops, lift, suppress
    from orchestrator.store import StoreError, open_store

    _, project = load_or_exit(ctx, folder)
    way = Channel(channel)
    if not is_lifted and (problem := problem_with(address.strip(), way)):
        click.echo(f"{address}: {problem}; nothing was done", err=True)
        ctx.exit(WRONG)
    try:
        with (
            open_store(project.database, pathlib.Path(project.root)) as store,
            store.writing() as connection,
        ):
            if is_lifted:
                lifted = lift(connection, address, way)
            else:
                now = datetime.now(UTC)
                suppress(connection, address, way, reason=reason, stops=Stops(stops), now=now)
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(USAGE)
    if is_lifted and not lifted:
        click.echo(f"{address} was not suppressed", err=True)
        ctx.exit(WRONG)
    what = "gets nothing" if stops == Stops.ALL else "gets no marketing"
    click.echo(f"{address} {'is not suppressed any more' if is_lifted else what}")
