"""The seam to the engine: the flows of a project, compiled and ready to tick."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestrator import report
from orchestrator.compiler import started_by
from orchestrator.delivery import BadAddressError, open_senders, write_index
from orchestrator.doctor import quick_check
from orchestrator.load import Loaded, flow_files, load_project
from orchestrator.model import Flow, Project, SenderType, Status
from orchestrator.plan.programs import compile_loaded
from orchestrator.program import Operation, Program
from orchestrator.runner import (
    AlreadyRunError,
    Clock,
    Tally,
    Tick,
    TickError,
    fixed_clock,
    open_tick,
    open_workspace,
    system_clock,
)
from orchestrator.store import Store, StoreError
from orchestrator.templates import TemplateSet

__all__ = [
    "EXPLAINED",
    "AlreadyRunError",
    "Clock",
    "Compiled",
    "Loaded",
    "Operation",
    "Tally",
    "Tick",
    "TickError",
    "clock_at",
    "compile_flows",
    "compile_live",
    "flow_file",
    "identifier",
    "in_utc",
    "load_project",
    "open_flow",
    "system_clock",
    "write_outbox_pages",
]


_CLOCKS_DIFFER = timedelta(minutes=5)


class CatalogError(Exception):
    """The catalog names what the database does not have; the text is what doctor would say."""


EXPLAINED = (CatalogError, TickError, StoreError, BadAddressError)
"""What keeps a tick from running and says so in a sentence; anything else is a bug."""


@dataclass(frozen=True)
class Compiled:
    """A flow with all that its tick needs."""

    flow: Flow
    program: Program
    project: Project
    templates: TemplateSet
    root: Path
    loaded: Loaded

    @property
    def timezone(self) -> str:
        return self.project.defaults.timezone

    @contextmanager
    def open_tick(self, clock: Clock, *interrupts: type[BaseException]) -> Iterator[Tick]:
        """Begin a tick. Raises one of EXPLAINED where the database or the sender is not ready.

        `interrupts` end it from outside, as Ctrl-C does.
        """
        senders = open_senders(self.project, self.root)
        with open_workspace(self.project, self.templates, senders) as opened:
            self._hold_against(opened.store, clock)
            workspace = replace(opened, interrupts=(*opened.interrupts, *interrupts))
            with open_tick(self.program, workspace, clock) as tick:
                yield tick

    def _hold_against(self, store: Store, clock: Clock) -> None:
        found = self.loaded.placed(quick_check(self.project, store, now=clock()))
        if found:
            problems = report.as_text(found, self.loaded.sources)
            message = f"the catalog does not fit the database:\n{problems}(see `flows doctor`)"
            raise CatalogError(message)


def compile_flows(flows: Iterable[Flow], loaded: Loaded, root: Path) -> list[Compiled]:
    return [_compile(flow, loaded, root) for flow in flows]


def compile_live(loaded: Loaded, root: Path) -> list[Compiled]:
    """Every flow but the drafts; a paused one ticks too: what it missed is not made up for later."""
    live = (flow for flow in loaded.flows if flow.status is not Status.DRAFT)
    return compile_flows(live, loaded, root)


def open_flow(root: Path, file: Path) -> Compiled:
    """Load and compile one file. Raises ValueError with what is wrong with it."""
    loaded = _load_with_started(root, file)
    flow = next((each for each in loaded.flows if _is(each, root, file)), None)
    if loaded.has_errors or flow is None:
        lines = (f"{found.file}: {found.sentence()}" for found in loaded.diagnostics)
        raise ValueError("\n".join(lines))
    return _compile(flow, loaded, root)


def _is(flow: Flow, root: Path, file: Path) -> bool:
    return (root / flow.file).resolve() == file.resolve()


def _load_with_started(root: Path, file: Path) -> Loaded:
    """Its file, and those of the flows that it starts, and that these start."""
    files = [file]
    while True:
        loaded = load_project(root, files, beside=False)
        asked = {key for flow in loaded.flows for key in started_by(flow)}
        known = {flow.key for flow in loaded.flows}
        found = (flow_file(root, identifier(key)) for key in sorted(asked - known))
        more = [each for each in found if each is not None and each not in files]
        if not more:
            return loaded
        files += more


def write_outbox_pages(project: Project, root: Path) -> list[Path]:
    """Renew the page of each outbox; where it is."""
    outboxes = {
        root / settings.folder
        for settings in project.senders.values()
        if settings.type is SenderType.OUTBOX
    }
    return [write_index(folder) for folder in sorted(outboxes) if folder.is_dir()]


def clock_at(instant: datetime | None) -> Clock:
    """One that stands there; None: the computer's. Raises TickError for what has not come yet."""
    if instant is None:
        return system_clock
    if in_utc(instant) > system_clock() + _CLOCKS_DIFFER:
        message = (
            f"{in_utc(instant):%Y-%m-%d %H:%M} UTC has not come yet: a tick then would send now what "
            "is due by then, and no other could run before; `flows plan` looks ahead and sends nothing"
        )
        raise TickError(message)
    return fixed_clock(in_utc(instant))


def in_utc(instant: datetime) -> datetime:
    """An instant that names no zone is UTC."""
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def flow_file(root: Path, name: str) -> Path | None:
    """The file whose name makes that Python identifier."""
    return next((file for file in flow_files(root) if identifier(file.stem) == name), None)


def identifier(key: str) -> str:
    return key.replace("-", "_")


def _compile(flow: Flow, loaded: Loaded, root: Path) -> Compiled:
    if loaded.project is None:
        message = "without a project no flow can be compiled"
        raise ValueError(message)
    program = compile_loaded(flow, loaded)
    return Compiled(flow, program, loaded.project, loaded.templates, root, loaded)
