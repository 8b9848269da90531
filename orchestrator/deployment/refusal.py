"""Flows that ask for what this release cannot run yet: refused whole, the others go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.compiler import NotYet, not_yet
from orchestrator.load import PROJECT_FILE, Loaded
from orchestrator.model import Flow, Project


def refusals(flows: Iterable[Flow], project: Project, loaded: Loaded) -> dict[str, list[str]]:
    """By flow, a line for each thing that it asks for and that cannot be run yet."""
    found = {flow.key: list(_lines(flow, project, loaded)) for flow in flows}
    return {key: lines for key, lines in found.items() if lines}


def _lines(flow: Flow, project: Project, loaded: Loaded) -> Iterator[str]:
    for each in not_yet(flow, project, loaded.flows):
        yield (
            f"{_place(each, flow, loaded)}: {flow.key} is not run: this release checks and "
            f"explains {each.construct}, but cannot run it yet; take it out, "
            'or write "status: draft" until a later release runs it'
        )


def _place(asked: NotYet, flow: Flow, loaded: Loaded) -> str:
    file = PROJECT_FILE if asked.of_project else flow.file
    document = loaded.documents.get(file)
    if document is None:
        return file
    span = document.span(asked.path, on_key=True)
    return f"{file}:{span.line}:{span.column}"
