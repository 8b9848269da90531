"""What is gathered while the files of a project are read."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, tzinfo

from orchestrator.allow import (
    Allowance,
    allowances_of,
    allowances_of_template,
    heard,
    idle,
    mistakes,
)
from orchestrator.diagnostics import Code, Diagnostic, Path, Span
from orchestrator.document import Document, Value, read_file, read_text
from orchestrator.load.files import PROJECT_FILE, TEMPLATES, name_of, template_files
from orchestrator.load.placing import Places, in_order, with_span
from orchestrator.model import Flow, Project
from orchestrator.parse import Reading, parse_flow, parse_project, zone_or_utc
from orchestrator.records import dataclass
from orchestrator.rules import Context, check_flow, check_project, hide, secrets_of
from orchestrator.schema import FLOW, PROJECT, check_shape
from orchestrator.templates import TemplateSet


@dataclass
class Loading:
    root: pathlib.Path
    texts: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Files with an error, be it in a template of theirs."""
    secrets: set[str] = field(default_factory=set)
    """What must not be printed."""
    said: Places = field(default_factory=Places)
    names: dict[pathlib.Path, str] = field(default_factory=dict)

    def project(self, environment: Mapping[str, str] | None) -> Project | None:
        path = self.root / PROJECT_FILE
        if not path.is_file():
            folder = self.root.resolve().name
            message = f'there is no {PROJECT_FILE} in the folder "{folder}"'
            self.add([Diagnostic(Code.NO_PROJECT, PROJECT_FILE, message, span=Span.point(1, 1, 0))])
            return None
        document = self._document(path)
        if document is None:
            return None
        reading = Reading(PROJECT_FILE)
        data = self._shaped(document, PROJECT)
        project = parse_project(reading, data, str(self.root), environment)
        self.add(reading.diagnostics)
        context = Context(project, TemplateSet(self.root / TEMPLATES), self.doubtful())
        self.add(check_project(PROJECT_FILE, project, context))
        return project

    def flow(self, path: pathlib.Path, context: Context, *, judged: bool = True) -> Flow | None:
        """The flow, perhaps with parts left out; `is_clean` tells.

        One that is not judged is read for what the others say of it.
        """
        document = self._document(path)
        if document is None:
            return None
        reading = Reading(document.file)
        data = self._shaped(document, FLOW)
        if not isinstance(data, dict):
            return None
        flow = parse_flow(reading, data, context.catalog, *_zone_and_constants(context))
        self.add(reading.diagnostics)
        if judged:
            found = check_flow(flow, context, is_whole=self.is_clean(path))
            if any(diagnostic.is_error for diagnostic in found):  # in a template, perhaps
                self.broken.add(document.file)
            self.add(found)
        return flow

    def doubtful(self) -> list[Path]:
        """The places of orchestrator.yml where something is wrong, or was meant to be."""
        found = [found for found in self.diagnostics if found.file == PROJECT_FILE]
        meant = [(*f.path[:-1], f.suggestion) for f in found if f.path and f.suggestion]
        homeless = [f.path[:-1] for f in found if f.code is Code.LOST_INDENT and f.path]
        return [*meant, *homeless, *(diagnostic.path for diagnostic in found)]

    def is_clean(self, path: pathlib.Path) -> bool:
        return self.name(path) not in self.broken

    def name(self, path: pathlib.Path) -> str:
        if path not in self.names:
            self.names[path] = name_of(path, self.root)
        return self.names[path]

    def add(self, later: Sequence[Diagnostic]) -> None:
        """Leaves out what follows from something already said of the same place."""
        new = [diagnostic for diagnostic in later if not self.said.covers(diagnostic)]
        self.diagnostics += new
        self.said.add(new)
        self.broken |= {diagnostic.file for diagnostic in new if diagnostic.is_error}

    def allowances(self, *, is_whole: bool) -> tuple[Allowance, ...]:
        """What comments in the files allow, and in templates: in all, or in those that are told of."""
        found = [each for document in self.documents.values() for each in allowances_of(document)]
        told = {each.file for each in self.diagnostics}
        for path in template_files(self.root):
            file = self.name(path)
            if not is_whole and file not in told:
                continue
            found += allowances_of_template(file, read_text(file, path, self.root)[0])
        return tuple(found)

    def sorted_diagnostics(
        self, allowances: Sequence[Allowance], *, is_whole: bool
    ) -> tuple[Diagnostic, ...]:
        """With spans; the same thing in the same place (a shared layout, say) is told once."""
        found = [self._placed(diagnostic) for diagnostic in reversed(self.diagnostics)]
        said = [*heard(found, allowances), *map(self._placed, mistakes(allowances))]
        if is_whole and not any(diagnostic.is_error for diagnostic in found):
            said += map(self._placed, idle(allowances, found))
        told = {(d.file, d.span, d.code, d.message): d for d in said}
        return in_order(map(self._discreet, told.values()))

    def sources(self) -> dict[str, str]:
        return {file: hide(text, self.secrets) for file, text in self.texts.items()}

    def _document(self, path: pathlib.Path) -> Document | None:
        file = self.name(path)
        self.texts[file], document, found = read_file(file, path, self.root)
        self.add(found)
        secrets = secrets_of(self.texts[file], document.data if document else None)
        self.secrets |= {secret.text for secret in secrets}
        self.add([secret.diagnostic(file, in_project=file == PROJECT_FILE) for secret in secrets])
        if document is not None:
            self.documents[file] = document
        return document

    def _shaped(self, document: Document, schema: str) -> Value:
        data, found = check_shape(document, schema)
        self.add(found)
        return data

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        if diagnostic.span or diagnostic.file not in self.documents:
            self._read_source(diagnostic.file)
        return with_span(diagnostic, self.documents.get(diagnostic.file))

    def _read_source(self, file: str) -> None:
        """The text of a template that something is said of."""
        if file not in self.texts:
            self.texts[file] = read_text(file, self.root / file, self.root)[0]

    def _discreet(self, diagnostic: Diagnostic) -> Diagnostic:
        return replace(diagnostic, message=hide(diagnostic.message, self.secrets))


def _zone_and_constants(
    context: Context,
) -> tuple[tzinfo, Mapping[str, str | int | float | bool] | None]:
    if context.project is None:
        return UTC, None
    known = None if context.is_doubtful("constants") else context.project.constants
    return zone_or_utc(context.project.defaults.timezone), known
