"""Customers and records of a test file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from orchestrator.parse.reading import Node, Reading
from orchestrator.testing.model import Person, Plain, Thing
from orchestrator.testing.times import Clock

APART = frozenset({"consent", "created", "tags", "facts", "draws"})
"""What is said of a person beside values."""

Records = Mapping[str, Mapping[str, Thing]]


def read_people(reading: Reading, clock: Clock, node: Node) -> dict[str, Person]:
    return {name: read_person(reading, clock, below) for name, below in node.pairs()}


def read_person(reading: Reading, clock: Clock, node: Node) -> Person:
    return Person(
        values={key: plain(below) for key, below in node.pairs() if key not in APART},
        consent={key: below.is_true() for key, below in node["consent"].pairs()},
        created=reading.read(node["created"], clock.instant, None),
        tags=texts(node["tags"]),
        facts=plains(node["facts"]),
        draws={key: _drawn(below) for key, below in node["draws"].pairs()},
        path=node.path,
    )


def read_records(node: Node) -> dict[str, dict[str, Thing]]:
    return {
        name: {key: _thing(thing) for key, thing in below.pairs()} for name, below in node.pairs()
    }


def joined(above: Records, below: Records) -> dict[str, dict[str, Thing]]:
    """Of a record that stands in both, what the case says stands before the file's."""
    every = {name: dict(things) for name, things in above.items()}
    for name, things in below.items():
        known = every.setdefault(name, {})
        for key, thing in things.items():
            known[key] = _changed(known[key], thing) if key in known else thing
    return every


def of_those(records: Records, customers: Collection[str]) -> Records:
    """Without those that belong to somebody else."""
    return {
        name: {
            key: thing
            for key, thing in things.items()
            if thing.customer is None or thing.customer in customers
        }
        for name, things in records.items()
    }


def _changed(thing: Thing, by: Thing) -> Thing:
    return Thing({**thing.values, **by.values}, by.customer or thing.customer, by.path)


def _thing(node: Node) -> Thing:
    values = {key: plain(below) for key, below in node.pairs() if key != "customer"}
    return Thing(values, node["customer"].text_or_none(), node.path)


def plains(node: Node) -> dict[str, Plain]:
    return {key: plain(below) for key, below in node.pairs()}


def plain(node: Node) -> Plain:
    return node.value if isinstance(node.value, str | int | float | bool) else None


def texts(node: Node) -> tuple[str, ...]:
    """A text stands for a list of one."""
    if isinstance(node.value, str):
        return (node.value,)
    return tuple(item.text() for item in node.items())


def _drawn(node: Node) -> str | bool:
    return node.value if isinstance(node.value, bool) else node.text()
