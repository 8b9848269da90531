"""What a flow may read of its trigger: it depends on the trigger, so there is a schema for each.

A schema of these says nothing of a flow's shape. It goes down to wherever conditions stand, and
there lists the names that begin with `trigger.`; the general schema allows any such name. On the
way down it names keys by patterns, because editors would offer `properties` once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestrator.catalog import Catalog, Type
from orchestrator.conditions import Ref, Scope
from orchestrator.editor.comparisons import compared_as
from orchestrator.editor.parts import Schema, defined
from orchestrator.editor.references import Reference, of_trigger
from orchestrator.model import CalendarTrigger, DateTrigger, SegmentTrigger, Trigger
from orchestrator.parse import Names

REFERENCE = r"trigger(\.[A-Za-z_][A-Za-z0-9_]*){1,2}"
ITEMS = "trigger.items"


@dataclass(frozen=True)
class Reading:
    """A kind of trigger: how a flow is known to have it, and what it lets the flow read."""

    name: str
    is_meant: Schema
    references: tuple[Reference, ...]
    lines: str | None = None
    """The event whose lines `trigger.items` tests."""

    @property
    def keys(self) -> tuple[str, ...]:
        items = (ITEMS,) if self.lines else ()
        return (*(reference.name for reference in self.references), *items)


def readings(catalog: Catalog) -> Iterator[Reading]:
    for name, event in catalog.events.items():
        references = tuple(of_trigger(Names.of(catalog, name)))
        lines = name if event.items else None
        yield Reading(f"event_{name}", _has("event", {"const": name}), references, lines)
    for record in (None, *(each.name for each in catalog.records.values() if each.customer)):
        ref = Ref(Scope.RECORD, "", record) if record else Ref(Scope.CUSTOMER, "")
        pattern = {"pattern": rf"^{record or 'customer'}\."}
        yield _other(
            catalog, f"date_of_{record or 'customer'}", _has("date", pattern), DateTrigger(ref)
        )
    yield _other(catalog, "calendar", _has("calendar", True), CalendarTrigger())  # noqa: FBT003
    yield _other(catalog, "segment", _has("segment", True), SegmentTrigger(""))  # noqa: FBT003
    yield Reading("manual", {"const": "manual"}, ())


def _other(catalog: Catalog, name: str, is_meant: Schema, trigger: Trigger) -> Reading:
    return Reading(name, is_meant, tuple(of_trigger(Names.of_flow(catalog, trigger))))


def _has(key: str, value: Schema | bool) -> Schema:  # noqa: FBT001
    return {"type": "object", "properties": {key: value}, "required": [key]}


def readable_of_triggers(all_readings: tuple[Reading, ...]) -> dict[Type, list[str]]:
    """By type what may be compared with: of whichever trigger, in the order of the catalog."""
    return {
        type_: list(
            dict.fromkeys(
                reference.name
                for reading in all_readings
                for reference in reading.references
                if reference.type is type_
            )
        )
        for type_ in Type
    }


def dispatch(all_readings: tuple[Reading, ...]) -> list[Schema]:
    return [
        {
            "if": {"properties": {"trigger": reading.is_meant}, "required": ["trigger"]},
            "then": defined(f"reads_{reading.name}"),
        }
        for reading in all_readings
    ]


def reading_definitions(reading: Reading, words: Mapping[str, str]) -> Iterator[tuple[str, Schema]]:
    name = reading.name
    conditions, steps = defined(f"conditions_{name}"), defined(f"steps_{name}")
    places = {
        "^(conditions|exit_when|hold_while)$": conditions,
        "^steps$": steps,
        "^(conditions|exit_when|hold_while|goal|steps|trigger)$": defined(f"names_{name}"),
    }
    yield f"reads_{name}", {"patternProperties": places}
    yield f"conditions_{name}", {"items": defined(f"condition_{name}")}
    yield f"condition_{name}", _condition(reading, conditions, words)
    yield f"steps_{name}", {"items": _step(conditions, steps)}
    yield f"names_{name}", _names(reading)


def _condition(reading: Reading, conditions: Schema, words: Mapping[str, str]) -> Schema:
    tests = {each.name: _test(each) for each in reading.references}
    if reading.lines:
        tests[ITEMS] = {**words, **defined(f"lines_{reading.lines}")}
    others = rf"^trigger\.(?!({_either(reading)})$)" if reading.keys else r"^trigger\."
    return {
        "properties": tests,
        "patternProperties": {"^(all|any|none)$": conditions, others: False},
    }


def _test(reference: Reference) -> Schema:
    return {"description": reference.description, **compared_as(reference.type)}


def _step(conditions: Schema, steps: Schema) -> Schema:
    case = {"items": {"patternProperties": {"^if$": conditions, "^then$": steps}}}
    arm = {"patternProperties": {"^steps$": steps}}
    return {
        "patternProperties": {
            "^(if|only_if)$": conditions,
            "^(then|else)$": steps,
            "^cases$": case,
            "^arms$": {"patternProperties": {"": arm}},
        }
    }


def _names(reading: Reading) -> Schema:
    """Of all texts below, those that name a value of the trigger; a subject is a mere text."""
    own = defined(f"names_{reading.name}")
    known = rf"|^trigger\.({_either(reading)})$" if reading.keys else ""
    return {
        "pattern": rf"^(?!{REFERENCE}$){known}",
        "patternErrorMessage": "what triggers the flow does not bring this value",
        "items": own,
        "patternProperties": {"^(?!(subject|reason)$)": own},
    }


def _either(reading: Reading) -> str:
    """The names without `trigger.`, for a pattern."""
    return "|".join(key.removeprefix("trigger.").replace(".", r"\.") for key in reading.keys)
