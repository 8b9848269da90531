"""Text messages: their words, and in how many parts they are sent (3GPP TS 23.038, 23.040)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from orchestrator.records import dataclass

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Each takes two places."""

BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")

ONE_PART, EACH_OF_MANY = 160, 153
ONE_PART_UNICODE, EACH_OF_MANY_UNICODE = 70, 67


@dataclass(frozen=True)
class SmsLength:
    parts: int
    characters: int
    costly: str | None = None
    """The first character that is not in the phone alphabet: with it a part holds only 70."""


def tidy(text: str) -> str:
    """Drop the blank lines that tags leave behind, and blanks that phones have no letter for."""
    lines = [line.rstrip() for line in text.translate(BLANKS).strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def sms_length(text: str) -> SmsLength:
    costly = next((char for char in text if char not in GSM_7 | GSM_7_EXTENSION), None)
    if costly is None:
        sizes = [2 if char in GSM_7_EXTENSION else 1 for char in text]
        parts = _parts(sizes, ONE_PART, EACH_OF_MANY)
    else:
        sizes = [len(char.encode("utf-16-le")) // 2 for char in text]
        parts = _parts(sizes, ONE_PART_UNICODE, EACH_OF_MANY_UNICODE)
    return SmsLength(parts, len(text), costly)


def _parts(sizes: Iterable[int], one: int, each: int) -> int:
    """Count the parts; no character is torn in two."""
    sizes = list(sizes)
    if sum(sizes) <= one:
        return 1
    parts, left = 1, each
    for size in sizes:
        if size > left:
            parts, left = parts + 1, each
        left -= size
    return parts
