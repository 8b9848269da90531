"""What a wait_for lets later steps read: `ID.NAME`, of an event that only the flow knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from orchestrator.catalog import Catalog, Type
from orchestrator.editor.comparisons import compared_as
from orchestrator.editor.parts import Schema, defined

ID = r"(?!(customer|trigger|constants)\.)[A-Za-z0-9][A-Za-z0-9_-]*"
TITLE = "STEP.NAME"


def awaited_types(catalog: Catalog) -> dict[str, frozenset[Type]]:
    """Every property of any event, with the types that it has in them."""
    types: dict[str, set[Type]] = defaultdict(set)
    for event in catalog.events.values():
        for name, type_ in event.property_types().items():
            types[name].add(type_)
    return {name: frozenset(found) for name, found in types.items()}


def awaited_patterns(types: Mapping[str, frozenset[Type]]) -> dict[Type, str]:
    """What `ID.NAME` may be where a value of a type is wanted."""
    named = {type_: [name for name in types if type_ in types[name]] for type_ in Type}
    return {type_: _pattern(names) for type_, names in named.items() if names}


def awaited_tests(
    types: Mapping[str, frozenset[Type]], words: Schema
) -> Iterator[tuple[str, Schema]]:
    """The tests of `ID.NAME` in a condition; a name of several types may be tested as any."""
    for type_ in Type:
        names = [name for name, found in types.items() if found == {type_}]
        if names:
            yield _pattern(names), {**words, **compared_as(type_)}
    doubtful = [name for name, found in types.items() if len(found) > 1]
    if doubtful:
        yield _pattern(doubtful), {**words, **defined("test")}


def _pattern(names: Sequence[str]) -> str:
    return rf"^{ID}\.({'|'.join(names)})$"
