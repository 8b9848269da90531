"""`flows run`: one tick of each flow at each instant, recorded by Prefect or not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from orchestrator.deployment.direct import run_directly
from orchestrator.deployment.display import Narrator, run_table
from orchestrator.deployment.engine import Compiled, clock_at
from orchestrator.deployment.environment import client_environment
from orchestrator.deployment.ran import Ran
from orchestrator.deployment.server import (
    find_api,
    free_port,
    start_server,
    stop_server,
    wait_until_healthy,
)

Instants = Sequence[datetime | None]
"""None is now."""


def run_without_prefect(
    flows: Sequence[Compiled], instants: Instants, narrator: Narrator
) -> list[Ran]:
    """Raises TickError for an instant that has not come yet."""
    ran = []
    for at in instants:
        clock = clock_at(at)
        with narrator.ticking(at):
            ran.append(run_directly(flows, clock, narrator))
        narrator.show(run_table(ran[-1]))
    return [each for tick in ran for each in tick]


def run_with_prefect(
    root: Path, flows: Sequence[Compiled], instants: Instants, narrator: Narrator
) -> list[Ran]:
    """Raises DeploymentError when no server answers and none can be started."""
    with _api(root, narrator) as is_temporary:
        # Only now: Prefect reads its settings from the environment when it is imported.
        from prefect.settings import PREFECT_UI_URL  # noqa: PLC0415

        from orchestrator.deployment.through_prefect import run_through_prefect  # noqa: PLC0415

        ran = []
        for at in instants:
            with narrator.ticking(at):
                ran.append(run_through_prefect(flows, at, narrator, wait_for_records=is_temporary))
            narrator.show(run_table(ran[-1]))
        shown = "`flows serve` shows them" if is_temporary else f"{PREFECT_UI_URL.value()}/runs"
        narrator.say(f"Runs in Prefect's UI: {shown}")
    return [each for tick in ran for each in tick]


@contextmanager
def _api(root: Path, narrator: Narrator) -> Iterator[bool]:
    """With a server that answers; whether it is only here for this run."""
    if found := find_api(root):
        os.environ.update(client_environment(root, found))
        yield False
        return
    said = os.environ.get("PREFECT_API_URL")
    silent = f"No Prefect server answers{f' at {said}' if said else ''}"
    server = start_server(root, free_port(), ui=False)
    try:
        os.environ.update(client_environment(root, server.api_url))
        with narrator.busy(f"{silent}; starting a temporary one (10 s the first time)."):
            import prefect.main  # noqa: F401, PLC0415  while the server starts, not after it

            wait_until_healthy(server)
        yield True
    finally:
        stop_server(server)
