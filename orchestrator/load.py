"""The front end as one function: a folder to flows and everything that is wrong with them.

No database, no network, and neither Prefect nor SQLAlchemy.
"""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC

from orchestrator.diagnostics import Code, Diagnostic, Path, Span
from orchestrator.document import Document, Value, read_file, read_text
from orchestrator.model import Flow, Project
from orchestrator.parse import Reading, parse_flow, parse_project, zone_or_utc
from orchestrator.rules import Context, check_flow, check_project, check_together, variables_of
from orchestrator.schema import FLOW, PROJECT, check_shape, without
from orchestrator.templates import TemplateSet

PROJECT_FILE = "orchestrator.yml"
FLOWS = "flows"
TEMPLATES = "templates"
ENDINGS = (".yml", ".yaml")
ALLOWED = re.compile(r"^[ \t]*# allow (F[0-9]{3}): *\S", re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """`project` and each of `flows` are free of errors; what is not is left out."""

    project: Project | None
    flows: tuple[Flow, ...]
    templates: TemplateSet
    variables: Mapping[str, frozenset[tuple[str, ...]]]
    """Flow key to what its templates and subjects read."""
    diagnostics: tuple[Diagnostic, ...]
    """Of all files, with spans, sorted by file, line and column."""
    sources: Mapping[str, str]
    """File to text, of every file that was read."""
    files: tuple[str, ...]
    """The flow files that were looked at, valid or not."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    """File to its places, of every YAML file that could be read."""

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.diagnostics)

    def placed(self, later: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """What was found after loading, with spans and sorted."""
        spanned = (_with_span(each, self.documents.get(each.file)) for each in later)
        return tuple(sorted(spanned, key=_order))


def load_project(
    root: pathlib.Path,
    paths: Sequence[pathlib.Path] = (),
    *,
    environment: Mapping[str, str] | None = os.environ,
) -> Loaded:
    """Reads the project and its flows: those in `paths`, or all.

    `environment` fills `${NAME}` in orchestrator.yml. With None variables stay as written and
    none is missed, so that files can be judged where there are no secrets.
    """
    loading = _Loading(root)
    partial = loading.project(environment)
    context = Context(partial, _templates(root, partial), loading.doubtful())
    files = list(flow_files(root, paths))
    read = [(path, flow) for path in files if (flow := loading.flow(path, context))]
    flows = tuple(flow for path, flow in read if loading.is_clean(path))
    loading.together(partial, flows)
    loading.one_file_a_flow(read)
    return Loaded(
        project=partial if loading.is_clean(root / PROJECT_FILE) else None,
        flows=tuple(flow for flow in flows if loading.is_clean(root / flow.file)),
        templates=context.templates,
        variables={flow.key: variables_of(flow, context.templates) for flow in flows},
        diagnostics=loading.sorted_diagnostics(),
        sources=loading.sources,
        files=tuple(loading.name(path) for path in files),
        documents=loading.documents,
    )


def flow_files(root: pathlib.Path, paths: Sequence[pathlib.Path] = ()) -> Iterator[pathlib.Path]:
    """Files as they are named; of folders every YAML file below, in order."""
    for path in paths or (root / FLOWS,):
        if path.is_dir():
            found = (file for file in path.rglob("*") if file.suffix in ENDINGS)
            yield from sorted(file for file in found if not file.name.startswith("."))
        elif paths:
            yield path


def _templates(root: pathlib.Path, project: Project | None) -> TemplateSet:
    if project is None:
        return TemplateSet(root / TEMPLATES)
    defaults = project.defaults
    return TemplateSet(root / TEMPLATES, locale=defaults.locale, zone=defaults.timezone)


@dataclass
class _Loading:
    """What is gathered while the files are read."""

    root: pathlib.Path
    sources: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Flow files with an error of theirs elsewhere."""

    def project(self, environment: Mapping[str, str] | None) -> Project | None:
        path = self.root / PROJECT_FILE
        if not path.is_file():
            folder = self.root.resolve().name
            message = f'there is no {PROJECT_FILE} in the folder "{folder}"'
            span = Span.point(1, 1, 0)
            self.diagnostics.append(Diagnostic(Code.NO_PROJECT, PROJECT_FILE, message, span=span))
            return None
        document = self._document(path)
        if document is None:
            return None
        reading = Reading(PROJECT_FILE)
        data = self._shaped(document, PROJECT)
        project = parse_project(reading, data, str(self.root), environment)
        self._add(reading.diagnostics)
        context = Context(project, TemplateSet(self.root / TEMPLATES), self.doubtful())
        self._add(check_project(PROJECT_FILE, project, context))
        return project

    def flow(self, path: pathlib.Path, context: Context) -> Flow | None:
        """The flow, perhaps with parts left out; `is_clean` tells."""
        document = self._document(path)
        if document is None:
            return None
        reading = Reading(document.file)
        data = self._shaped(document, FLOW)
        if not isinstance(data, dict):
            return None
        zone = zone_or_utc(context.project.defaults.timezone) if context.project else UTC
        flow = parse_flow(reading, data, context.catalog, zone)
        self._add(reading.diagnostics)
        found = check_flow(flow, context, is_whole=self.is_clean(path))
        if any(diagnostic.is_error for diagnostic in found):  # in a template, perhaps
            self.broken.add(document.file)
        self._add(found)
        return flow

    def together(self, project: Project | None, flows: Sequence[Flow]) -> None:
        if project is not None:
            self._add(check_together(PROJECT_FILE, project, flows))

    def one_file_a_flow(self, read: Sequence[tuple[pathlib.Path, Flow]]) -> None:
        first: dict[str, str] = {}
        for _path, flow in read:
            other = first.setdefault(flow.key.lower(), flow.file)
            if other != flow.file:
                message = f'the flow "{flow.key}" stands in {other} too'
                self._add([Diagnostic(Code.DUPLICATE_FLOW, flow.file, message, ("flow",))])

    def doubtful(self) -> list[Path]:
        """The places of orchestrator.yml where something is wrong, or was meant to be."""
        found = [found for found in self.diagnostics if found.file == PROJECT_FILE]
        meant = [(*f.path[:-1], f.suggestion) for f in found if f.path and f.suggestion]
        return [*meant, *(diagnostic.path for diagnostic in found)]

    def is_clean(self, path: pathlib.Path) -> bool:
        file = self.name(path)
        return file not in self.broken and not any(
            found.is_error for found in self.diagnostics if found.file == file
        )

    def name(self, path: pathlib.Path) -> str:
        """Relative to the root, with forward slashes; a file elsewhere keeps its whole path."""
        path, root = path.resolve(), self.root.resolve()
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

    def sorted_diagnostics(self) -> tuple[Diagnostic, ...]:
        """With spans; the same thing in the same place (a shared layout, say) is told once."""
        heard = (d for d in reversed(self.diagnostics) if not self._is_silenced(d))
        told = {(d.file, d.span, d.code, d.message): d for d in map(self._placed, heard)}
        return tuple(sorted(told.values(), key=_order))

    def _is_silenced(self, diagnostic: Diagnostic) -> bool:
        """Only a warning can be, and only by a line `# allow F044: the reason` in its file."""
        text = self.sources.get(diagnostic.file, "")
        return not diagnostic.is_error and diagnostic.code.number in ALLOWED.findall(text)

    def _document(self, path: pathlib.Path) -> Document | None:
        file = self.name(path)
        self.sources[file], document, found = read_file(file, path)
        self.diagnostics += found
        if document is not None:
            self.documents[file] = document
        return document

    def _shaped(self, document: Document, schema: str) -> Value:
        found = check_shape(document, schema)
        self._add(found)
        return without(document.data, {d.path for d in found})

    def _add(self, later: Sequence[Diagnostic]) -> None:
        """Leaves out what follows from something already said of the same place."""
        said = [(found.file, found.path) for found in self.diagnostics if found.path]
        self.diagnostics += [d for d in later if not _follows(d, said)]

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        if diagnostic.span or diagnostic.file not in self.documents:
            self._source(diagnostic.file)
        return _with_span(diagnostic, self.documents.get(diagnostic.file))

    def _source(self, file: str) -> None:
        """The text of a template that something is said of."""
        if file not in self.sources:
            self.sources[file] = read_text(file, self.root / file)[0]


def _with_span(diagnostic: Diagnostic, document: Document | None) -> Diagnostic:
    if diagnostic.span or document is None:
        return diagnostic
    stretch = diagnostic.stretch
    if stretch is None:
        span = document.span(diagnostic.path, on_key=diagnostic.on_key)
    else:
        place = (stretch.line, stretch.column, stretch.length)
        span = document.span_within(diagnostic.path, *place)
    return replace(diagnostic, span=span)


def _follows(diagnostic: Diagnostic, said: Sequence[tuple[str, Path]]) -> bool:
    file, path = diagnostic.file, diagnostic.path
    return any(file == other and path[: len(place)] == place for other, place in said)


def _order(diagnostic: Diagnostic) -> tuple[str, Span, str]:
    return diagnostic.file, diagnostic.span or Span.point(1, 1), diagnostic.code.number
