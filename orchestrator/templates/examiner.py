"""Looks at templates with Jinja, each file once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from orchestrator.templates.blank import may_be_blank
from orchestrator.templates.files import TemplateFiles
from orchestrator.templates.inspection import Inspection, Problem
from orchestrator.templates.library import Library, problems_of
from orchestrator.templates.reader import Reader
from orchestrator.templates.sample import sample
from orchestrator.templates.sms import SmsLength, sms_length, tidy
from orchestrator.templates.source import parse


class Examiner:
    def __init__(self, files: TemplateFiles) -> None:
        self._library = Library(files)

    def file(self, name: str) -> Inspection:
        reader = Reader(self._library)
        reader.read_file(name)
        return reader.inspection()

    def text(self, source: str) -> Inspection:
        parsed = parse("", source)
        if isinstance(parsed, Problem):
            return Inspection(problems=(parsed,))
        reader = Reader(self._library)
        reader.read(parsed)
        found = reader.inspection()
        problems = tuple(sorted({*found.problems, *problems_of(parsed)}))
        return replace(found, problems=problems, may_be_blank=may_be_blank(parsed.tree.body))

    def parts(self) -> frozenset[str]:
        """Name the files that others extend, include or import."""
        return self._library.parts()

    def sms_lengths(self, names: Iterable[str]) -> dict[str, SmsLength]:
        sources = map(self._library.source, names)
        return {
            source.file: sms_length(tidy(sample(source, self._library)))
            for source in sources
            if source
        }
