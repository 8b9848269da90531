"""The document of a test file to its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from orchestrator.diagnostics import Code, Path
from orchestrator.document import Value
from orchestrator.model import Project
from orchestrator.parse import Reading, zone_or_utc
from orchestrator.parse.reading import Node
from orchestrator.records import dataclass
from orchestrator.schema import nearest
from orchestrator.testing.expected import ExpectedReader
from orchestrator.testing.given import GivenReader
from orchestrator.testing.model import Case, Expected, FlowTests, Person
from orchestrator.testing.people import Records, joined, of_those, read_people, read_records, texts
from orchestrator.testing.times import Clock


def read_tests(reading: Reading, data: Value, project: Project) -> FlowTests:
    """The cases that can be read; `reading` says what is wrong with the others."""
    top = Node(data)
    zone = top["timezone"].text(project.defaults.timezone)
    clock = Clock(zone_or_utc(zone))
    shared = _Shared(
        reading,
        clock,
        read_people(reading, clock, top["customers"]),
        read_records(top["records"]),
        reading.read(top["begins"], clock.instant, None),
        texts(top["beside"]),
    )
    shared.check_owners(top["records"])
    cases = tuple(shared.case(item) for item in top["cases"].items())
    return FlowTests(top["test"].text(), zone, cases, reading.file)


@dataclass(frozen=True)
class _Shared:
    """What the file says for every case."""

    reading: Reading
    clock: Clock
    customers: Mapping[str, Person]
    records: Records
    begins: datetime | None
    beside: tuple[str, ...]

    def case(self, node: Node) -> Case:
        begins = self.reading.read(node["begins"], self.clock.instant, None) or self.begins
        expect = ExpectedReader(self.reading, self.clock).many(node["expect"])
        customers = self._customers(node, expect)
        named = {*customers, *(name for name, _path in self._mentions(node, expect))}
        only = next(iter(named)) if len(named) == 1 else None
        return Case(
            name=node["case"].text(),
            customers=customers,
            expect=expect,
            given=GivenReader(self.reading, self.clock, begins, only).many(node["given"]),
            records=of_those(joined(self.records, read_records(node["records"])), customers),
            begins=begins,
            ends=self.reading.read(node["ends"], self.clock.instant, None),
            beside=tuple(dict.fromkeys((*self.beside, *texts(node["beside"])))),
            path=node.path,
        )

    def check_owners(self, records: Node) -> None:
        """Of the records above all cases."""
        for name, path in _owners(records):
            if name not in self.customers:
                self._say_unknown(name, path, self.customers)

    def _customers(self, node: Node, expect: Mapping[str, Expected]) -> dict[str, Person]:
        """Those whom the case names; a name that nobody has is a mistake."""
        own = read_people(self.reading, self.clock, node["customers"])
        known = {**self.customers, **own}
        named = dict.fromkeys(own)
        for name, path in self._mentions(node, expect):
            if name in known:
                named[name] = None
            else:
                self._say_unknown(name, path, known)
        return {name: self._person(name, own) for name in named}

    def _say_unknown(self, name: str, path: Path, known: Mapping[str, Person]) -> None:
        self.reading.say(
            Code.NOT_ALLOWED,
            path,
            f'there is no customer "{name}" in this test',
            on_key=path[-1] == name,
            allowed=tuple(known),
            suggestion=nearest(name, known),
        )

    def _mentions(self, node: Node, expect: Mapping[str, Expected]) -> Iterator[tuple[str, Path]]:
        for item in node["given"].items():
            if "customer" in item:
                yield item["customer"].text(), item["customer"].path
        yield from _owners(node["records"])
        yield from ((name, expected.path) for name, expected in expect.items())

    def _person(self, name: str, own: Mapping[str, Person]) -> Person:
        if name not in own:
            return self.customers[name]
        return self.customers[name].changed_by(own[name]) if name in self.customers else own[name]


def _owners(records: Node) -> Iterator[tuple[str, Path]]:
    for _name, things in records.pairs():
        for _key, thing in things.pairs():
            if "customer" in thing:
                yield thing["customer"].text(), thing["customer"].path
