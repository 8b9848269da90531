"""Which class of the model each map of the schemas becomes, key by key."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from orchestrator import catalog, conditions, model

PLACES_ALONE = {"path": "where it was written", "file": "where it was written"}
KIND = "the key that says the kind"
SOURCE = "Table or Query, in source"
A_NAME = "the key above it"
BY_LANGUAGE = "a subject that is a map"


@dataclass(frozen=True)
class Partner:
    """`renamed` tells the field of a key that is not called alike; the others stand alone, and why.

    The partner may be an enumeration, whose words are the keys.
    """

    model: type
    renamed: Mapping[str, str] = field(default_factory=dict)
    keys_alone: Mapping[str, str] = field(default_factory=dict)
    fields_alone: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> set[str]:
        if issubclass(self.model, Enum):
            return {member.value for member in self.model}
        return {each.name for each in dataclasses.fields(cast("Any", self.model))}

    def expected_keys(self) -> set[str]:
        """What the schema must have for every field to come from somewhere."""
        back = {name: key for key, name in self.renamed.items()}
        own = self.fields() - {*self.fields_alone, *PLACES_ALONE}
        return {back.get(name, name) for name in own} | {*self.keys_alone}


PARTNERS: Mapping[str, Partner] = {
    "flow": Partner(
        model.Flow,
        renamed={"flow": "key", "hold_while": "hold"},
        keys_alone={"hold_at_most": "Hold.at_most"},
    ),
    "flow#operators": Partner(
        conditions.Operator,
        keys_alone={
            "top": "Ranked: from 0 to it",
            "bottom": "Ranked: from it to 100",
            "between_ranks": "Ranked.start and end",
            "among": "Ranked.among",
        },
    ),
    "flow#where": Partner(
        conditions.Lines,
        keys_alone={"items": "a Lines of the scope EVENT"},
        fields_alone={"scope": "the place", "quantifier": "lines", "where": "a line's tests"},
    ),
    "flow#lines": Partner(conditions.Quantifier),
    "flow#did_map": Partner(
        conditions.Did,
        renamed={"sum": "sums", "exactly": "times"},
        keys_alone={"at_least": "Did.times and count", "at_most": "Did.times and count"},
        fields_alone={"negated": "did_not", "count": "at_least, at_most, exactly"},
    ),
    "flow#responded_map": Partner(
        conditions.Responded,
        fields_alone={"response": "received, opened, clicked", "negated": "not_received …"},
    ),
    "flow#condition": Partner(
        conditions.Response,
        keys_alone={
            "did": "Did",
            "did_not": "Did.negated",
            "in_segment": "InSegment",
            "not_in_segment": "InSegment.negated",
            "all": "AllOf",
            "any": "AnyOf",
            "none": "NoneOf",
            "not_received": "Responded.negated",
            "not_opened": "Responded.negated",
            "not_clicked": "Responded.negated",
            "trigger.items": "a Lines of the scope TRIGGER",
        },
    ),
    "flow#event_trigger": Partner(model.EventTrigger),
    "flow#segment_trigger": Partner(model.SegmentTrigger),
    "flow#date_trigger": Partner(model.DateTrigger, renamed={"repeat": "yearly"}),
    "flow#calendar_trigger": Partner(model.CalendarTrigger, renamed={"calendar": "occasions"}),
    "flow#occasion": Partner(
        model.Occasion, fields_alone={"month_and_day": "a date without a year"}
    ),
    "flow#reentry_map": Partner(
        model.Reentry, fields_alone={"kind": "never and always are words, a map means after"}
    ),
    "flow#goal": Partner(model.Goal, renamed={"did": "condition"}),
    "flow#schedule_map": Partner(
        model.Schedule, fields_alone={"every": "a schedule that is a duration"}
    ),
    "flow#frequency_cap": Partner(
        model.FrequencyCap,
        renamed={"of": "this_flow"},
        fields_alone={"topic": "of: with a map"},
    ),
    "flow#counted_topic": Partner(
        model.FrequencyCap,
        fields_alone={"at_most": "the cap", "per": "the cap", "this_flow": "of: this_flow"},
    ),
    "flow#send_window_map": Partner(
        model.SendWindow,
        renamed={"hours": "start", "days": "weekdays"},
        fields_alone={"end": "hours"},
    ),
    "flow#send": Partner(
        model.Send, renamed={"send": "id"}, fields_alone={"subjects": BY_LANGUAGE}
    ),
    "flow#variant": Partner(model.Variant, fields_alone={"name": A_NAME, "subjects": BY_LANGUAGE}),
    "flow#delay": Partner(model.Delay, renamed={"delay": "duration"}),
    "flow#until_map": Partner(
        model.DelayUntil, renamed={"until": "at"}, fields_alone={"weekday": "until"}
    ),
    "flow#until_date_map": Partner(model.DelayUntilDate, renamed={"until_date": "date"}),
    "flow#exit": Partner(model.Exit, keys_alone={"exit": KIND}),
    "flow#branch": Partner(
        model.Branch,
        renamed={"branch": "id", "else": "otherwise"},
        keys_alone={"if": "the conditions of the only case", "then": "its steps"},
    ),
    "flow#case": Partner(model.Case, renamed={"if": "conditions", "then": "steps"}),
    "flow#split": Partner(model.Split, renamed={"split": "id"}),
    "flow#arm": Partner(model.Arm, fields_alone={"name": A_NAME}),
    "flow#wait_for": Partner(
        model.WaitFor, renamed={"wait_for": "id", "if": "awaited", "else": "otherwise"}
    ),
    "flow#update": Partner(
        model.Update,
        keys_alone={"update": KIND},
        fields_alone=dict.fromkeys(
            ("add_tags", "remove_tags", "set", "suppress", "reason"), "the map below"
        ),
    ),
    "flow#changes": Partner(model.Update),
    "flow#start": Partner(model.Start, renamed={"start": "flow"}),
    "project": Partner(model.Project, fields_alone={"root": "the folder of the file"}),
    "project/database": Partner(
        model.Database, keys_alone={"default": "the url while its variable is not set"}
    ),
    "project/defaults": Partner(
        model.Defaults,
        renamed={"hold_while": "hold"},
        keys_alone={"hold_at_most": "Hold.at_most"},
    ),
    "project/catalog": Partner(catalog.Catalog),
    "project#customers": Partner(
        catalog.Customers,
        keys_alone={"table": SOURCE, "sql": SOURCE},
        fields_alone={"source": "table or sql"},
    ),
    "project#customers/consent": Partner(
        model.Channel, fields_alone={"webhook": "nobody consents to a webhook"}
    ),
    "project#event": Partner(
        catalog.Event,
        keys_alone={"table": SOURCE, "sql": SOURCE},
        fields_alone={"source": "table or sql", "name": A_NAME},
    ),
    "project#items": Partner(catalog.Items),
    "project#record": Partner(
        catalog.Record,
        keys_alone={"table": SOURCE, "sql": SOURCE},
        fields_alone={"source": "table or sql", "name": A_NAME},
    ),
    "project#responses": Partner(
        catalog.Responses,
        keys_alone={"table": SOURCE, "sql": SOURCE},
        fields_alone={"source": "table or sql", "domains": "those of the senders"},
    ),
    "project#column_map": Partner(
        catalog.Column, renamed={"column": "name"}, fields_alone={"is_uuid": "type: uuid"}
    ),
    **{
        f"project#{word}": Partner(
            catalog.AggregateAttribute,
            renamed={word: "event"},
            fields_alone={"aggregate": KIND, "of": "sum: EVENT.PROPERTY"},
        )
        for word in catalog.Aggregate
    },
    "project#sql_attribute": Partner(catalog.SqlAttribute),
    "project#segment_map": Partner(
        model.Segment, renamed={"enter": "conditions"}, fields_alone={"name": A_NAME}
    ),
    "project#coupon": Partner(model.Coupon, fields_alone={"name": A_NAME}),
    "project/senders": Partner(
        model.Channel, fields_alone={"webhook": "no customer has an address for it"}
    ),
    "project#sender": Partner(
        model.SenderSettings, renamed={"from": "from_address", "to": "recipient"}
    ),
}

MODELS_ALONE: Mapping[type, str] = {
    conditions.Ref: "a key or text such as customer.NAME",
    conditions.Relative: "a text such as 3 days ago",
    conditions.Since: "a word, or the id of a step",
    conditions.Compare: "a key with a test",
    conditions.Ranked: "top, bottom, between_ranks, among",
    conditions.InSegment: "in_segment, not_in_segment",
    conditions.AllOf: "all",
    conditions.AnyOf: "any",
    conditions.NoneOf: "none",
    catalog.Table: "table",
    catalog.Query: "sql",
    catalog.ColumnAttribute: "a column",
    model.Hold: "hold_while, hold_at_most",
    model.ManualTrigger: "the word manual",
}


def places(node: Mapping[str, Any], place: str) -> Iterator[tuple[str, set[str]]]:
    """Every map of a schema that has keys of its own, with those."""
    if node.get("additionalProperties") is False and node.get("properties"):
        yield place, set(node["properties"])
    for maps, sign in (("properties", "/"), ("patternProperties", "/"), ("$defs", "#")):
        for name, below in node.get(maps, {}).items():
            yield from places(below, f"{place}{sign}{name}")
    for single in ("items", "then", "else"):
        if isinstance(node.get(single), dict):
            yield from places(node[single], f"{place}/{single}")
