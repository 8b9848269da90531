"""Proof that flows will run: a scheduled run of each deployment."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort

from orchestrator.deployment.apply import is_stopped, managed_deployments
from orchestrator.deployment.errors import DeploymentError

_WAIT_SECONDS = 60


def next_runs(client: SyncPrefectClient, check: Callable[[], None]) -> dict[str, datetime | None]:
    """When each flow runs next; None for those that somebody stopped in the UI.

    The server's health proves nothing: it has been seen green while no run was ever scheduled.
    `check` is called while waiting and raises when waiting has become pointless.
    """
    deployments = managed_deployments(client)
    found: dict[str, datetime | None] = {d.name: None for d in deployments if is_stopped(d)}
    awaited = {d.name: d.id for d in deployments if not is_stopped(d)}
    deadline = time.monotonic() + _WAIT_SECONDS
    while awaited:
        for name, deployment in list(awaited.items()):
            if first := _first_scheduled(client, deployment):
                found[name] = first
                del awaited[name]
        if awaited and time.monotonic() > deadline:
            message = f"Prefect has scheduled no run of {', '.join(awaited)} within {_WAIT_SECONDS} seconds."
            raise DeploymentError(message)
        check()
        time.sleep(0.5 if awaited else 0)
    return dict(sorted(found.items()))


def _first_scheduled(client: SyncPrefectClient, deployment: UUID) -> datetime | None:
    scheduled = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    runs = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment]), state=scheduled
        ),
        sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
        limit=1,
    )
    return runs[0].next_scheduled_start_time if runs else None
