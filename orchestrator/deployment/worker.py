"""The worker that starts a process for every run that is due."""

from __future__ import annotations

import os
from pathlib import Path

from orchestrator.deployment.environment import prefect_home, worker_environment
from orchestrator.deployment.processes import Child, start_module
from orchestrator.deployment.work_pool import WORK_POOL


def start_worker(root: Path, api_url: str) -> Child:
    """Start it without waiting; as many runs at a time as there are cores."""
    arguments = ["prefect", "worker", "start", "--pool", WORK_POOL, "--type", "process"]
    limit = max(2, os.cpu_count() or 2)
    return start_module(
        "The Prefect worker",
        [*arguments, "--limit", str(limit)],
        worker_environment(root, api_url),
        prefect_home(root) / "worker.log",
    )
