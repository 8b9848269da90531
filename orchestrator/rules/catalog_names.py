"""Rules on the names of the catalog: none hides what is built in, none is another's twin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.conditions import FACTS, TAGS
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Project
from orchestrator.rules.context import Context
from orchestrator.rules.ids import differs_by_case
from orchestrator.rules.say import problem

BUILT_IN = {
    TAGS: "customer.tags are the tags that flows give",
    FACTS: "customer.facts are what flows have set",
}
OF_EVENTS = {
    "nth": "trigger.nth tells the how-manieth of the customer's it is",
    "time": "trigger.time is when the event happened",
}


def nothing_built_in_is_hidden(project: Project, _context: Context) -> Iterator[Diagnostic]:
    attributes = ("catalog", "customers", "attributes")
    yield from _hiding(project.catalog.customers.attributes, BUILT_IN, attributes)
    for event in project.catalog.events.values():
        yield from _hiding(event.properties, OF_EVENTS, (*event.path, "properties"))


def _hiding(
    names: Mapping[str, object], built_in: Mapping[str, str], path: Path
) -> Iterator[Diagnostic]:
    for name in names:
        if name in built_in:
            message = f'"{name}" is taken: {built_in[name]}; choose another name'
            yield problem(Code.NOT_ALLOWED, (*path, name), message, on_key=True)


def names_differ_by_more_than_case(project: Project, _context: Context) -> Iterator[Diagnostic]:
    catalog = project.catalog
    attributes = ("catalog", "customers", "attributes")
    yield from _twins(catalog.customers.attributes, attributes, "the attributes")
    yield from _twins(catalog.customers.facts, ("catalog", "customers", "facts"), "the facts")
    yield from _twins(catalog.events, ("catalog", "events"), "the events")
    yield from _twins(catalog.records, ("catalog", "records"), "the records")
    for event in catalog.events.values():
        yield from _twins(event.properties, (*event.path, "properties"), "the properties")


def _twins(names: Mapping[str, object], path: Path, what: str) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name.lower(), name)
        if first != name:
            yield differs_by_case(name, first, (*path, name), what, on_key=True)
