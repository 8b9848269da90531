"""Templates of JSON: what is printed becomes a JSON value, so that no data can break the form.

`{"name": {{ customer.first_name }}}` and `{"name": "{{ customer.first_name }}"}` both hold for
every name. While a template runs, each printed value is JSON between two marks; which of the two
forms it stands in is only known when all of the text is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from jinja2 import BaseLoader, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from orchestrator.templates.environment import Empty, TemplateEnvironment

# No JSON holds a control character, so that no data can hold a mark.
BEGIN, END = "\x02", "\x03"
MARKED = re.compile(f"{BEGIN}([^{END}]*){END}")
NEAR = 15
"""Characters on either side of a mistake."""

QUOTE_OR_ESCAPE = re.compile(r'\\.|"', re.DOTALL)


class JsonEnvironment(TemplateEnvironment):
    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(loader)
        # What a macro or a block returns is markup then, which tells it from data.
        self.autoescape = True
        self.finalize = marked
        self.filters["tojson"] = lambda value: value


@pass_context  # or Jinja would finalize constants after it has escaped them
def marked(_: Context, value: object) -> object:
    if isinstance(value, Markup):
        return value
    return Markup(BEGIN + as_json(value) + END)  # noqa: S704  (JSON is what is written here)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)


def settled(text: str) -> str:
    """Put each marked value in: as it is, or within quotes as text."""
    pieces = MARKED.split(text)
    is_in_quotes = False
    written = []
    for literal, value in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        is_in_quotes ^= toggles_quotes(literal)
        written += [literal, _within_quotes(value) if is_in_quotes and value else value]
    return "".join(written)


def problem_in(text: str) -> str | None:
    """Say why a text is not JSON."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        near = text[max(error.pos - NEAR, 0) : error.pos + NEAR]
        return f"this gives no JSON: {reason_of(error)}, near {near!r}"
    return None


def reason_of(error: json.JSONDecodeError) -> str:
    return error.msg[:1].lower() + error.msg[1:]


def toggles_quotes(literal: str) -> bool:
    """Whether a text that begins outside of quotes ends within, or the other way round."""
    quotes = sum(match[0] == '"' for match in QUOTE_OR_ESCAPE.finditer(literal))
    return quotes % 2 == 1


def _within_quotes(value: str) -> str:
    plain = json.loads(value)
    if plain is None:
        return ""
    text = plain if isinstance(plain, str) else value
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _plain(value: object) -> object:
    match value:
        case Empty():
            return None
        case Undefined():
            return str(value)  # which raises, and says of what
        case datetime():
            instant = value.astimezone(UTC) if value.tzinfo else value
            return f"{instant.replace(tzinfo=None).isoformat()}Z"  # without a zone it is UTC
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
    return list(_elements(value))


def _elements(value: object) -> Iterator[object]:
    if isinstance(value, set | frozenset):
        return iter(sorted(value))
    if hasattr(value, "__iter__"):
        return iter(value)
    message = f"{type(value).__name__} can't be written as JSON"
    raise TypeError(message)
