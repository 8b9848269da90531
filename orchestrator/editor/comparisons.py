"""The tests of a value, one definition a type: only the operators and values that fit it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from orchestrator.catalog import Type
from orchestrator.conditions import Operator
from orchestrator.editor.names import ProjectNames
from orchestrator.editor.parts import Schema, defined, words_of
from orchestrator.editor.values import part_of_text, reading_of, value_of, value_or_reading_of
from orchestrator.rules.operators import OF_TEXT, OPERATORS, RANKED

RANKS = ("top", "bottom", "between_ranks", "among")
LISTS = (Operator.IN, Operator.NOT_IN)


def compared_as(type_: Type, *, of_customer: bool = False) -> Schema:
    """A reference to the definition below; only values of a customer can be ranked."""
    return defined(f"{_prefix(type_, ranked=of_customer and type_ in RANKED)}_test")


def comparison_definitions(general: Schema, names: ProjectNames) -> Iterator[tuple[str, Schema]]:
    """`general` is the definition of all operators, whose words are kept."""
    for type_ in Type:
        yield from _definitions(general, names, type_, ranked=False)
        if type_ in RANKED:
            yield from _definitions(general, names, type_, ranked=True)


def _definitions(
    general: Schema, names: ProjectNames, type_: Type, *, ranked: bool
) -> Iterator[tuple[str, Schema]]:
    prefix = _prefix(type_, ranked=ranked)
    properties = {
        operator.value: _operator(general["properties"][operator], names, type_, operator)
        for operator in Operator
        if operator in OPERATORS[type_]
    }
    ranks = {rank: _rank(general["properties"][rank], rank) for rank in RANKS if ranked}
    yield (
        f"{prefix}_operators",
        {
            "type": "object",
            "minProperties": 1,
            "properties": {**properties, **ranks},
            "additionalProperties": False,
            **({"dependentSchemas": general["dependentSchemas"]} if ranked else {}),
        },
    )
    yield f"{prefix}_test", _test(f"{prefix}_operators", type_, properties)


def _test(operators: str, type_: Type, fitting: Collection[str]) -> Schema:
    """A bare value means `is`, a list `in`.

    The values stand under `anyOf`, because editors offer none that are found below an `else`.
    """
    test: Schema = {
        "anyOf": [
            *(value_or_reading_of(type_) if Operator.IS in fitting else ()),
            {"title": "Comparisons", "type": "object"},
        ],
        "if": {"type": "object"},
        "then": defined(f"{operators}"),
    }
    if Operator.IN in fitting:
        test["anyOf"].append({"title": "Several values", "type": "array"})
        test["else"] = {"items": value_of(type_), "minItems": 1}
    return test


def _operator(words: Schema, names: ProjectNames, type_: Type, operator: Operator) -> Schema:
    if operator is Operator.EXISTS:
        return dict(words)
    return {**words_of(words), **_value(names, type_, operator)}


def _value(names: ProjectNames, type_: Type, operator: Operator) -> Schema:
    if operator in OF_TEXT:
        tags: list[Schema] = [{"title": "A tag", "enum": list(names.tags)}]
        text = part_of_text(names)
        return {"anyOf": [*(tags if type_ is Type.TAGS else ()), *text["anyOf"]]}
    if operator is Operator.SAME_AS:
        return reading_of(type_)
    if operator in LISTS:
        return {"type": "array", "items": value_of(type_), "minItems": 1}
    if operator is Operator.BETWEEN:
        return {"type": "array", "items": value_of(type_), "minItems": 2, "maxItems": 2}
    return {"anyOf": value_or_reading_of(type_)}


def _rank(words: Schema, rank: str) -> Schema:
    return {**words_of(words), **defined("segment_name")} if rank == "among" else dict(words)


def _prefix(type_: Type, *, ranked: bool) -> str:
    return f"customer_{type_}" if ranked else type_.value
