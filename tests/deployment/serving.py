"""A running `flows serve`, and what its API tells."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Serving:
    process: subprocess.Popen[bytes]
    port: int
    project: Path
    log: Path

    @property
    def ui(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def find(self, what: str, **filters: object) -> list[dict[str, Any]]:
        """The rows of `flow_runs`, `deployments` and so on that pass the API's filters."""
        found: list[dict[str, Any]] = self.post(f"{what}/filter", filters)
        return found

    def get(self, path: str) -> Any:  # noqa: ANN401  JSON
        return self._send(path, None)

    def post(self, path: str, body: object, method: str = "POST") -> Any:  # noqa: ANN401  JSON
        return self._send(path, body, method)

    def deployment(self, name: str) -> dict[str, Any] | None:
        found = [d for d in self.find("deployments") if d["name"] == name]
        return found[0] if found else None

    def run(self, name: str, parameters: dict[str, object]) -> dict[str, Any]:
        """Have the worker run a flow now; the run when it has ended."""
        deployment = self.deployment(name)
        assert deployment is not None
        path = f"deployments/{deployment['id']}/create_flow_run"
        run = self.post(path, {"parameters": parameters})["id"]

        def ended() -> bool:
            return self.get(f"flow_runs/{run}")["state_type"] in {"COMPLETED", "FAILED", "CRASHED"}

        self.wait_for(ended, f"the end of a run of {name}", 90)
        found: dict[str, Any] = self.get(f"flow_runs/{run}")
        return found

    def wait_for(self, holds: Callable[[], object], what: str, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            said = self.log.read_text()
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, f"waited in vain for {what}:\n{said}"
            time.sleep(0.2)

    def _send(self, path: str, body: object, method: str | None = None) -> Any:  # noqa: ANN401
        request = urllib.request.Request(  # noqa: S310  always http, to ourselves
            f"{self.ui}/api/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        return json.loads(self._answer(request) or b"null")

    def _answer(self, request: urllib.request.Request) -> bytes:
        """Prefect on SQLite says "try again" (503) while its database is locked."""
        for _attempt in range(50):
            try:
                with urllib.request.urlopen(request, timeout=90) as answer:  # noqa: S310  as above
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                error.close()
                if error.code != 503:
                    raise
            time.sleep(0.2)
        message = f"{request.full_url} stayed locked"
        raise TimeoutError(message)
