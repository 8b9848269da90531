"""Finding a Prefect server that answers, or starting one for this project."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from orchestrator.deployment.environment import prefect_home, server_environment
from orchestrator.deployment.errors import DeploymentError
from orchestrator.deployment.processes import Child, start_module, stop

HOST = "127.0.0.1"
DEFAULT_PORT = 4200
_START_SECONDS = 180
_STOP_SECONDS = 10
_PROFILE_SETTINGS = ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_API_AUTH_STRING")


@dataclass(frozen=True)
class Server:
    port: int
    child: Child

    @property
    def ui_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.ui_url}/api"


def find_api(root: Path) -> str | None:
    """The first that answers: what the user set, what `flows serve` wrote down, the default."""
    use_profile()
    said = os.environ.get("PREFECT_API_URL")
    candidates = [said] if said else [served_at(root), f"http://{HOST}:{DEFAULT_PORT}/api"]
    return next((url for url in candidates if url and is_healthy(url)), None)


def is_healthy(api_url: str) -> bool:
    try:
        request = urllib.request.Request(f"{api_url.rstrip('/')}/health")  # noqa: S310  the user's own
        if key := os.environ.get("PREFECT_API_KEY"):
            request.add_header("Authorization", f"Bearer {key}")
        with urllib.request.urlopen(request, timeout=3) as answer:  # noqa: S310  as above
            return bool(json.load(answer) is True)
    except (OSError, ValueError, HTTPException):  # anything else may listen on that port
        return False


def use_profile() -> None:
    """Take the server from the user's active Prefect profile, where the environment is silent.

    Raises DeploymentError where the profiles cannot be read: Prefect itself could not either.
    """
    file = Path(os.environ.get("PREFECT_PROFILES_PATH", "~/.prefect/profiles.toml")).expanduser()
    if not file.is_file():
        return
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        active = os.environ.get("PREFECT_PROFILE") or document.get("active")
        profile = document.get("profiles", {}).get(active, {})
    except (OSError, ValueError, AttributeError) as error:
        message = f"Prefect's profiles cannot be read ({file}): {error}"
        raise DeploymentError(message) from error
    for name in _PROFILE_SETTINGS:
        if name in profile:
            os.environ.setdefault(name, str(profile[name]))


def served_at(root: Path) -> str | None:
    try:
        return _record(root).read_text(encoding="utf-8").strip()
    except FileNotFoundError:  # nobody serves, or just stopped
        return None


@contextmanager
def written_down(root: Path, server: Server) -> Iterator[None]:
    """While it serves, `flows run` of this project finds the server, on whatever port."""
    _record(root).write_text(f"{server.api_url}\n", encoding="utf-8")
    try:
        yield
    finally:
        _record(root).unlink(missing_ok=True)


def _record(root: Path) -> Path:
    return prefect_home(root) / "serving-at"


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return True
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def start_server(root: Path, port: int, *, ui: bool) -> Server:
    """Start it without waiting: it takes 3 s, and 10 s or more the first time in a project."""
    arguments = ["prefect", "server", "start", "--host", HOST, "--port", str(port)]
    log = prefect_home(root) / "server.log"
    child = start_module(
        "The Prefect server",
        [*arguments, "--ui" if ui else "--no-ui"],
        server_environment(root),
        log,
    )
    return Server(port, child)


def wait_until_healthy(server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not is_healthy(server.api_url):
        if server.child.has_ended:
            raise DeploymentError(server.child.obituary())
        if time.monotonic() > deadline:
            message = f"The Prefect server did not answer within {_START_SECONDS} seconds; see {server.child.log}."
            raise DeploymentError(message)
        time.sleep(0.1)


def stop_server(server: Server) -> None:
    stop(server.child, _STOP_SECONDS)
