"""Values of each type, as a flow can hold them after parsing."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from orchestrator.catalog import Type
from orchestrator.conditions import Ref, Relative, Scalar

ZONES = ("Europe/Stockholm", "America/New_York", "Asia/Kolkata")
# A text that says "none" is somebody's text: the tests look for Python's words in capitals.
LETTERS = f"{string.ascii_lowercase}{string.digits} åß漢🚲.,;:!?()%&'\"-_"

texts = st.text(LETTERS, min_size=1, max_size=20).filter(lambda text: text.strip() == text)
numbers = st.integers(0, 10_000_000) | st.decimals(0, 1_000_000, places=2).map(float)
names = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
days = st.dates(date(1950, 1, 1), date(2040, 12, 31))
instants = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis wants naive ends and adds the zone
    datetime(2040, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
shares = st.integers(1, 99).map(float) | st.just(0.5)
durations = st.builds(
    timedelta,
    seconds=st.tuples(st.integers(1, 90), st.sampled_from((60, 3600, 86_400))).map(
        lambda pair: pair[0] * pair[1]
    ),
)
day_counts = st.integers(-60, 60).map(lambda number: timedelta(days=number))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(("customer", *ZONES))
relatives = st.builds(Relative, durations | durations.map(lambda each: -each))

OF_TYPE: dict[Type, st.SearchStrategy[Scalar]] = {
    Type.TEXT: texts,
    Type.NUMBER: numbers,
    Type.BOOLEAN: st.booleans(),
    Type.DATE: days | relatives,
    Type.TIME: instants | relatives,
    Type.TAGS: names,
}


def of_type(wanted: Type, refs: tuple[Ref, ...] = ()) -> st.SearchStrategy[Scalar]:
    """A value, or one of the references that hold such a value."""
    return OF_TYPE[wanted] | st.sampled_from(refs) if refs else OF_TYPE[wanted]
