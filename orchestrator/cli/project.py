"""What every command that needs a valid project shares."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import click

from orchestrator import report
from orchestrator.load import PROJECT_FILE, Loaded, load_project
from orchestrator.model import Flow, Project, Status

WRONG, USAGE, CRASHED = 1, 2, 3

_Function = TypeVar("_Function", bound=Callable[..., object])


def project_option(function: _Function) -> _Function:
    option = click.option(
        "--project",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=pathlib.Path),
        callback=_named_or_nearest,
        help="The folder with orchestrator.yml; this one or the nearest above if nothing is said.",
    )
    return option(function)


def _named_or_nearest(
    ctx: click.Context, _option: click.Parameter, named: pathlib.Path | None
) -> pathlib.Path:
    """Looks upwards as git does, and says so where it leaves the current folder."""
    here = pathlib.Path()
    if named is not None:
        return named
    if ctx.resilient_parsing or (here / PROJECT_FILE).is_file():
        return here
    for above in here.resolve().parents:
        if (above / PROJECT_FILE).is_file():
            click.echo(f"project: {above}", err=True)
            return above
    return here


class Instant(click.ParamType[datetime]):
    """ISO 8601; UTC where it names no zone."""

    name = "instant"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            instant = datetime.fromisoformat(str(value))
            return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is not an instant such as 2026-03-31T08:00Z", param, ctx)


def load_or_exit(
    ctx: click.Context,
    folder: pathlib.Path,
    environment: Mapping[str, str] | None = os.environ,
) -> tuple[Loaded, Project]:
    """The project without errors; else they are printed and the command ends with 1.

    With `environment` None no variable is missed: for what needs no database.
    """
    loaded = load_project(folder.resolve(), environment=environment)
    if loaded.has_errors or loaded.project is None:
        click.echo(report.as_text(loaded.diagnostics, loaded.sources), nl=False, err=True)
        click.echo(f"{report.problems(loaded.diagnostics)}; nothing was done", err=True)
        ctx.exit(WRONG)
    return loaded, loaded.project


def check_database_or_exit(ctx: click.Context, loaded: Loaded, project: Project) -> None:
    """The database answers (else the command ends with 2) and the catalog fits it (else with 1)."""
    from orchestrator.doctor import quick_check
    from orchestrator.store import StoreError, open_untouched

    try:
        with open_untouched(project.database, pathlib.Path(project.root)) as store:
            found = loaded.placed(quick_check(project, store, now=datetime.now(UTC)))
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(USAGE)
    if found:
        click.echo(report.as_text(found, loaded.sources), nl=False, err=True)
        click.echo("The catalog does not fit the database (see `flows doctor`).", err=True)
        ctx.exit(WRONG)


def choose(flows: Sequence[Flow], keys: Sequence[str]) -> list[Flow]:
    """The named flows, or all that are not drafts; an unknown name is a usage error."""
    known = {flow.key: flow for flow in flows}
    unknown = [key for key in keys if key not in known]
    if unknown:
        message = f"there is no flow {unknown[0]}; expected one of {', '.join(sorted(known))}"
        raise click.UsageError(message)
    if keys:
        return [known[key] for key in keys]
    return [flow for flow in flows if flow.status is not Status.DRAFT]
