"""Names of the catalog in a test file: customers, events and records, and the types of values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from orchestrator.catalog import AggregateAttribute, Event, Record, Type
from orchestrator.diagnostics import Code, Path
from orchestrator.model import Project
from orchestrator.parse.reading import Reading
from orchestrator.parse.values import Unreadable
from orchestrator.records import dataclass
from orchestrator.schema import nearest
from orchestrator.testing.model import Did, Person, Plain, Thing
from orchestrator.testing.values import WORDS, stored, stored_key

FIXED = ("email", "phone", "timezone", "locale")
"""What every customer may have, whatever the attributes are called."""


@dataclass(frozen=True)
class CatalogNames:
    reading: Reading
    project: Project
    zone: tzinfo

    def person(self, person: Person, inner: Path = ()) -> None:
        """`inner` leads from the person to what is said of it."""
        customers = self.project.catalog.customers
        for name, value in person.values.items():
            path = (*person.path, *inner, name)
            attribute = customers.attributes.get(name)
            if isinstance(attribute, AggregateAttribute):
                self._is_reckoned(path, name, attribute)
            elif attribute is not None:
                self._fits(path, value, attribute.type)
            elif name not in FIXED:
                given = [key for key, each in customers.attributes.items() if not _is_sum(each)]
                self._unknown(Code.UNKNOWN_ATTRIBUTE, path, "attribute", name, [*FIXED, *given])
        for channel in person.consent:
            if channel not in customers.consent:
                path = (*person.path, *inner, "consent", channel)
                self._unknown(Code.NOT_ALLOWED, path, "consent", channel, customers.consent)
        self.facts(person.facts, (*person.path, *inner, "facts"))

    def facts(self, facts: Mapping[str, Plain], path: Path) -> None:
        self._values(facts, self.project.catalog.customers.facts, path, Code.UNKNOWN_FACT, "fact")

    def thing(self, record: str, thing: Thing) -> None:
        found = self.record(record, thing.path[:-1])
        if found is not None:
            self.key(str(thing.path[-1]), found.key.type, thing.path)
            self.attributes(found, thing.values, thing.path)
            if thing.customer is not None and found.customer is None:
                message = f"the catalog does not say that a {record} belongs to a customer"
                self.reading.say(Code.NOT_ALLOWED, (*thing.path, "customer"), message)

    def record(self, name: str, path: Path) -> Record | None:
        records = self.project.catalog.records
        if name not in records:
            self._unknown(Code.UNKNOWN_RECORD, path, "record", name, records)
        return records.get(name)

    def attributes(self, record: Record, values: Mapping[str, Plain], path: Path) -> None:
        types = {name: column.type for name, column in record.attributes.items()}
        self._values(values, types, path, Code.UNKNOWN_ATTRIBUTE, "attribute")

    def key(self, value: Plain, kind: Type, path: Path) -> None:
        if isinstance(stored_key(value, kind, self.zone), Unreadable):
            message = f'"{value}" cannot be a key here: by the catalog it is {WORDS[kind]}'
            self.reading.say(Code.VALUE_TYPE, path, message, on_key=path[-1] == value)

    def did(self, did: Did) -> None:
        events = self.project.catalog.events
        event = events.get(did.did)
        if event is None:
            self._unknown(Code.UNKNOWN_EVENT, (*did.path, "did"), "event", did.did, events)
            return
        types = {name: kind for name, kind in event.property_types().items() if name != "time"}
        types |= {name: column.type for name, column in event.properties.items()}
        code, what = Code.UNKNOWN_PROPERTY, f"property of {event.name}"
        self._values(did.properties, types, (*did.path, "with"), code, what)
        self._items(event, did)
        if did.key is not None:
            self.key(did.key, event.key.type, (*did.path, "key"))
        for name, key in did.records.items():
            path = (*did.path, "records", name)
            if name in event.records:
                self.key(key, event.records[name].type, path)
            else:
                self._unknown(Code.UNKNOWN_RECORD, path, "record", name, event.records)

    def _items(self, event: Event, did: Did) -> None:
        lines = event.items.properties if event.items else {}
        if did.items and event.items is None:
            message = f"the catalog knows no lines (items) of {event.name}"
            self.reading.say(Code.NOT_ALLOWED, (*did.path, "items"), message, on_key=True)
            return
        types = {name: column.type for name, column in lines.items()}
        for number, line in enumerate(did.items or ()):
            path = (*did.path, "items", number)
            self._values(line, types, path, Code.UNKNOWN_PROPERTY, f"line of {event.name}")

    def _values(
        self,
        values: Mapping[str, Plain],
        types: Mapping[str, Type],
        path: Path,
        code: Code,
        what: str,
    ) -> None:
        for name, value in values.items():
            if name in types:
                self._fits((*path, name), value, types[name])
            else:
                self._unknown(code, (*path, name), what, name, types)

    def _fits(self, path: Path, value: Plain, kind: Type) -> None:
        found = stored(value, kind, self.zone)
        if isinstance(found, Unreadable):
            shown = str(value).lower() if isinstance(value, bool) else value
            message = f'"{path[-1]}" is {found.message} by the catalog, not "{shown}"'
            self.reading.say(Code.VALUE_TYPE, path, message)

    def _is_reckoned(self, path: Path, name: str, attribute: AggregateAttribute) -> None:
        message = (
            f'"{name}" is reckoned from {attribute.event}; '
            f'give those events instead, such as "did: {attribute.event}" with "before: 30 days"'
        )
        self.reading.say(Code.NOT_ALLOWED, path, message, on_key=True)

    def _unknown(
        self, code: Code, path: Path, what: str, name: str, known: Mapping[str, object] | list[str]
    ) -> None:
        allowed = tuple(known)
        message = f'the catalog has no {what} "{name}"'
        self.reading.say(
            code,
            path,
            message,
            on_key=path[-1] == name,
            allowed=allowed,
            suggestion=nearest(name, allowed),
        )


def _is_sum(attribute: object) -> bool:
    return isinstance(attribute, AggregateAttribute)
