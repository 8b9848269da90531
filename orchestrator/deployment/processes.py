"""Child processes that are ours alone: started in their own session, stopped by their id."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LAST_LINES = 8


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def obituary(self) -> str:
        """Why it ended, as far as its log tells."""
        lines = self.log.read_text(errors="replace").strip().splitlines()[-_LAST_LINES:]
        shown = "".join(f"\n  {line}" for line in lines)
        code = self.process.returncode
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"{self.name} {how}. The end of {self.log}:{shown}"


def start_module(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path
) -> Child:
    """Run `python -m …`; a Ctrl-C at the terminal reaches us alone, and we stop the child."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own interpreter, our own arguments
            [sys.executable, "-m", *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(name, process, log)


def stop(child: Child, patience: float) -> None:
    """Ask it to end; what it has started may finish within `patience` seconds, then all is ended."""
    deadline = time.monotonic() + patience
    if not child.has_ended:
        child.process.terminate()
    try:
        while _group_lives(child) and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.process.wait()


def _group_lives(child: Child) -> bool:
    """A worker leaves before the runs that it has started; they share its process group."""
    child.process.poll()
    try:
        os.killpg(child.pid, 0)
    except ProcessLookupError:
        return False
    return True
