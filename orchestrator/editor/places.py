"""Where a flow names something of the project, and what there is to name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.catalog import Event, Query, Type
from orchestrator.editor.events import unlisted
from orchestrator.editor.names import ProjectNames
from orchestrator.editor.parts import Schema, defined, words_of
from orchestrator.editor.references import Reference, of_customer
from orchestrator.model import Channel

FACT = "customer.facts."
PLACES = (
    ("event_trigger", "event", "event_name"),
    ("did_map", "event", "event_name"),
    ("segment_trigger", "segment", "segment_name"),
    ("date_trigger", "date", "date_name"),
    ("condition", "in_segment", "segment_name"),
    ("condition", "not_in_segment", "segment_name"),
    ("responded_map", "flow", "flow_name"),
    ("start", "start", "flow_name"),
    ("send", "to", "sender_name"),
    ("send", "coupon", "coupon_name"),
    ("send", "topic", "topic_name"),
    ("counted_topic", "topic", "topic_name"),
    ("until_date_map", "until_date", "moment_reading"),
    ("until_date_map", "plus_days", "number_reading"),
    ("until_date_map", "times", "number_reading"),
)
"""Definition, key, and the definition of what stands there."""


def put_names(definitions: Schema, names: ProjectNames) -> None:
    definitions.update(_name_definitions(names, definitions))
    for definition, key, meant in PLACES:
        properties = definitions[definition]["properties"]
        properties[key] = {**words_of(properties[key]), **defined(meant)}
    definitions["did"] = {
        **words_of(definitions["did"]),
        "anyOf": [
            defined("event_name"),
            {"title": "An event, with how often and when", "type": "object"},
        ],
        "if": {"type": "object"},
        "then": defined("did_map"),
    }
    _put_facts(definitions["changes"]["properties"]["set"], names)
    _put_templates(definitions, names)


def _name_definitions(names: ProjectNames, definitions: Schema) -> Iterator[tuple[str, Schema]]:
    events = names.catalog.events
    rows = [_rows(event) for event in events.values()]
    yield "event_name", {"title": "An event", "enum": list(events), "enumDescriptions": rows}
    yield "date_name", _described(list(_dates(names)))
    yield "segment_name", {"enum": list(names.segments)}
    yield "sender_name", {"enum": list(names.senders)}
    yield "coupon_name", {"enum": list(names.coupons)}
    yield "flow_name", {"enum": list(names.flows)}
    yield "moment_reading", _either("date_reading", "time_reading")
    # These only draw a warning where nobody else uses them, so new ones are no mistake.
    yield "topic_name", {"anyOf": [{"enum": list(names.topics)}, defined("id")]}
    yield "tag", {"anyOf": [{"enum": list(names.tags)}, definitions["tag"]]}


def _rows(event: Event) -> str:
    rows = "a SELECT of the catalog" if isinstance(event.source, Query) else event.source.name
    return f"Rows of {rows}, with {', '.join(event.property_types())}."


def _dates(names: ProjectNames) -> Iterator[Reference]:
    moments = (Type.DATE, Type.TIME)
    for each in of_customer(names.catalog):
        if each.type in moments and not each.name.startswith(FACT):
            yield each
    for record in names.catalog.records.values():
        for name, column in record.attributes.items() if record.customer else ():
            if column.type in moments:
                yield Reference(
                    f"{record.name}.{name}", column.type, f"{name} of the {record.name}."
                )


def _described(references: Sequence[Reference]) -> Schema:
    return {
        "enum": [each.name for each in references],
        "enumDescriptions": [each.description for each in references],
    }


def _put_facts(schema: Schema, names: ProjectNames) -> None:
    """A fact takes a value, or the name of one: what looks like a name is no text here."""
    del schema["patternProperties"]
    schema["properties"] = {
        fact.name.rpartition(".")[2]: {
            "description": fact.description,
            **_either(f"{fact.type}_value", f"{fact.type}_reading"),
        }
        for fact in of_customer(names.catalog)
        if fact.name.startswith(FACT)
    }


def _put_templates(definitions: Schema, names: ProjectNames) -> None:
    """The channel decides which templates there are, those of variants included."""
    send = definitions["send"]
    words = unlisted(send, ("template",))["template"]
    of_variant = unlisted(definitions["variant"], ("template",))["template"]
    send["allOf"] = [
        {
            "if": {"properties": {"channel": {"const": channel}}, **_said(channel)},
            "then": _of_channel({"enum": list(templates)}, words, of_variant),
        }
        for channel, templates in names.templates.items()
    ]


def _said(channel: Channel) -> Schema:
    """E-mail is what a send without a channel means."""
    return {} if channel is Channel.EMAIL else {"required": ["channel"]}


def _of_channel(templates: Schema, words: Schema, of_variant: Schema) -> Schema:
    variant = {"properties": {"template": {**of_variant, **templates}}}
    return {
        "properties": {"template": {**words, **templates}},
        "patternProperties": {"^variants$": {"patternProperties": {"": variant}}},
    }


def _either(*names: str) -> Schema:
    return {"anyOf": [defined(name) for name in names]}
