"""A schema as editors show it best; what it accepts stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import jsonschema
import yaml

from orchestrator.editor.parts import DEFINITION, Schema

WORDS = ("description", "examples", "markdownDescription", "title")
LISTS = ("anyOf", "allOf")
SINGLE = ("if", "then", "else", "items", "not", "additionalProperties")
MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")


def dressed(schema: Schema, *, kept: Iterable[str] = ()) -> Schema:
    """Definitions that nothing refers to are left out, except those to be kept."""
    definitions = schema["$defs"]
    for each in list(_all(schema)):
        _inline(each, definitions)
    for definition in definitions.values():
        definition.pop("examples", None)  # every key has examples of its own
    _drop_wrong_examples(schema)
    for each in _all(schema):
        _name_the_wrong_key(each)
        _show_examples(each)
    used = _used(schema, kept)
    schema["$defs"] = {name: each for name, each in definitions.items() if name in used}
    return schema


def _inline(schema: Schema, definitions: Schema) -> None:
    """Of nested schemas editors show the innermost words, so that a key's own would be hidden."""
    for keyword in ("then", "else"):
        if keyword in schema:
            schema[keyword] = _without_words(schema[keyword], definitions)
    if "anyOf" in schema:
        schema["anyOf"] = [_without_words(option, definitions) for option in schema["anyOf"]]


def _without_words(schema: Schema, definitions: Schema) -> Schema:
    """What was said of the definition becomes its title, which stands above a key's own words."""
    if set(schema) != {"$ref"}:
        return schema
    target = definitions[schema["$ref"].removeprefix(DEFINITION)]
    title = target.get("title") or target.get("description", "").removesuffix(".")
    copy = {"title": title} if title else {}
    copy |= {key: value for key, value in target.items() if key not in WORDS}
    _inline(copy, definitions)
    return copy


def _name_the_wrong_key(schema: Schema) -> None:
    """Where one of several keys must stand, a misspelt one is told rather than a missing one."""
    options = schema.get("anyOf", [])
    if "properties" in schema and options and all(set(each) == {"required"} for each in options):
        schema.setdefault("additionalProperties", False)


def _drop_wrong_examples(schema: Schema) -> None:
    """The general schema's examples come from another shop."""
    validator = jsonschema.Draft202012Validator(schema)
    for each in _all(schema):
        if "examples" in each:
            judge = validator.evolve(schema={k: v for k, v in each.items() if k != "$defs"})
            each["examples"] = [value for value in each["examples"] if judge.is_valid(value)]
            if not each["examples"]:
                del each["examples"]


def _show_examples(schema: Schema) -> None:
    """Editors offer an example as a value, and can do so with words and numbers only."""
    examples = schema.get("examples", [])
    structured = [value for value in examples if isinstance(value, dict | list)]
    if not structured:
        return
    blocks = [f"```yaml\n{_as_yaml(value)}```" for value in structured]
    schema["markdownDescription"] = "\n\n".join([schema.get("description", ""), *blocks]).strip()
    schema["examples"] = [value for value in examples if value not in structured]
    if not schema["examples"]:
        del schema["examples"]


def _as_yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True)


def _used(schema: Schema, kept: Iterable[str]) -> set[str]:
    definitions = schema["$defs"]
    used: set[str] = set()
    waiting = [*kept, *_named({key: value for key, value in schema.items() if key != "$defs"})]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _named(definitions[name])
    return used


def _named(schema: Schema) -> Iterator[str]:
    for each in _all(schema):
        if "$ref" in each:
            yield each["$ref"].removeprefix(DEFINITION)


def _all(schema: Schema) -> Iterator[Schema]:
    """The schema and all within it; a key called `properties` is no keyword."""
    yield schema
    inner = [schema.get(keyword) for keyword in SINGLE]
    inner += [each for keyword in LISTS for each in schema.get(keyword, ())]
    inner += [each for keyword in MAPS for each in schema.get(keyword, {}).values()]
    for each in inner:
        if isinstance(each, dict):
            yield from _all(each)
