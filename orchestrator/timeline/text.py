"""A timeline as people read it, and as programs do."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.timeline.telling import Chapter, Line, Mark, Story, Timeline
from orchestrator.timeline.times import Times
from orchestrator.words.text import WIDTH, wrapped

_MARGIN = 2
_WHEN = 18
"""The width of the column of instants, its gap included."""
_VERDICTS = {"holds": "yes ", "fails": "NO  ", "so": "so: ", "let_in": "yes "}


def as_text(told: Timeline) -> str:
    times = Times(told.zone)
    now = times.words(told.now)
    lines = wrapped(f"Customer {told.person.words}, as of {now}.", "", "")
    lines += wrapped(f"All times are those of {told.zone}.", "", "")
    if not told.chapters:
        lines.append("They have not entered any flow.")
    for chapter in told.chapters:
        lines += ["", *_chapter(chapter, times)]
    if told.others:
        flow = told.others[0]
        lines += ["", *wrapped(f"Never entered: {', '.join(told.others)}.", "", "  ")]
        lines += wrapped(f"Why not: flows why {told.person.key} {flow}", "", "  ")
    return "\n".join(lines) + "\n"


def _chapter(chapter: Chapter, times: Times) -> Iterator[str]:
    yield from wrapped(f"{chapter.flow}: {chapter.title}", "", "  ")
    for number, story in enumerate(chapter.stories, start=1):
        many = len(chapter.stories) > 1
        yield from _story(story, f"passage {number}, " if many else "", times)
    if chapter.is_inside or not chapter.refused:
        return
    yield "  Not inside now:" if chapter.stories else "  Never entered:"
    for line in chapter.refused:
        yield from _verdict(line)


def _story(story: Story, lead: str, times: Times) -> Iterator[str]:
    known = [line.mark for line in story.lines if line.mark.file]
    version = known[0].version if known else story.version
    if known:
        yield f"  {lead}{known[0].file}, version {version}"
    else:
        yield f"  {lead}version {version}, whose file is not known here"
    for line in story.lines:
        when = "now" if line.at is None else times.column(line.at)
        first = f"{' ' * _MARGIN}{when:<{_WHEN}}"
        margin = " " * len(first)
        yield from _placed(wrapped(line.text, first, margin), _place(line.mark, version), margin)
        for point in line.points:
            yield from wrapped(point, f"{margin}- ", f"{margin}  ")


def _place(mark: Mark, version: str | None) -> str:
    """The line; the version where it is another one than the story's first."""
    other = "" if mark.version in (version, None) else f"version {mark.version}"
    line = "" if mark.line is None else f"line {mark.line}"
    if other and mark.file is None:
        other += " is not known here"
    said = " of ".join(each for each in (line, other) if each)
    return f"[{said}]" if said else ""


def _placed(lines: list[str], place: str, margin: str) -> list[str]:
    """With the place at the end, never broken."""
    if not place:
        return lines
    if len(lines[-1]) + 1 + len(place) > WIDTH:
        return [*lines, f"{margin}{place}"]
    return [*lines[:-1], f"{lines[-1]} {place}"]


def _verdict(line: Line) -> Iterator[str]:
    place = f"[line {line.mark.line}]" if line.mark.line is not None else ""
    if line.kind == "judged":
        yield from wrapped(f"{line.text}:", " " * 4, " " * 4)
        return
    lead = _VERDICTS.get(line.kind, "")
    first = " " * (4 if line.kind == "row" else 6) + lead
    margin = " " * (10 if lead else 6)
    yield from _placed(wrapped(line.text, first, margin), place, margin)
    for point in line.points:
        yield from wrapped(point, f"{margin}- ", f"{margin}  ")


def as_document(told: Timeline) -> dict[str, object]:
    """For programs: instants are ISO 8601 in UTC, and lines hold all that the text says."""
    return {
        "customer": {
            "key": told.person.key,
            "email": told.person.email,
            "phone": told.person.phone,
            "in_database": not told.person.is_gone,
        },
        "now": told.now.isoformat(),
        "flows": [
            {
                "flow": chapter.flow,
                "title": chapter.title,
                "inside": chapter.is_inside,
                "passages": [
                    {
                        "version": story.version,
                        "open": story.is_open,
                        "lines": [_line(each) for each in story.lines],
                    }
                    for story in chapter.stories
                ],
                "why_not": [_line(each) for each in chapter.refused],
            }
            for chapter in told.chapters
        ],
        "never_entered": list(told.others),
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "kind": line.kind,
        "at": line.at.isoformat() if line.at else None,
        "text": line.text,
        "points": list(line.points),
        "step": line.step,
        "file": line.mark.file,
        "line": line.mark.line,
        "version": line.mark.version,
    }
