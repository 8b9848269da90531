"""One tick of each flow, now, as Prefect flow runs of this process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    TaskRunFilter,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun
from prefect.events.worker import EventsWorker
from prefect.flow_engine import run_flow
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from orchestrator.deployment.engine import Compiled, Operation, system_clock
from orchestrator.deployment.naming import run_name, tags_of
from orchestrator.deployment.outcome import Summary
from orchestrator.deployment.ran import Progress, Ran
from orchestrator.deployment.workflow import workflow

_RECORDING_SECONDS = 10


@dataclass
class _Listener:
    flow: str
    progress: Progress
    steps: int = 0
    summary: Summary | None = None
    crash: Exception | None = None

    def step(self, operation: Operation) -> None:
        self.steps += 1
        self.progress.step(self.flow, operation)

    def finished(self, summary: Summary) -> None:
        self.summary = summary

    def crashed(self, error: Exception) -> None:
        self.crash = error


def run_through_prefect(
    flows: Sequence[Compiled], at: datetime | None, progress: Progress, *, wait_for_records: bool
) -> list[Ran]:
    """A flow that crashes doesn't keep the others from their tick.

    `wait_for_records` is for a server that is stopped next: it returns when all is written down.
    """
    with get_client(sync_client=True) as client:
        # All at once, before the first one runs: Prefect on SQLite refuses to create a run while
        # it still writes down the one before, and each refusal costs its client two seconds.
        runs = [_announce(client, compiled, at) for compiled in flows]
        ran = []
        steps = {}
        for compiled, run in zip(flows, runs, strict=True):
            listener = _Listener(compiled.flow.key, progress)
            ran.append(_run(compiled, run, listener))
            steps[run.id] = listener.steps
        if wait_for_records:
            _wait_for_records(client, steps)
    return ran


def _announce(client: SyncPrefectClient, compiled: Compiled, at: datetime | None) -> FlowRun:
    return client.create_flow_run(
        workflow(compiled),
        name=run_name(compiled, at or system_clock()),
        parameters={"at": at} if at else {},
        tags=tags_of(compiled),
    )


def _run(compiled: Compiled, run: FlowRun, listener: _Listener) -> Ran:
    began = time.monotonic()
    # A sync flow with heartbeats sleeps for a second when it ends; they are for unwatched runs.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        run_flow(workflow(compiled, listener), flow_run=run, return_type="state")
    seconds = time.monotonic() - began
    ran = Ran(compiled.flow.key, seconds, listener.summary, listener.crash, str(run.id))
    listener.progress.ended(ran)
    return ran


def _wait_for_records(client: SyncPrefectClient, steps: dict[UUID, int]) -> None:
    EventsWorker.drain_all(timeout=_RECORDING_SECONDS)
    APILogWorker.drain_all(timeout=_RECORDING_SECONDS)
    deadline = time.monotonic() + _RECORDING_SECONDS
    for run, expected in steps.items():
        while _recorded_tasks(client, run) < expected and time.monotonic() < deadline:
            time.sleep(0.1)


def _recorded_tasks(client: SyncPrefectClient, run: UUID) -> int:
    ended = TaskRunFilterStateType(any_=list(TERMINAL_STATES))
    found = client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run])),
        task_run_filter=TaskRunFilter(state=TaskRunFilterState(type=ended)),
    )
    return len(found)
