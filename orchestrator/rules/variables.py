"""Rules on templates and subjects: do they exist, and is what they read filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from orchestrator.catalog import Event
from orchestrator.diagnostics import Code, Diagnostic, Path, Span, Stretch
from orchestrator.model import EventTrigger, Flow, Send
from orchestrator.rules.context import Context
from orchestrator.rules.say import unknown
from orchestrator.schema import nearest
from orchestrator.templates import Inspection, TemplateSet, Variable

ROOTS = ("customer", "trigger", "constants", "unsubscribe_url", "subject", "locale")
ITEMS = "items"


def templates_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for name, path in _templates(flow):
        if name and not context.templates.exists(name):
            message = f'there is no template "{name}"'
            known = context.templates.names()
            yield unknown(Code.UNKNOWN_TEMPLATE, path, message, name, known)


def templates_can_be_read(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for inspection, path in _inspections(flow, context.templates):
        for found in inspection.problems:
            place = _Place(found.file, found.line, found.column, 1)
            yield place.diagnostic(Code.TEMPLATE_SYNTAX, found.message, path)


def variables_are_filled(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if context.project is None:
        return
    for inspection, path in _inspections(flow, context.templates):
        read = {variable.path for variable in inspection.variables}
        for variable in inspection.variables:
            gap = _gap(variable.path, flow, context)
            if gap is not None and not _is_told_elsewhere(variable, gap, read):
                place = variable.place_of(gap.index)
                where = _Place(variable.file, place.line, place.column, place.length)
                found = where.diagnostic(Code.UNKNOWN_VARIABLE, gap.message, path)
                yield replace(found, allowed=gap.known, suggestion=gap.suggestion)


def _is_told_elsewhere(variable: Variable, gap: _Gap, read: set[tuple[str, ...]]) -> bool:
    """In `{% for line in trigger.itms %}` each `line.price` follows from the loop's own mistake."""
    stands_here = gap.index < len(variable.places) and variable.places[gap.index] is not None
    return not stands_here and variable.path[: gap.index + 1] in read - {variable.path}


def variables_of(flow: Flow, templates: TemplateSet) -> frozenset[tuple[str, ...]]:
    """Everything that the flow's templates and subjects may read."""
    return frozenset(
        path for inspection, _path in _inspections(flow, templates) for path in inspection.paths
    )


def _inspections(flow: Flow, templates: TemplateSet) -> Iterator[tuple[Inspection, Path]]:
    for name, path in _templates(flow):
        if templates.exists(name):
            yield templates.inspect(name), path
    for text, path in _subjects(flow):
        yield templates.inspect_text(text), path


def _templates(flow: Flow) -> Iterator[tuple[str, Path]]:
    for step in _sends(flow):
        in_variants = [(v.template, (*v.path, "template")) for v in step.variants if v.template]
        if step.template not in [name for name, _path in in_variants]:
            yield step.template, (*step.path, "template")
        yield from in_variants


def _subjects(flow: Flow) -> Iterator[tuple[str, Path]]:
    for step in _sends(flow):
        in_variants = [(v.subject, (*v.path, "subject")) for v in step.variants if v.subject]
        if step.subject not in [text for text, _path in in_variants]:
            yield step.subject, (*step.path, "subject")
        yield from in_variants


def _sends(flow: Flow) -> Iterator[Send]:
    return (step for step in flow.all_steps() if isinstance(step, Send))


@dataclass(frozen=True)
class _Place:
    """In a template's file, or (with no file) in the text at the flow's path."""

    file: str
    line: int
    column: int
    length: int

    def diagnostic(self, code: Code, message: str, path: Path) -> Diagnostic:
        if self.file:
            span = Span.point(self.line, self.column, self.length)
            return Diagnostic(code, self.file, message, span=span)
        stretch = Stretch(self.line, self.column, self.length)
        return Diagnostic(code, "", message, path, stretch=stretch)


@dataclass(frozen=True)
class _Gap:
    """The name in a variable's path that nobody fills, and those that somebody does."""

    index: int
    message: str
    known: tuple[str, ...] = ()
    suggestion: str | None = None


def _gap(path: tuple[str, ...], flow: Flow, context: Context) -> _Gap | None:
    root, *rest = path
    match root:
        case "customer":
            return _customer_gap(rest, context)
        case "trigger":
            return _trigger_gap(rest, flow, context)
        case "constants":
            return _constant_gap(rest, context)
        case _:
            return _root_gap(root, context)


def _root_gap(root: str, context: Context) -> _Gap | None:
    gap = _missing(0, root, f'there is no variable "{root}"', ROOTS)
    is_attribute = context.catalog and root in context.catalog.customers.attributes
    return replace(gap, suggestion=f"customer.{root}") if gap and is_attribute else gap


def _missing(index: int, word: str, message: str, known: Iterable[str]) -> _Gap | None:
    names = tuple(known)
    return None if word in names else _Gap(index, message, names, nearest(word, names))


def _customer_gap(rest: list[str], context: Context) -> _Gap | None:
    if not rest or context.catalog is None:
        return None
    name = rest[0]
    if context.is_doubtful("catalog", "customers", "attributes", name):
        return None
    known = (*context.catalog.customers.attributes, "email")
    return _missing(1, name, f'the catalog has no attribute "{name}"', known)


def _constant_gap(rest: list[str], context: Context) -> _Gap | None:
    if not rest or context.project is None or context.is_doubtful("constants", rest[0]):
        return None
    message = f'the project has no constant "{rest[0]}"'
    return _missing(1, rest[0], message, context.project.constants)


def _trigger_gap(rest: list[str], flow: Flow, context: Context) -> _Gap | None:
    if not rest or context.catalog is None:
        return None
    if not isinstance(flow.trigger, EventTrigger):
        message = f'no event triggers the flow "{flow.key}", so nothing fills "trigger.{rest[0]}"'
        return _Gap(1, message)
    event = context.catalog.events.get(flow.trigger.event)
    if event is None or context.is_doubtful("catalog", "events", event.name):
        return None
    return _event_gap(rest, event, context)


def _event_gap(rest: list[str], event: Event, context: Context) -> _Gap | None:
    name = rest[0]
    items = (ITEMS,) if event.items else ()
    known = (*event.property_types(), *items, *event.records)
    gap = _missing(1, name, f'the event "{event.name}" has no property "{name}"', known)
    if gap is not None:
        return gap
    if name == ITEMS and event.items and len(rest) > 1 and rest[1] != "*":
        message = '"trigger.items" is a list; read its lines in {% for item in trigger.items %}'
        return _Gap(2, message)
    if name == ITEMS and event.items and len(rest) > 2:  # noqa: PLR2004 (items, *, property)
        word = rest[2]
        message = f'the items of "{event.name}" have no property "{word}"'
        return _missing(3, word, message, event.items.properties)
    if name in event.records and len(rest) > 1:
        return _record_gap(name, rest[1], context)
    return None


def _record_gap(record: str, word: str, context: Context) -> _Gap | None:
    found = context.catalog.records.get(record) if context.catalog else None
    if found is None or context.is_doubtful("catalog", "records", record):
        return None
    message = f'the record "{record}" has no attribute "{word}"'
    return _missing(2, word, message, found.attributes)
