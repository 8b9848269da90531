"""`flows serve`: flows on their schedules, with Prefect's UI, on this machine."""

from __future__ import annotations

import os
import pathlib
import signal
from types import FrameType

import click
from rich.console import Console

from orchestrator.cli.project import (
    check_database_or_exit,
    load_or_exit,
    project_option,
)
from orchestrator.cli.run import DeploymentFailure
from orchestrator.deployment.display import Narrator
from orchestrator.deployment.engine import Loaded
from orchestrator.deployment.environment import client_environment
from orchestrator.deployment.errors import DeploymentError
from orchestrator.deployment.server import (
    DEFAULT_PORT,
    port_is_free,
    start_server,
    stop_server,
)


@click.command("serve")
@project_option
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Where Prefect's UI and API answer, on 127.0.0.1 alone.",
)
@click.pass_context
def command(ctx: click.Context, folder: pathlib.Path, port: int) -> None:
    """Run flows on their schedules until Ctrl-C, with Prefect's UI.

    Edited files are deployed as they are saved. Ctrl-C lets the runs that have begun finish;
    schedules stay as they are, and the next `flows serve` goes on with them.

    Exit code 0: stopped by Ctrl-C; 1: the files have errors, or the catalog does not fit the
    database; 2: the port is taken, or the database cannot be reached; 3: the server or the worker
    ended by itself.
    """
    root = folder.resolve()
    loaded, project = load_or_exit(ctx, root)
    if not port_is_free(port):
        message = f"port {port} is taken, perhaps by another `flows serve`; name one with --port"
        raise click.UsageError(message)
    check_database_or_exit(ctx, loaded, project)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        _serve(loaded, root, port)
    except DeploymentError as error:
        raise DeploymentFailure(str(error)) from error
    except KeyboardInterrupt:
        click.echo("Stopped; schedules stay as they are.")


def _serve(loaded: Loaded, root: pathlib.Path, port: int) -> None:
    server = start_server(root, port, ui=True)
    try:
        os.environ.update(client_environment(root, server.api_url))
        # Only now: Prefect reads its settings from the environment when it is imported.
        from orchestrator.deployment.serving import serve

        serve(loaded, root, server, Narrator(Console()))
    finally:
        stop_server(server)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
