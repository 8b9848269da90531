"""What is given in a case, each with its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from orchestrator.diagnostics import Code
from orchestrator.model import Channel
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.values import duration
from orchestrator.records import dataclass
from orchestrator.testing.model import Answer, Answers, Becomes, Did, Given, RecordBecomes, Stops
from orchestrator.testing.people import plain, plains, read_person
from orchestrator.testing.times import Clock

NO_TIME = timedelta(0)


@dataclass(frozen=True)
class GivenReader:
    """`only` is the customer who is meant where none is named."""

    reading: Reading
    clock: Clock
    begins: datetime | None
    only: str | None

    def many(self, node: Node) -> tuple[Given, ...]:
        found: list[Given] = []
        before: datetime | None = None
        for item in node.items():
            entry = self._answers(item) or self._one(item, before)
            if entry is not None:
                found.append(entry)
                before = entry.at
        return tuple(found)

    def _one(self, node: Node, before: datetime | None) -> Given | None:
        at = self._at(node, before)
        if at is None:
            return None
        if "becomes" in node and ("record" in node or "key" in node):
            return self._record(node, at)
        customer = self._customer(node)
        return None if customer is None else self._of_customer(node, customer, at)

    def _record(self, node: Node, at: datetime) -> RecordBecomes | None:
        for key, other in (("record", "key"), ("key", "record")):
            if key not in node:
                message = f'"{other}" needs "{key}" beside it'
                path = (*node.path, other)
                self.reading.say(Code.MISSING_KEY, path, message, on_key=True)
                return None
        key = str(plain(node["key"]))
        return RecordBecomes(node["record"].text(), key, at, plains(node["becomes"]), node.path)

    def _of_customer(self, node: Node, customer: str, at: datetime) -> Given | None:
        if "becomes" in node:
            person = read_person(self.reading, self.clock, node["becomes"])
            return Becomes(customer, at, person, node.path)
        for word in ("unsubscribes", "bounces"):
            if word in node:
                channel = Channel(node[word].text())
                return Stops(customer, at, channel, word == "bounces", node.path)
        return _did(node, customer, at) if "did" in node else None

    def _answers(self, node: Node) -> Answers | None:
        answer = next((answer for answer in Answer if answer in node), None)
        customer = self._customer(node) if answer else None
        if answer is None or customer is None:
            return None
        return Answers(
            customer,
            answer,
            node[answer].text(),
            self.reading.read(node["at"], self.clock.instant, None),
            self.reading.read(node["after"], duration, NO_TIME),
            node.path,
        )

    def _customer(self, node: Node) -> str | None:
        named = node["customer"].text_or_none() or self.only
        if named is None:
            message = 'whose is this? Write "customer: NAME", as the case has several'
            self.reading.say(Code.MISSING_KEY, (*node.path, "customer"), message)
        return named

    def _at(self, node: Node, before: datetime | None) -> datetime | None:
        if "at" in node:
            return self.reading.read(node["at"], self.clock.instant, None)
        if "before" in node:
            return self._counted(node, "before", self.begins, -1)
        start = before or self.begins
        if "after" in node:
            return self._counted(node, "after", start, 1)
        if start is None:
            message = 'when? Write "at" with a time, or say when the case "begins"'
            self.reading.say(Code.MISSING_KEY, (*node.path, "at"), message)
        return start

    def _counted(self, node: Node, key: str, start: datetime | None, sign: int) -> datetime | None:
        length = self.reading.read(node[key], duration, None)
        if start is None:
            message = f'"{key}" counts from when the case begins; say that with "begins"'
            self.reading.say(Code.MISSING_KEY, (*node.path, key), message, on_key=True)
            return None
        return None if length is None else start + sign * length


def _did(node: Node, customer: str, at: datetime) -> Did:
    key = node["key"].value
    items = tuple(plains(item) for item in node["items"].items())
    return Did(
        customer,
        at,
        node["did"].text(),
        key if isinstance(key, str | int | float) else None,
        plains(node["with"]),
        items if "items" in node else None,
        {
            name: below.value
            for name, below in node["records"].pairs()
            if isinstance(below.value, str | int | float)
        },
        node.path,
    )
