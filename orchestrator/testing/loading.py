"""The test files of a project: their cases, and everything that is wrong with them.

No database: `flows validate` reads them too.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Mapping, Sequence

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.document import Document, read_file
from orchestrator.load import TESTS, Loaded
from orchestrator.load.files import flow_files, name_of
from orchestrator.load.placing import Places, in_order, with_span
from orchestrator.parse import Reading
from orchestrator.records import dataclass
from orchestrator.schema import TEST, check_shape
from orchestrator.testing.checking import Surroundings, check_tests
from orchestrator.testing.model import FlowTests
from orchestrator.testing.reading import read_tests


@dataclass(frozen=True)
class LoadedTests:
    """`tests` are those of the files without mistakes."""

    tests: tuple[FlowTests, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]
    documents: Mapping[str, Document]
    files: tuple[str, ...]

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.diagnostics)


def test_files(root: pathlib.Path) -> list[pathlib.Path]:
    """Every test file of the project at `root`, in order."""
    folder = root / TESTS
    return list(flow_files(root, [folder])) if folder.is_dir() else []


def load_tests(
    root: pathlib.Path, loaded: Loaded, files: Sequence[pathlib.Path] | None = None
) -> LoadedTests:
    """Read these files, or all; a project that cannot be read itself has no tests to judge."""
    loading = _Loading(root, loaded)
    if loaded.project is not None:
        for path in test_files(root) if files is None else files:
            loading.read(path)
    return loading.done()


class _Loading:
    def __init__(self, root: pathlib.Path, loaded: Loaded) -> None:
        self.root = root
        self.loaded = loaded
        self.tests: list[FlowTests] = []
        self.diagnostics: list[Diagnostic] = []
        self.sources: dict[str, str] = {}
        self.documents: dict[str, Document] = {}

    def read(self, path: pathlib.Path) -> None:
        file = name_of(path, self.root)
        self.sources[file], document, found = read_file(file, path, self.root)
        self.diagnostics += found
        if document is None:
            return
        self.documents[file] = document
        said = Places()
        said.add(found)
        is_right = not found
        for later in self._in(document):
            new = [each for each in later if not said.covers(each)]
            said.add(new)
            self.diagnostics += new
            is_right = is_right and not new
        if not is_right:
            self.tests = [each for each in self.tests if each.file != file]

    def _in(self, document: Document) -> Iterator[list[Diagnostic]]:
        """What is wrong with the shape, with single values, and with what they stand for."""
        data, found = check_shape(document, TEST)
        yield found
        project = self.loaded.project
        if not isinstance(data, dict) or project is None:
            return
        reading = Reading(document.file)
        tests = read_tests(reading, data, project)
        said = _without_consequences(reading.diagnostics, found)
        yield said
        names = Reading(document.file)
        flows = {flow.key: flow for flow in self.loaded.flows}
        keys = {*flows, *(pathlib.PurePosixPath(file).stem for file in self.loaded.files)}
        check_tests(names, tests, Surroundings(project, flows, keys))
        self.tests.append(tests)
        yield _without_consequences(names.diagnostics, [*found, *said])

    def done(self) -> LoadedTests:
        placed = (with_span(each, self.documents.get(each.file)) for each in self.diagnostics)
        return LoadedTests(
            tuple(self.tests),
            in_order({(d.file, d.span, d.message): d for d in placed}.values()),
            self.sources,
            self.documents,
            tuple(self.sources),
        )


def _without_consequences(
    later: Sequence[Diagnostic], before: Sequence[Diagnostic]
) -> list[Diagnostic]:
    """Where something could not be read, it may only seem that a time or a customer is missing."""
    seeming = (Code.MISSING_KEY, Code.NOT_ALLOWED) if before else ()
    return [each for each in later if each.code not in seeming]
