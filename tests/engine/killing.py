"""Workers that die: between two statements, and known to be gone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from orchestrator.runner.workspace import worker_name
from tests.engine.postbox import Killed


def gone_worker() -> str:
    """The name of a worker that was here and is gone."""
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as process:
        name = worker_name(process.pid)
        process.communicate()
    return name


@contextmanager
def dying_at(engine: Engine, statement: int) -> Iterator[None]:
    """Die before the how-manieth statement or commit from here on."""
    left = iter(range(statement))

    def step(*_: object) -> None:
        if next(left, None) is None:
            raise Killed

    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, step)
    try:
        yield
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(engine, name, step)
