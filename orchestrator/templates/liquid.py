"""What other tools' templates write where Jinja writes something else.

Liquid (Customer.io, Shopify) and Django (Klaviyo) look so much like Jinja that whole mails are pasted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

TAGS: Mapping[str, str] = {
    **dict.fromkeys(("unless",), "{% if not … %}"),
    **dict.fromkeys(("endunless", "endcase"), "{% endif %}"),
    **dict.fromkeys(("elsif", "elseif"), "{% elif … %}"),
    **dict.fromkeys(("case", "when"), "{% if … == … %}"),
    **dict.fromkeys(("assign", "capture"), "{% set … = … %}"),
    **dict.fromkeys(("comment", "endcomment"), "{# … #}"),
    **dict.fromkeys(("render", "section", "snippet"), '{% include "…" %}'),
    **dict.fromkeys(("foreach",), "{% for … in … %}"),
    **dict.fromkeys(
        ("unsubscribe", "unsubscribe_link", "manage_preferences", "unsubscribe_url"),
        "{{ unsubscribe_url }} in a link",
    ),
}
FILTERS: Mapping[str, str] = {
    **dict.fromkeys(("currency", "format_currency", "money_with_currency"), "money"),
    **dict.fromkeys(("format_date", "date_format", "strftime"), "date"),
    "downcase": "lower",
    "upcase": "upper",
    "titlecase": "title",
    "strip": "trim",
    "size": "length",
    "count": "length",
    "strip_html": "striptags",
    "url_encode": "urlencode",
    **dict.fromkeys(("number_format", "floatformat", "intcomma"), "number"),
}
"""By what others call them: ours, or Jinja's own."""
SIGNS: Mapping[str, str] = {
    **dict.fromkeys("“”„‟", 'straight quotes, "…"'),
    **dict.fromkeys("‘’‚‛", "straight quotes, '…'"),  # noqa: RUF001
    "&": '"and" instead of "&&"',
    "!": '"not" instead of "!"',
}
STATEMENTS = ("if", "elif", "else", "endif", "for", "endfor", "set")
UNKNOWN_TAG = re.compile(r"Encountered unknown tag '(?P<tag>\w+)'")
UNEXPECTED = re.compile(r"unexpected char '(?P<sign>.)'")
FILTER_AT_THE_END = re.compile(r"\|\s*(?P<filter>\w+)\s*\Z")


def meant_instead(message: str, text: str, offset: int) -> str | None:
    """What to write, where the mistake at that place is another tool's way to say something."""
    if tag := UNKNOWN_TAG.match(message):
        return TAGS.get(tag["tag"])
    unexpected = UNEXPECTED.match(message)
    return SIGNS.get(unexpected["sign"]) if unexpected else _meant_behind(text, offset)


def _meant_behind(text: str, offset: int) -> str | None:
    """By what stands before and after the place at which Jinja stopped."""
    start = max(text.rfind("{{", 0, offset), text.rfind("{%", 0, offset))
    before, rest = text[max(start, 0) : offset], text[offset:]
    first = before[2:].strip(" -").partition(" ")[0]
    if before.startswith("{{") and first in STATEMENTS:
        return f"{{% {first} … %}}: only what is printed stands between {{{{ and }}}}"
    if rest.startswith(":") and (used := FILTER_AT_THE_END.search(before)):
        return f'{used["filter"]}("…"), with what belongs to it in brackets'
    if rest.startswith("contains"):
        return '"…" in …, the part first'
    if rest.startswith("=") and first in ("if", "elif"):
        return '"==" to compare'
    return None
