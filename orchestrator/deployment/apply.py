"""Deployments as the YAML files want them: only what differs is applied, what is gone is removed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
)
from prefect.client.schemas.responses import DeploymentResponse
from prefect.deployments.runner import RunnerDeployment
from prefect.types.entrypoint import EntrypointType

from orchestrator.deployment.engine import Compiled
from orchestrator.deployment.environment import PROJECT_VARIABLE
from orchestrator.deployment.naming import MANAGED, describe, tags_of
from orchestrator.deployment.schedules import prefect_schedule
from orchestrator.deployment.work_pool import WORK_POOL
from orchestrator.deployment.workflow import workflow

_PAGE = 200


@dataclass(frozen=True)
class Changes:
    """Names of deployments, by what was done to them."""

    applied: tuple[str, ...]
    removed: tuple[str, ...]


def apply_deployments(client: SyncPrefectClient, flows: Sequence[Compiled]) -> Changes:
    """Each apply deletes and re-creates a deployment's future runs, so the equal ones are left."""
    existing = {deployment.name: deployment for deployment in managed_deployments(client)}
    applied = []
    for compiled in flows:
        found = existing.pop(compiled.flow.key, None)
        wanted = deployment_of(compiled, found)
        if found is None or not is_as_wanted(found, wanted):
            wanted.apply()
            applied.append(wanted.name)
    for gone in existing.values():
        client.delete_deployment(gone.id)
    return Changes(tuple(applied), tuple(existing))


def deployment_of(compiled: Compiled, found: DeploymentResponse | None = None) -> RunnerDeployment:
    """What the file wants; a stop that somebody made in the UI stays, for no edit may undo it."""
    root = str(compiled.root)
    schedule = prefect_schedule(compiled.flow, compiled.timezone)
    switched_off = found is not None and not any(each.active for each in found.schedules)
    return RunnerDeployment.from_flow(
        workflow(compiled),
        compiled.flow.key,
        schedule=replace(schedule, active=not switched_off),
        paused=found is not None and found.paused,
        # Two ticks of a flow exclude each other anyway; this keeps the list of runs readable.
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        description=describe(compiled),
        tags=tags_of(compiled),
        version=compiled.program.digest,
        work_pool_name=WORK_POOL,
        job_variables={
            # Said outright: in a folder with a pyproject.toml Prefect would start `uv run`.
            "command": shlex.join([sys.executable, "-m", "prefect.engine"]),
            "env": {PROJECT_VARIABLE: root},
            "stream_output": False,
            "working_dir": root,
        },
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def is_as_wanted(found: DeploymentResponse, wanted: RunnerDeployment) -> bool:
    return (
        found.version == wanted.version
        and found.description == wanted.description
        and sorted(found.tags) == sorted(wanted.tags)
        and found.entrypoint == wanted.entrypoint
        and found.work_pool_name == wanted.work_pool_name
        and found.job_variables == wanted.job_variables
        and [s.schedule for s in found.schedules] == [s.schedule for s in wanted.schedules or []]
    )


def is_stopped(found: DeploymentResponse) -> bool:
    return found.paused or not any(schedule.active for schedule in found.schedules)


def managed_deployments(client: SyncPrefectClient) -> list[DeploymentResponse]:
    return list(_pages(client))


def _pages(client: SyncPrefectClient) -> Iterator[DeploymentResponse]:
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[MANAGED]))
    offset = 0
    while page := client.read_deployments(deployment_filter=ours, limit=_PAGE, offset=offset):
        yield from page
        offset += len(page)
