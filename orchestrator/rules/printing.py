"""The rule that a message prints nothing empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.catalog import Aggregate, AggregateAttribute, Type
from orchestrator.conditions import FACTS, Ref, Scope
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Channel, Flow, Send
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.filled import Paths, filled_at_sends, template_name
from orchestrator.rules.passed import passed_before
from orchestrator.rules.say import problem
from orchestrator.rules.unsubscribing import LINK, has_link, without_link
from orchestrator.rules.variables import Place, texts_of
from orchestrator.templates import Variable

NEVER_EMPTY = (Aggregate.COUNT, Aggregate.SUM)


def subjects_come_out(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """A mail with nothing as its subject looks like a mistake, and is often taken for spam."""
    for text in texts_of(flow, context.templates):
        found = text.inspection
        is_subject = not text.template and text.send.channel is Channel.EMAIL
        if is_subject and found.may_be_blank and (found.variables or found.possible):
            message = (
                "this subject may come out empty; write some words outside of the braces, or give "
                "the if an else and the default a text"
            )
            yield problem(Code.PRINTS_NOTHING, text.path, message)


def nothing_empty_is_printed(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """An event's properties are taken to be filled: a flow was entered by that very row."""
    names = context.names(flow)
    known = {id(send): filled for send, filled in filled_at_sends(flow)}
    passed = {id(step): before.waits for step, before in passed_before(flow.steps)}
    for text in texts_of(flow, context.templates):
        waits = {template_name(each): each for each in passed[id(text.send)]}
        values = _Values(flow, text.send, known[id(text.send)], waits, context, names)
        for variable in text.inspection.needed:
            is_open = values.may_be_empty(variable.path) and not values.is_asked(variable)
            if is_open and values.is_known(variable.path):
                place = Place(variable.file, variable.line, variable.column, variable.length)
                message = values.message(variable.path)
                yield place.diagnostic(Code.PRINTS_NOTHING, message, text.path)


@dataclass(frozen=True)
class _Values:
    flow: Flow
    send: Send
    filled: Paths
    waits: Mapping[str, str]
    """Those that may lie behind, by the name that templates use."""
    context: Context
    names: Names

    def may_be_empty(self, path: tuple[str, ...]) -> bool:
        match path:
            case _ if path in self.filled or path[:1] in self.filled:
                return False
            case ("customer", name):
                return self._attribute(name)
            case ("trigger", record, _):
                return record in self.names.records and not self._is_there(record)
            case ("unsubscribe_url",):
                return not has_link(self.flow, self.send, self.context)
            case (root, _):
                return root in self.waits
        return path[:2] == ("customer", FACTS)

    def is_asked(self, variable: Variable) -> bool:
        """Whether an `if` around it has found the row, or a value of it: its values are trusted."""
        path = variable.path
        if path[0] != "trigger" and path[0] not in self.waits:
            return False
        return any(asked[: len(path) - 1] == path[:-1] for asked in variable.asked)

    def is_known(self, path: tuple[str, ...]) -> bool:
        """Of what nobody fills at all another rule tells."""
        return path == LINK or self._type(path) is not None

    def _is_there(self, record: str) -> bool:
        """Whether a condition has looked at it: then it has not vanished."""
        return any(path[:2] == ("trigger", record) for path in self.filled)

    def _attribute(self, name: str) -> bool:
        if name == "email":
            return self.send.channel is not Channel.EMAIL
        customers = self.context.catalog.customers if self.context.catalog else None
        found = customers.attributes.get(name) if customers else None
        if isinstance(found, AggregateAttribute):
            return found.aggregate not in NEVER_EMPTY
        return found is not None

    def message(self, path: tuple[str, ...]) -> str:
        name = ".".join(path)
        if path == LINK:
            why = f"{without_link(self.flow, self.send)} has no unsubscribe link"
            return f"{why}; put this between {{% if {name} %}} and {{% endif %}}"
        way = f"ask {{% if {name} %}} first"
        if self._type(path) is Type.TEXT:
            way = f'write {{{{ {name} | default("…", true) }}}} or {way}'
        return f'"{name}" may be empty, and then this message can\'t be sent; {way}'

    def _type(self, path: tuple[str, ...]) -> Type | None:
        match path:
            case ("customer", "email"):
                return Type.TEXT
            case ("customer", *record, name):
                return self.names.type_of(Ref(Scope.CUSTOMER, name, *record))
            case ("trigger", record, name):
                return self.names.type_of(Ref(Scope.TRIGGER, name, record))
            case (root, name):
                return self.names.type_of(Ref(Scope.AWAITED, name, self.waits.get(root)))
        return None
