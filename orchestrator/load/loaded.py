"""What loading a project gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from orchestrator.allow import Allowance, heard
from orchestrator.diagnostics import Diagnostic
from orchestrator.document import Document
from orchestrator.load.placing import in_order, with_span
from orchestrator.model import Flow, Project
from orchestrator.records import dataclass
from orchestrator.templates import TemplateSet


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
    """File to text, of every file that was read; secrets are dotted out."""
    files: tuple[str, ...]
    """The flow files that were looked at, valid or not."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    """File to its places, of every YAML file that could be read."""
    allowances: tuple[Allowance, ...] = ()
    """What comments in the files allow."""

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.diagnostics)

    def placed(self, later: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """What was found after loading and no comment allows, with spans and sorted."""
        spanned = (with_span(each, self.documents.get(each.file)) for each in later)
        return in_order(heard(spanned, self.allowances))
