"""`flows why`: what happened to one customer, and why."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from orchestrator.cli.project import USAGE, WRONG, Instant, load_or_exit, project_option

if TYPE_CHECKING:
    from orchestrator.timeline import Person


@click.command("why")
@click.argument("customer")
@click.argument("flow", required=False)
@project_option
@click.option(
    "--at",
    "now",
    type=Instant(),
    metavar="INSTANT",
    help="Judge as of this instant, such as 2026-03-31T08:00Z. Now if nothing is said.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Sentences, or the same for programs.",
)
@click.pass_context
def command(
    ctx: click.Context,
    customer: str,
    flow: str | None,
    folder: pathlib.Path,
    now: datetime | None,
    form: str,
) -> None:
    """Tell what happened to CUSTOMER and why: a key, an e-mail address or a phone number.

    With FLOW also why they are not inside it. Nothing is changed.

    Exit code 0: told; 1: there is no such customer, or several have that address, or the files have
    errors; 2: the database cannot be reached.
    """
    from orchestrator.store import NoStateError, StoreError, open_existing
    from orchestrator.timeline import (
        Asker,
        Versions,
        as_document,
        as_text,
        find_people,
        timeline,
    )

    loaded, project = load_or_exit(ctx, folder)
    if flow is not None and flow not in {each.key for each in loaded.flows}:
        known = ", ".join(sorted(each.key for each in loaded.flows))
        message = f"there is no flow {flow}; expected one of {known}"
        raise click.UsageError(message)
    try:
        with (
            open_existing(project.database, pathlib.Path(project.root)) as store,
            store.reading() as connection,
        ):
            asker = Asker(connection, project, now or datetime.now(UTC))
            person = _only_one(ctx, customer, find_people(asker, customer))
            versions = Versions(loaded, project, connection)
            told = timeline(asker, versions, person, [flow] if flow else [])
    except NoStateError as error:
        click.echo(f"{error}.", err=True)
        ctx.exit(WRONG)
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(USAGE)
    if form == "json":
        click.echo(json.dumps(as_document(told), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(told), nl=False)


def _only_one(ctx: click.Context, named: str, people: Sequence[Person]) -> Person:
    if not people:
        message = (
            f'nobody in the database has the key, the e-mail address or the phone number "{named}"'
        )
        click.echo(message, err=True)
        ctx.exit(WRONG)
    if len(people) > 1:
        click.echo(f'several customers have "{named}"; name one by the key:', err=True)
        for each in people:
            click.echo(f"  {each.words}", err=True)
        ctx.exit(WRONG)
    return people[0]
