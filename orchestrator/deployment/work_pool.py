"""The queue between the server's schedules and our worker."""

from __future__ import annotations

import time
from datetime import datetime

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound

WORK_POOL = "lifecycle-flows"
_BEGUN = [StateType.PENDING, StateType.RUNNING]


def open_work_pool(client: SyncPrefectClient) -> None:
    try:
        client.read_work_pool(WORK_POOL)
    except ObjectNotFound:
        client.create_work_pool(WorkPoolCreate(name=WORK_POOL, type="process"))
    else:
        client.update_work_pool(WORK_POOL, WorkPoolUpdate(is_paused=False))


def let_runs_finish(client: SyncPrefectClient, since: datetime, patience: float) -> None:
    """Hand out no more runs and wait for those begun: a worker that is stopped kills its runs."""
    client.update_work_pool(WORK_POOL, WorkPoolUpdate(is_paused=True))
    deadline = time.monotonic() + patience
    while _begun(client, since) and time.monotonic() < deadline:
        time.sleep(0.3)


def _begun(client: SyncPrefectClient, since: datetime) -> list[FlowRun]:
    begun = FlowRunFilterState(type=FlowRunFilterStateType(any_=_BEGUN))
    runs = client.read_flow_runs(
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[WORK_POOL])),
        flow_run_filter=FlowRunFilter(state=begun),
    )
    return [run for run in runs if run.state and run.state.timestamp >= since]
