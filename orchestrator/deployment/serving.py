"""Everything that one machine needs: server, worker, deployments, and a watch over all three."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client

from orchestrator import report
from orchestrator.deployment.apply import apply_deployments
from orchestrator.deployment.automations import ensure_crash_automation
from orchestrator.deployment.display import Narrator, schedule_table
from orchestrator.deployment.engine import Loaded, compile_live, load_project
from orchestrator.deployment.errors import DeploymentError
from orchestrator.deployment.in_force import waiting_for_apply
from orchestrator.deployment.processes import Child, stop
from orchestrator.deployment.server import Server, wait_until_healthy, written_down
from orchestrator.deployment.upcoming import next_runs
from orchestrator.deployment.work_pool import let_runs_finish, open_work_pool
from orchestrator.deployment.worker import start_worker

_FINISH_SECONDS = 60
_LOOK_SECONDS = 2.0


def serve(loaded: Loaded, root: Path, server: Server, narrator: Narrator) -> None:
    """Serve until interrupted. Raises DeploymentError when server or worker ends by itself."""
    with narrator.busy("Waiting for the Prefect server (longer the first time)."):
        wait_until_healthy(server)
    try:
        _serve(loaded, root, server, narrator)
    except httpx.TransportError as error:
        message = f"The Prefect server no longer answers; its log is {server.child.log}"
        raise DeploymentError(message) from error


def _serve(loaded: Loaded, root: Path, server: Server, narrator: Narrator) -> None:
    with get_client(sync_client=True) as client:
        open_work_pool(client)
        ensure_crash_automation(client)
        _apply(client, loaded, root, narrator)
        with _running_worker(client, root, server, narrator) as worker, written_down(root, server):
            alive = partial(_check, server.child, worker)
            _announce(client, loaded, narrator, alive)
            narrator.say(f"Prefect's UI: {server.ui_url} (Ctrl-C stops)")
            _watch(client, root, narrator, alive)


@contextmanager
def _running_worker(
    client: SyncPrefectClient, root: Path, server: Server, narrator: Narrator
) -> Iterator[Child]:
    since = datetime.now(UTC)
    worker = start_worker(root, server.api_url)
    try:
        yield worker
    except KeyboardInterrupt:
        narrator.say("Stopping; a run that has begun may finish.")
        let_runs_finish(client, since, _FINISH_SECONDS)
        stop(worker, _FINISH_SECONDS)
        open_work_pool(client)
        raise
    finally:
        stop(worker, _FINISH_SECONDS)


def _check(*children: Child) -> None:
    for child in children:
        if child.has_ended:
            raise DeploymentError(child.obituary())


def _apply(client: SyncPrefectClient, loaded: Loaded, root: Path, narrator: Narrator) -> None:
    flows = compile_live(loaded, root)
    changes = apply_deployments(client, flows)
    for verb, names in (("Deployed", changes.applied), ("Removed", changes.removed)):
        if names:
            narrator.say(f"{verb}: {', '.join(names)}.")
    if waiting := waiting_for_apply(flows):
        narrator.say(
            f"Edited, and not in force: {', '.join(waiting)}. Their runs fail until `flows apply`; "
            "`flows plan` shows what it changes."
        )


def _announce(
    client: SyncPrefectClient, loaded: Loaded, narrator: Narrator, alive: Callable[[], None]
) -> None:
    with narrator.busy("Waiting for the first scheduled run of each flow."):
        upcoming = next_runs(client, alive)
    timezone = loaded.project.defaults.timezone if loaded.project else "UTC"
    narrator.console.print(schedule_table(upcoming, timezone))


def _watch(
    client: SyncPrefectClient, root: Path, narrator: Narrator, alive: Callable[[], None]
) -> None:
    """Apply every edit of the files; while they have errors the last good version stays."""
    seen = _state_of(root)
    while True:
        time.sleep(_LOOK_SECONDS)
        alive()
        if (now := _state_of(root)) == seen:
            continue
        seen = now
        loaded = load_project(root)
        if loaded.has_errors:
            narrator.say(report.as_text(loaded.diagnostics, loaded.sources).rstrip())
            narrator.say("The files have errors; what is deployed stays.")
        else:
            _apply(client, loaded, root, narrator)


def _state_of(root: Path) -> dict[str, int]:
    files = (root / "orchestrator.yml", *(root / "flows").rglob("*.y*ml"))
    return {str(file): changed for file in files if (changed := _changed_at(file))}


def _changed_at(file: Path) -> int | None:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # gone since it was listed, as while git changes the branch
        return None
