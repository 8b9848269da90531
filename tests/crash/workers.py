"""Worker processes, forked from this one so that nothing has to be imported or compiled again."""

from __future__ import annotations

import mmap
import os
import signal
import struct
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from orchestrator.delivery import Sender, SmtpSender
from orchestrator.model import Database, SenderSettings, SenderType
from orchestrator.runner import open_workspace
from orchestrator.runner.workspace import worker_name
from tests.engine.library import Compiled
from tests.engine.world import tick

BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
SPEED = 10
"""So many times faster the workers' clock goes; a lease is half a minute of ours."""


class FastClock:
    """The same in every process; it can be set forward in all of them at once."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._ahead = mmap.mmap(-1, 8)

    def __call__(self) -> datetime:
        (ahead,) = struct.unpack("d", self._ahead[:])
        return BEGIN + timedelta(seconds=(time.monotonic() - self._started) * SPEED + ahead)

    def set_forward(self, by: timedelta) -> None:
        (ahead,) = struct.unpack("d", self._ahead[:])
        self._ahead[:] = struct.pack("d", ahead + by.total_seconds())


@dataclass(frozen=True)
class Office:
    """What every worker is given."""

    url: str
    port: int
    compiled: Compiled
    clock: FastClock

    def begin(self, *, until_quiet: bool = False) -> Worker:
        """Fork a worker that ticks all flows again and again, or till a round does nothing."""
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return Worker(pid, worker_name(pid))
        status = 1
        try:
            self._work(until_quiet=until_quiet)
            status = 0
        except BaseException:  # noqa: BLE001 - told, and the process ends with 1
            traceback.print_exc()
        finally:
            os._exit(status)

    def _work(self, *, until_quiet: bool) -> None:
        project = replace(self.compiled.project, database=Database(self.url))
        with open_workspace(project, self.compiled.templates, self._senders()) as workspace:
            busy = True
            while busy or not until_quiet:
                done = [
                    tick(program, workspace, self.clock)
                    for program in self.compiled.programs.values()
                ]
                busy = any(each.did_something for each in done)

    def _senders(self) -> Mapping[str, Sender]:
        settings = SenderSettings(
            SenderType.SMTP, from_address="Shop <hello@shop.example>", port=self.port
        )
        return dict.fromkeys(self.compiled.project.senders, SmtpSender(settings))


@dataclass(frozen=True)
class Worker:
    pid: int
    name: str

    def kill(self) -> None:
        """Raises RuntimeError where it had ended by itself."""
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        if not os.WIFSIGNALED(status):
            message = f"{self.name} ended before it was killed"
            raise RuntimeError(message)

    def join(self) -> None:
        """Wait until it ends. Raises RuntimeError where that was by an error."""
        _, status = os.waitpid(self.pid, 0)
        if status:
            message = f"{self.name} ended with {status}"
            raise RuntimeError(message)
