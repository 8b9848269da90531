"""The versions of a flow: the working tree's, and those that the state remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from sqlalchemy import Connection, select

from orchestrator import tables
from orchestrator.compiler import started_by
from orchestrator.compiler.digest import digest
from orchestrator.compiler.layout import Layout, Station, lay_out
from orchestrator.diagnostics import Diagnostic, Path
from orchestrator.document import Document, read_document
from orchestrator.load import Loaded
from orchestrator.model import Delay, Flow, Project
from orchestrator.parse import Reading, parse_flow, zone_or_utc
from orchestrator.schema import FLOW, check_shape
from orchestrator.timeline.telling import Mark


@dataclass(frozen=True)
class Version:
    """A flow as one version of its file says it."""

    digest: str
    flow: Flow
    document: Document

    @cached_property
    def layout(self) -> Layout:
        return lay_out(self.flow.steps)

    @cached_property
    def stations(self) -> Mapping[str, Station]:
        return {each.position: each for each in self.layout.stations}

    def mark(self, path: Path) -> Mark:
        line = self.document.span(path, on_key=True).line
        return Mark(self.document.file, line, self.digest)

    def mark_of(self, step: str) -> Mark:
        station = self.stations.get(step)
        return (
            self.mark(station.step.path) if station else Mark(self.document.file, None, self.digest)
        )


@dataclass(frozen=True)
class Placed:
    """A step in one version of its flow."""

    station: Station
    version: Version

    @property
    def mark(self) -> Mark:
        return self.version.mark(self.station.step.path)

    @property
    def duration(self) -> timedelta:
        """Of a plain delay."""
        step = self.station.step
        return step.duration if isinstance(step, Delay) else timedelta(0)


@dataclass
class Versions:
    """Looks each version up once."""

    loaded: Loaded
    project: Project
    connection: Connection
    _known: dict[tuple[str, str], Version | None] = field(default_factory=dict)

    def of(self, flow: str, named: str) -> Version | None:
        """None: neither the working tree nor the state has it."""
        if (flow, named) not in self._known:
            self._known[flow, named] = self._find(flow, named)
        return self._known[flow, named]

    def current(self, flow: str) -> Version | None:
        """The working tree's."""
        found = next((each for each in self.loaded.flows if each.key == flow), None)
        if found is None or found.file not in self.loaded.documents:
            return None
        flows = {each.key: each for each in self.loaded.flows}
        started = [flows[key] for key in started_by(found) if key in flows]
        name = digest(found, self.project, started)
        return Version(name, found, self.loaded.documents[found.file])

    def _find(self, flow: str, named: str) -> Version | None:
        current = self.current(flow)
        if current is not None and current.digest == named:
            return current
        kept = tables.flow_version
        query = select(kept.c.file, kept.c.source)
        mine = query.where(kept.c.flow == flow, kept.c.digest == named)
        row = self.connection.execute(mine).one_or_none()
        return self._read(row.file, row.source, named) if row and row.source else None

    def _read(self, file: str, source: str, named: str) -> Version | None:
        """By today's catalog: only its words and lines are wanted. None: it cannot be read by it."""
        document, problems = read_document(file, source)
        if document is None or _has_errors(problems):
            return None
        data, problems = check_shape(document, FLOW)
        reading = Reading(file)
        zone = zone_or_utc(self.project.defaults.timezone)
        flow = parse_flow(reading, data, self.project.catalog, zone, self.project.constants)
        if _has_errors([*problems, *reading.diagnostics]):
            return None
        return Version(named, flow, document)


def _has_errors(problems: Sequence[Diagnostic]) -> bool:
    return any(each.is_error for each in problems)
