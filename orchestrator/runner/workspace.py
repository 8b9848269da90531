"""What every tick of a project shares: database, templates, senders, and who is at work."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from orchestrator import tables
from orchestrator.delivery import Sender, unsubscribe_secret
from orchestrator.model import Project
from orchestrator.program import Program
from orchestrator.store import Store, open_store
from orchestrator.templates import TemplateSet


@dataclass(frozen=True)
class Workspace:
    project: Project
    store: Store
    templates: TemplateSet
    senders: Mapping[str, Sender]
    """By name."""
    secrets: Mapping[str, str | None]
    """By the sender's name: what signs unsubscribe links."""
    installation: str
    """Tells this state's messages from those of any other."""
    worker: str
    is_rehearsal: bool = False
    """Nothing leaves, so nothing is rendered either."""
    interrupts: tuple[type[BaseException], ...] = (KeyboardInterrupt, SystemExit)
    """What ends a run from outside: what is known of the mails in hand is written down first."""

    @contextmanager
    def moving(self, program: Program) -> Iterator[Connection]:
        """A transaction that moves people. Raises TickError when the flow was edited meanwhile."""
        with self.store.writing(program.flow) as connection:
            flow = tables.flow
            query = select(flow.c.digest).where(flow.c.flow == program.flow)
            if connection.scalar(query) != program.digest:
                message = f"{program.flow} was edited while it ran; the next tick takes it over"
                raise TickError(message)
            yield connection


class TickError(Exception):
    """A tick that must not run, or not go on; the text says why. The next one finds all in order."""


@contextmanager
def open_workspace(
    project: Project,
    templates: TemplateSet,
    senders: Mapping[str, Sender],
    *,
    scratch: bool = False,
) -> Iterator[Workspace]:
    """Open the project's database. Raises StoreError where that fails."""
    root = Path(project.root)
    with open_store(project.database, root, scratch=scratch) as store:
        secrets = {
            sender: None if scratch else unsubscribe_secret(settings, root)
            for sender, settings in project.senders.items()
        }
        name = worker_name(os.getpid())
        yield Workspace(
            project,
            store,
            templates,
            senders,
            secrets,
            store.installation(),
            name,
            is_rehearsal=scratch,
        )


def worker_name(pid: int) -> str:
    """Host, process and when it started, so that a reused process id is not taken for it."""
    return f"{_machine()}:{pid}:{_started(pid)}"


def is_dead(worker: str) -> bool:
    """Whether that worker ran on this machine and is gone; others are judged by their lease."""
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    if host != _machine() or not rest.isdigit():
        return False
    return worker != worker_name(int(rest))


def _machine() -> str:
    """The host, and on Linux which of its process-id namespaces: containers can share a name."""
    try:
        namespace = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        return socket.gethostname()
    return f"{socket.gethostname()}/{namespace.strip('pid:[]')}"


def _started(pid: int) -> str:
    """Clock ticks from boot to start as Linux tells them; elsewhere only whether it runs."""
    try:
        # Bytes, because its name may be cut within a letter.
        status = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return "running" if not Path("/proc/self").exists() and _runs(pid) else "gone"
    return status.rpartition(b")")[2].split()[19].decode()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
