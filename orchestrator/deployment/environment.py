"""What Prefect is told before it is imported: where it lives, and to keep quiet."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

PROJECT_VARIABLE = "LIFECYCLE_PROJECT"
HEARTBEAT_SECONDS = 30
KEEP_RUNS_DAYS = 30

_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    # A line per task run would drown the lines that count customers.
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",
}
_SERVER = {
    # Without it the page of a server on another port still calls 4200.
    "PREFECT_SERVER_UI_API_URL": "/api",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The second version's pages load settings from an analytics company, even with analytics off. This
    # makes the first one the default; nothing takes the second one away.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    # A flow that ticks once a year shall have a scheduled run to show as well.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME": "P400D",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(KEEP_RUNS_DAYS * 86_400),
}
_FOREIGN = ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_API_AUTH_STRING", "PREFECT_PROFILE")


def project_root() -> Path:
    """The project of this process: said by the deployment, else the working directory."""
    return Path(os.environ.get(PROJECT_VARIABLE, ".")).resolve()


def prefect_home(root: Path) -> Path:
    """Prefect's own files stay with the project, and out of git."""
    home = Path(os.environ.get("PREFECT_HOME") or root / ".prefect")
    home.mkdir(parents=True, exist_ok=True)
    ignore = home / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    return home


def client_environment(root: Path, api_url: str) -> dict[str, str]:
    """For a process that talks to a server; its own console belongs to our table."""
    return {
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        **_QUIET,
        "PREFECT_HOME": str(prefect_home(root)),
        "PREFECT_API_URL": api_url,
        PROJECT_VARIABLE: str(root),
    }


def server_environment(root: Path) -> dict[str, str]:
    return {**own(os.environ), **_QUIET, **_SERVER, "PREFECT_HOME": str(prefect_home(root))}


def worker_environment(root: Path, api_url: str) -> dict[str, str]:
    return {
        **own(os.environ),
        **client_environment(root, api_url),
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
        "PREFECT_WORKER_QUERY_SECONDS": "5",
    }


def own(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what would lead our processes to somebody else's server."""
    return {name: value for name, value in environment.items() if name not in _FOREIGN}
