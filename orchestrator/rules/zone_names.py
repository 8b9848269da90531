"""The zone that was meant by a name that is none, as far as that is sure."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping

from orchestrator.schema import nearest

LETTER_CODE = re.compile(r"[A-Z]{2,5}(?:[+-].*)?$")
NO_PLACES = re.compile(r"(?:localtime|posixrules|Factory)$|(?:right|posix)/")
"""Names that some machines have beside the zones: what they mean differs by machine."""
USUAL = "Europe/Stockholm"
BY_LETTERS: Mapping[str, str] = {
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
    **dict.fromkeys(("MDT", "MT"), "America/Denver"),
    "CDT": "America/Chicago",
    **dict.fromkeys(("EDT", "ET"), "America/New_York"),
    **dict.fromkeys(("AKST", "AKDT"), "America/Anchorage"),
    **dict.fromkeys(("NZST", "NZDT"), "Pacific/Auckland"),
    **dict.fromkeys(("CEST", "MEZ", "MESZ"), "Europe/Berlin"),
    "EEST": "Europe/Helsinki",
    "WEST": "Europe/Lisbon",
    "MSK": "Europe/Moscow",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AEDT": "Australia/Sydney",
}
"""A city whose clocks show that time; of letters that mean several (IST, BST, CST) there is none."""


def example_for(name: str) -> str:
    """A city's zone such as was perhaps meant by a letter code, else any city's."""
    return BY_LETTERS.get(name.upper(), USUAL)


def meant_zone(name: str, words: tuple[str, ...]) -> str | None:
    """The nearest city's zone; a letter code or a number of hours is nobody's misspelling."""
    if NO_PLACES.match(name) or LETTER_CODE.match(name):
        return None
    cities = [zone for zone in zoneinfo.available_timezones() if "/" in zone]
    spelt = name.lower().replace(" ", "_")
    same = sorted(zone for zone in cities if zone.lower().rpartition("/")[2] == spelt)
    if len(same) == 1:
        return same[0]
    close = nearest(name, (*words, "UTC", *cities))
    return None if close is None or close.startswith("Etc/") else close
