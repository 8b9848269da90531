"""The schema of flows, told of one project: its names stand where the general one has patterns."""

from __future__ import annotations

import copy
import json
import re

from orchestrator.catalog import Type
from orchestrator.editor.awaited import TITLE, awaited_patterns, awaited_tests, awaited_types
from orchestrator.editor.comparisons import compared_as, comparison_definitions
from orchestrator.editor.dressing import dressed
from orchestrator.editor.events import event_definitions, tell_events
from orchestrator.editor.names import ProjectNames, names_of
from orchestrator.editor.parts import DEFINITION, Schema
from orchestrator.editor.places import put_names
from orchestrator.editor.references import of_customer
from orchestrator.editor.triggers import (
    ITEMS,
    Reading,
    dispatch,
    readable_of_triggers,
    reading_definitions,
    readings,
)
from orchestrator.editor.values import Readable, value_definitions
from orchestrator.load import Loaded
from orchestrator.schema.files import FLOW, PROJECT, folder

COMMENT = "Written by `flows schema --project`; what is changed here is lost when it runs again."
LOOP = "loop"
"""The definition that spares the language server long checks; its `$comment` tells how."""


def project_schema(loaded: Loaded) -> Schema:
    """A stricter schema of flows: it lists what this project has, and refuses every other name.

    It can stand in the general one's place, so that segments are completed in orchestrator.yml too.
    Raises ValueError where orchestrator.yml is wrong, since then nobody knows what there is.
    """
    if loaded.project is None:
        message = "orchestrator.yml has errors"
        raise ValueError(message)
    general: Schema = json.loads(_text(FLOW))
    return _told(general, names_of(loaded, loaded.project))


def as_text(schema: Schema) -> str:
    """As it stands in a file: the same for the same project."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _text(file: str) -> str:
    return (folder() / file).read_text(encoding="utf-8")


def _shared() -> list[str]:
    """The definitions that the schema of orchestrator.yml takes from the file beside it."""
    return re.findall(re.escape(f'"{FLOW}{DEFINITION}') + r'(\w+)"', _text(PROJECT))


def _told(general: Schema, names: ProjectNames) -> Schema:
    schema = {"$schema": general["$schema"], "$comment": COMMENT, **copy.deepcopy(general)}
    definitions = schema["$defs"]
    triggers = tuple(readings(names.catalog))
    put_names(definitions, names)
    moment, operators = general["$defs"]["moment"], general["$defs"]["operators"]
    definitions.update(value_definitions(moment, names, _readable(names, triggers)))
    definitions.update(comparison_definitions(operators, names))
    definitions.update(event_definitions(names.catalog, general["$defs"]))
    tell_events(definitions, names.catalog)
    _tell_condition(definitions["condition"], names)
    for trigger in triggers:
        words = general["$defs"]["condition"]["properties"][ITEMS]
        definitions.update(reading_definitions(trigger, words))
    schema["allOf"] = dispatch(triggers)
    return dressed(schema, kept=(LOOP, *_shared()))


def _readable(names: ProjectNames, triggers: tuple[Reading, ...]) -> Readable:
    of_triggers = readable_of_triggers(triggers)
    of_customers = list(of_customer(names.catalog))
    return Readable(
        names={
            type_: (*(r.name for r in of_customers if r.type is type_), *of_triggers[type_])
            for type_ in Type
        },
        patterns=awaited_patterns(awaited_types(names.catalog)),
    )


def _tell_condition(condition: Schema, names: ProjectNames) -> None:
    """The customer's values by name; what the trigger brings is told for each trigger."""
    del condition["properties"][ITEMS]
    patterns = {each["title"]: pattern for pattern, each in condition["patternProperties"].items()}
    words = condition["patternProperties"][patterns[TITLE]]
    condition["patternProperties"] = {
        r"^trigger\.": True,
        **dict(awaited_tests(awaited_types(names.catalog), words)),
    }
    condition["properties"].update(
        (each.name, {"description": each.description, **compared_as(each.type, of_customer=True)})
        for each in of_customer(names.catalog)
    )
