"""Whether what is printed is coloured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """On a terminal, unless NO_COLOR is set; FORCE_COLOR makes anything else one.

    Both count when they are set to anything but nothing: https://no-color.org and
    https://force-color.org.
    """
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"
