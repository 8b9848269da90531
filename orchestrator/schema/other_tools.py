"""What other tools call our keys and values: words too far from ours to be misspellings of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

KEYS: Mapping[str, Sequence[str]] = {
    # steps
    **dict.fromkeys(("wait", "sleep", "pause", "wait_time", "time_delay"), ("delay",)),
    **dict.fromkeys(("mail", "email", "message", "sms", "text", "webhook", "notify"), ("send",)),
    **dict.fromkeys(("condition", "decision", "conditional_split"), ("branch",)),
    **dict.fromkeys(("random", "random_split", "ab_test", "ab", "experiment"), ("split",)),
    **dict.fromkeys(("tag", "add_tag", "unsubscribe", "set_property"), ("add_tags", "update")),
    **dict.fromkeys(("goto", "go_to", "start_flow", "enter"), ("start",)),
    **dict.fromkeys(("end", "stop", "finish", "leave"), ("exit",)),
    **dict.fromkeys(("yes", "true", "match"), ("then",)),
    **dict.fromkeys(("no", "false", "otherwise", "default"), ("else",)),
    **dict.fromkeys(("body", "content", "html", "layout"), ("template",)),
    # triggers
    **dict.fromkeys(("metric", "on", "when"), ("event",)),
    **dict.fromkeys(("list", "audience"), ("segment", "conditions")),
    **dict.fromkeys(("cron", "schedule"), ("calendar",)),
    "days_before": ("offset",),
    "recurring": ("repeat",),
    # flows
    "name": ("title", "flow"),
    **dict.fromkeys(("filter", "filters", "properties"), ("where", "attributes", "conditions")),
    **dict.fromkeys(("exit", "exit_on", "exits", "stop_when", "exit_conditions"), ("exit_when",)),
    **dict.fromkeys(("re_entry", "re-entry", "reenter", "frequency"), ("reentry",)),
    **dict.fromkeys(("state", "enabled", "active"), ("status",)),
    **dict.fromkeys(("quiet_hours", "sending_hours", "send_hours"), ("send_window",)),
    **dict.fromkeys(("smart_sending", "cap", "caps", "throttle"), ("frequency_cap",)),
    **dict.fromkeys(("control", "control_group"), ("holdout",)),
    **dict.fromkeys(("conversion", "objective"), ("goal",)),
    # conditions
    "or": ("any",),
    "and": ("all",),
    **dict.fromkeys(("not", "nor"), ("none",)),
    **dict.fromkeys(("event", "has_done", "done", "event_done"), ("did",)),
    **dict.fromkeys(("has_not_done", "not_done", "didnt"), ("did_not",)),
    **dict.fromkeys(("segment", "member_of"), ("in_segment",)),
    **dict.fromkeys(("in_last", "last", "in_the_last", "in_past"), ("within", "after")),
    **dict.fromkeys(("times", "count"), ("exactly",)),
    # comparisons
    **dict.fromkeys(("equals", "equal", "equal_to", "eq"), ("is",)),
    **dict.fromkeys(("not_equals", "not_equal", "neq", "ne"), ("is_not",)),
    **dict.fromkeys(("gte", "min", "minimum"), ("at_least",)),
    **dict.fromkeys(("lte", "max", "maximum", "limit"), ("at_most",)),
    **dict.fromkeys(("gt", "greater_than", "above", "over"), ("more_than",)),
    **dict.fromkeys(("lt", "smaller_than", "below", "under"), ("less_than",)),
    **dict.fromkeys(("is_set", "set", "known", "not_empty", "is_known"), ("exists",)),
    **dict.fromkeys(("one_of", "any_of"), ("in",)),
    **dict.fromkeys(("begins_with", "prefix"), ("starts_with",)),
    **dict.fromkeys(("includes", "has"), ("contains",)),
    "within": ("after",),
    # caps
    **dict.fromkeys(("every", "period", "in"), ("per",)),
}
"""By what others call it; the first of ours counts that may stand in the place."""

VALUES: Mapping[str, str] = {
    **dict.fromkeys(("integer", "int", "float", "decimal", "numeric", "money"), "number"),
    **dict.fromkeys(("string", "str", "varchar"), "text"),
    **dict.fromkeys(("datetime", "timestamp"), "time"),
    **dict.fromkeys(("sendgrid", "mailgun", "postmark", "ses", "brevo", "gmail"), "smtp"),
    **dict.fromkeys(("twilio", "vonage", "messagebird"), "apprise"),
    **dict.fromkeys(("promotional", "promotion", "promo", "newsletter"), "marketing"),
    **dict.fromkeys(("receipt", "service", "system"), "transactional"),
    **dict.fromkeys(("active", "enabled", "running", "published", "on"), "live"),
    **dict.fromkeys(("inactive", "disabled", "archived", "stopped", "off"), "paused"),
    **dict.fromkeys(("once", "no"), "never"),
    **dict.fromkeys(("unlimited", "multiple", "every time", "yes"), "always"),
    **dict.fromkeys(("annually", "annual", "every year"), "yearly"),
}


def our_key(word: str, names: Collection[str]) -> str | None:
    """What the other tool's key is called here, where one of `names` is wanted."""
    return next((ours for ours in KEYS.get(word.lower(), ()) if ours in names), None)


def our_value(word: str, values: Collection[str]) -> str | None:
    """The same of a value; a day of the week may be cut short."""
    ours = VALUES.get(word.lower())
    if ours in values:
        return ours
    return next((each for each in values if each.endswith("day") and _is_cut(word, each)), None)


def _is_cut(word: str, day: str) -> bool:
    return len(word) > 1 and day.startswith(word.lower().rstrip("."))
