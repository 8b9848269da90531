"""A plan in words, as text for a terminal or Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestrator.plan.comparing import counted
from orchestrator.plan.document import (
    Change,
    Edit,
    FlowPlan,
    Forecast,
    People,
    Plan,
    SettingEdit,
    StepEdit,
)

_MARKS = {Edit.ADDED: "+", Edit.REMOVED: "-"}
"""Of the others it is ~."""
_LONG = 72
"""As many letters as an edit may have on one line."""
_COLUMNS = ("day", "due", "sent", "put off", "skipped")


@dataclass(frozen=True)
class Point:
    """A line with what stands below it."""

    text: str
    below: tuple[Point, ...] = ()


def as_text(plan: Plan, *, diff: bool = False) -> str:
    """Ends with a line break."""
    blocks = []
    for each in plan.changes:
        lines = [_headline(each), *_indented(_points(each), "  ")]
        if diff and each.diff:
            lines += ["", *(f"  {line}" for line in each.diff.splitlines())]
        blocks.append("\n".join(lines))
    if plan.forecast is not None:
        blocks.append("\n".join(_forecast_text(plan.forecast)))
    blocks.append(closing(plan))
    return "\n\n".join(blocks) + "\n"


def as_markdown(plan: Plan, *, diff: bool = False) -> str:
    """Ends with a line break."""
    blocks = [f"### Plan for the flows: {closing(plan)}"]
    for each in plan.changes:
        blocks.append(f"**{_headline(each)}**")
        blocks.append("\n".join(_bullets(_points(each), "")))
        if diff and each.diff:
            title = f"What has changed in {each.flow}"
            blocks.append(
                f"<details><summary>{title}</summary>\n\n```diff\n{each.diff}\n```\n\n</details>"
            )
    if plan.forecast is not None:
        blocks.append("\n".join(_forecast_markdown(plan.forecast)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def closing(plan: Plan) -> str:
    """How many flows are how, in a sentence."""
    if not plan.changes:
        return "Nothing to apply: what is in force is what the files say."
    of = {change: sum(each.change is change for each in plan.changes) for change in Change}
    parts = [f"{number} {change}" for change, number in of.items() if number]
    rest = sum(each.change is Change.UNCHANGED for each in plan.flows)
    text = f"{', '.join(parts)}, {rest} unchanged."
    if broken := sum(bool(each.breaking) for each in plan.changes):
        text += f" Look at what is marked with ! ({broken} flow{'' if broken == 1 else 's'})."
    return text


def _headline(flow: FlowPlan) -> str:
    if flow.change is Change.NEW:
        return f"{flow.flow}: new"
    return f"{flow.flow}: {flow.change}, {counted(flow.inside)} inside"


def _points(flow: FlowPlan) -> Iterator[Point]:
    if flow.refusal:
        yield Point(f"! cannot be applied: {flow.refusal}")
    yield from (Point(f"! {sentence}") for sentence in flow.breaking)
    yield from (Point(note) for note in flow.notes)
    yield from map(_setting, flow.settings)
    yield from map(_step, flow.steps)
    if flow.people:
        below = tuple(map(_people, flow.people))
        rest = flow.inside - sum(each.people for each in flow.people)
        if rest:
            below += (Point(f"{counted(rest)} elsewhere: as before"),)
        yield Point("who is inside:", below)
    if flow.change is Change.NEW:
        yield Point("it begins with its first tick; nothing has to be moved")
    if flow.enters is not None and flow.change is not Change.REMOVED:
        who = counted(flow.enters) if flow.enters else "nobody"
        yield Point(f"at the first tick {who} would enter")


def _setting(edit: SettingEdit) -> Point:
    if edit.before is None:
        return Point(f"~ {edit.name} is another one")
    if edit.after and len(edit.before) + len(edit.after) > _LONG:
        return Point(f"~ {edit.name}:", (Point(f"was {edit.before}"), Point(f"is {edit.after}")))
    return Point(f"~ {edit.name}: {edit.before} -> {edit.after}")


def _step(edit: StepEdit) -> Point:
    line = f" (line {edit.line})" if edit.line else ""
    before = f"{edit.before} -> " if edit.before else ""
    return Point(f"{_MARKS.get(edit.edit, '~')} {before}{edit.name}: {edit.edit}{line}")


def _people(people: People) -> Point:
    lost = f", {people.cancelled} of them with a message that is not sent any more"
    here = f"{counted(people.people)} at {people.step}{lost if people.cancelled else ''}"
    return Point(f"{here}: {people.fate}")


def _indented(points: Iterator[Point] | Sequence[Point], margin: str) -> Iterator[str]:
    for point in points:
        yield f"{margin}{point.text}"
        yield from _indented(point.below, f"{margin}  ")


def _bullets(points: Iterator[Point] | Sequence[Point], margin: str) -> Iterator[str]:
    for point in points:
        text = f"**{point.text[2:]}**" if point.text.startswith("! ") else point.text
        yield f"{margin}- {_escaped(text)}"
        yield from _bullets(point.below, f"{margin}  ")


def _escaped(text: str) -> str:
    """A point that begins with a sign would be taken for another list."""
    return f"`{text[0]}`{text[1:]}" if text[:2] in ("+ ", "- ", "~ ") else text


def _forecast_text(forecast: Forecast) -> Iterator[str]:
    yield _title(forecast)
    rows = [_COLUMNS, *_rows(forecast)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    for row in rows:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {first}  {'  '.join(others)}".rstrip()
    yield from (f"  {line}" for line in _remarks(forecast))


def _forecast_markdown(forecast: Forecast) -> Iterator[str]:
    yield f"**{_title(forecast)}**"
    yield ""
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"|---|{'---:|' * (len(_COLUMNS) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in _rows(forecast))
    yield ""
    yield from _remarks(forecast)


def _title(forecast: Forecast) -> str:
    days = len(forecast.days)
    when = "one day" if days == 1 else f"the next {days} days"
    return f"Messages of {when}, if nothing new happens"


def _rows(forecast: Forecast) -> Iterator[tuple[str, ...]]:
    for each in forecast.days:
        yield (
            f"{each.day}",
            *(f"{number}" for number in (each.due, each.sent, each.put_off, each.skipped)),
        )


def _remarks(forecast: Forecast) -> Iterator[str]:
    if forecast.by_flow:
        of = ", ".join(f"{flow} {number}" for flow, number in sorted(forecast.by_flow.items()))
        yield f"Sent, by flow: {of}."
    if forecast.reasons:
        why = ", ".join(f"{number} {reason}" for reason, number in sorted(forecast.reasons.items()))
        yield f"Skipped: {why}."
    yield (
        "Put off: held back for over an hour by a frequency cap, the hours of sending or "
        "hold_while. Only what the database holds by now is counted."
    )
