"""Parsed templates by file name, each read and checked once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from jinja2 import nodes

from orchestrator.templates.files import TemplateFiles, UnreadableTemplateError
from orchestrator.templates.filter_problems import argument_problems
from orchestrator.templates.inspection import Problem
from orchestrator.templates.liquid import FILTERS
from orchestrator.templates.placeholders import placeholder_problems
from orchestrator.templates.source import ENVIRONMENT, Source, compile_problem, parse
from orchestrator.templates.unshown import unshown_text


class Library:
    def __init__(self, files: TemplateFiles) -> None:
        self._files = files
        self._sources: dict[str, Source | None] = {}
        self._problems: dict[str, tuple[Problem, ...]] = {}

    def source(self, name: str) -> Source | None:
        """Return the parsed file; None when it is missing or broken (see `problems`)."""
        if name not in self._sources:
            self._sources[name], self._problems[name] = self._load(name)
        return self._sources[name]

    def problems(self, name: str) -> tuple[Problem, ...]:
        """Tell what is wrong with the file by itself."""
        self.source(name)
        return self._problems[name]

    def exists(self, name: str) -> bool:
        return self._files.exists(name)

    def nearest(self, name: str) -> str | None:
        """Find the file whose name is most like a misspelled one."""
        return next(iter(get_close_matches(name, list(self._files.all()), n=1)), None)

    def parts(self) -> frozenset[str]:
        """Name the files that others extend, include or import."""
        sources = [self.source(name) for name in self._files.all()]
        return frozenset(name for source in sources if source for name in _pulled_in(source.tree))

    def _load(self, name: str) -> tuple[Source | None, tuple[Problem, ...]]:
        shown = self._files.shown(name)
        try:
            text = self._files.read(name)
        except UnreadableTemplateError:
            return None, (Problem(shown, 1, 1, "this file is not UTF-8 text"),)
        if text is None:
            return None, (Problem(shown, 1, 1, "this template does not exist"),)
        source = parse(shown, text)
        if isinstance(source, Problem):
            return None, (source,)
        return source, problems_of(source)


def constant_names(template: nodes.Node) -> tuple[str, ...]:
    """Read the file names that a tag is given; none when they are only known at run time."""
    match template:
        case nodes.Const(value=str() as name):
            return (name,)
        case nodes.List() | nodes.Tuple():
            constants = [item.value for item in template.items if isinstance(item, nodes.Const)]
            names = tuple(value for value in constants if isinstance(value, str))
            return names if len(names) == len(template.items) else ()
    return ()


def _pulled_in(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport):
            yield from constant_names(node.template)


def problems_of(source: Source) -> tuple[Problem, ...]:
    """Tell what is wrong with a parsed template whatever the data."""
    unshown, foreign = unshown_text(source), placeholder_problems(source)
    silent = (*foreign, *((unshown,) if unshown else ()))
    unknown = tuple(_unknown_filters_and_tests(source))
    if unknown:  # compiling would say the same again, with less care
        return (*unknown, *silent)
    problem = compile_problem(source)
    return (problem, *silent) if problem else silent


def _unknown_filters_and_tests(source: Source) -> Iterator[Problem]:
    for node in source.tree.find_all((nodes.Filter, nodes.Test)):
        if isinstance(node, nodes.Filter):
            yield from _unknown(source, node, "filter", ENVIRONMENT.filters)
            yield from argument_problems(source, node)
        elif isinstance(node, nodes.Test):
            yield from _unknown(source, node, "test", ENVIRONMENT.tests)


def _unknown(
    source: Source, node: nodes.Filter | nodes.Test, kind: str, known: Mapping[str, object]
) -> Iterator[Problem]:
    if node.name in known:
        return
    place = source.place_of_name(node.name, node.lineno)
    ours = FILTERS.get(node.name) if kind == "filter" else None
    meant = ours or next(iter(get_close_matches(node.name, known, n=1)), None)
    hint = f' (did you mean "{meant}"?)' if meant else ""
    message = f'there is no {kind} "{node.name}"{hint}'
    yield Problem(source.file, place.line, place.column, message)
