"""Every single-point mistake of some kinds in a flow file, each with the line that it is in."""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from orchestrator.diagnostics import Path, Span
from orchestrator.document import Document, Value, read_document
from orchestrator.document.document import source_lines

FLOW_SCHEMA = json.loads(
    (pathlib.Path(__file__).parents[2] / "schemas" / "flow.schema.json").read_bytes()
)
DURATION = re.compile(r"-?\d+ (minute|hour|day|week)s?")
CLOCK = re.compile(r"\d{1,2}:\d{2}")
REFERENCE_KEYS = frozenset(
    {"event", "segment", "template", "did", "did_not", "in_segment", "not_in_segment", "key", "same_as",
     "since", "to", "coupon", "start", "opened", "not_opened", "clicked", "not_clicked", "received",
     "not_received", "until_date", "plus_days", "times", "among", "step", "date"}
)  # fmt: skip
NAMED_BY_USERS = frozenset({"variants", "arms", "set"})
REQUIRED = {
    "send": ("template", "subject"),
    "branch": ("if", "cases"),
    "split": ("arms",),
    "wait_for": ("if", "at_most"),
}


@dataclass(frozen=True)
class Mutant:
    kind: str
    text: str
    lines: frozenset[int]
    """Where the mistake is; of something dropped, where it stood and where its owner begins."""
    what: str


def mutants(file: str, text: str) -> Iterator[Mutant]:
    document, problems = read_document(file, text)
    assert document is not None, problems
    yield from _of_keys(document)
    yield from _of_values(document)
    yield from _duplicate_ids(document)
    yield from _dropped(document)


def _replaced(document: Document, span: Span, new: str) -> str:
    lines = source_lines(document.text)
    before = [*lines[: span.line - 1], lines[span.line - 1][: span.column - 1]]
    after = [lines[span.end_line - 1][span.end_column - 1 :], *lines[span.end_line :]]
    return "\n".join(before) + new + "\n".join(after)


def _misspelt(word: str) -> str:
    """The last part of a name with two letters swapped, or one more where they are alike."""
    head, dot, tail = word.rpartition(".")
    for n in range(len(tail) - 2, 0, -1):
        if tail[n] != tail[n + 1] and (tail[n] + tail[n + 1]).isalpha():
            return f"{head}{dot}{tail[:n]}{tail[n + 1]}{tail[n]}{tail[n + 2 :]}"
    return f"{word}x"


def _is_users(path: Path) -> bool:
    """A name that the user chose freely, such as a variant's."""
    return len(path) > 1 and path[-2] in NAMED_BY_USERS


def _of_keys(document: Document) -> Iterator[Mutant]:
    for path, span in document.keys.items():
        key = str(path[-1])
        if _is_users(path):
            continue
        wrong = _misspelt(key)
        is_reference = "." in key or (len(path) > 1 and path[-2] == "where")
        kind = "rename a reference" if is_reference else "misspell a key"
        yield Mutant(
            kind, _replaced(document, span, wrong), frozenset({span.line}), f"{key} → {wrong}"
        )


def _of_values(document: Document) -> Iterator[Mutant]:
    for path, span in document.values.items():
        value = _value(document, path)
        if not path or (isinstance(path[-1], int) and isinstance(value, dict)):
            continue
        key = next(str(part) for part in reversed(path) if isinstance(part, str))
        for kind, wrong in _wrong_values(key, path, value):
            yield Mutant(
                kind,
                _replaced(document, span, wrong),
                frozenset({span.line}),
                f"{'.'.join(map(str, path))}: {wrong}",
            )


def _wrong_values(key: str, path: Path, value: Value) -> Iterator[tuple[str, str]]:
    yield "wrong type", "[[12]]" if isinstance(value, dict) else "{no_such: thing}"
    if not isinstance(value, str):
        return
    if (
        key in REFERENCE_KEYS
        and key != "at"
        and not DURATION.fullmatch(value)
        and value not in ("ever", "trigger", "entry", "manual")
    ):
        yield "rename a reference", _misspelt(value)
    if DURATION.fullmatch(value):
        number = value.split()[0]
        yield from (("wrong unit", f"{number} {unit}") for unit in ("dayz", "months", "d"))
        yield "wrong unit", number
    if CLOCK.fullmatch(value):
        yield "wrong unit", '"25:00"'
    if value.endswith("%"):
        yield "wrong unit", value.removesuffix("%").strip()
        yield "impossible share", "150%"
        yield "impossible share", "0%"
        if key == "share":
            yield "impossible share", f"{float(value.removesuffix('%')) / 2 + 1:g}%"
    if path[-1] == "subject" and "{{ customer." in value:
        wrong = re.sub(r"\{\{ customer\.(\w+)", lambda m: "{{ customer." + _misspelt(m[1]), value)
        yield "rename a reference", json.dumps(wrong, ensure_ascii=False)


def _duplicate_ids(document: Document) -> Iterator[Mutant]:
    kinds = ("send", "branch", "split", "wait_for")
    ids = [
        (path, span)
        for path, span in document.values.items()
        if path and path[-1] in kinds and isinstance(_value(document, path), str)
    ]
    for n, (path, span) in enumerate(ids):
        other = _value(document, ids[n - 1][0])
        if len(ids) > 1 and n:
            yield Mutant(
                "duplicate id",
                _replaced(document, span, str(other)),
                frozenset({span.line}),
                f"{other} again at {path}",
            )


def _dropped(document: Document) -> Iterator[Mutant]:
    """Whole keys with what is below them, taken out of their block."""
    for path, span in document.keys.items():
        owner = _value(document, path[:-1])
        if isinstance(owner, dict) and _is_required(str(path[-1]), path, owner):
            value = document.values[path]
            lines = source_lines(document.text)
            if lines[span.line - 1][: span.column - 1].strip(" -"):  # within an inline map
                continue
            text = _without(lines, span, value)
            if text is not None:
                place = frozenset(
                    {
                        span.line,
                        document.span(path[:-1]).line,
                        document.span(path[:-1], on_key=True).line,
                    }
                )
                yield Mutant("drop a required key", text, place, ".".join(map(str, path)))


def _is_required(key: str, path: Path, owner: dict[str, Value]) -> bool:
    if len(path) == 1:
        trigger = owner.get("trigger")
        needs_reentry = isinstance(trigger, dict) and ("event" in trigger or "segment" in trigger)
        return key in FLOW_SCHEMA["required"] or (key == "reentry" and needs_reentry)
    if key in ("event", "segment", "date", "calendar") and path == ("trigger", key):
        return True
    if key in ("send", "branch", "split", "wait_for"):
        return True
    if key == "share" or (key == "event" and "did" in str(path[-2])):
        return True
    if key in ("template", "subject") and "variants" in owner:
        return False
    is_mail = owner.get("channel", "email") == "email"
    return any(
        kind in owner and key in keys and (key != "subject" or is_mail)
        for kind, keys in REQUIRED.items()
    )


def _without(lines: Sequence[str], key: Span, value: Span) -> str | None:
    first, last = key.line - 1, value.end_line - 1
    indent = lines[first][: key.column - 1]
    rest = lines[last + 1 :]
    if "-" in indent:  # the next key of the item takes the dash over
        blank = " " * len(indent)
        if not rest or not rest[0].startswith(blank) or rest[0][len(blank) :].startswith(" "):
            return None
        rest = [indent + rest[0][len(blank) :], *rest[1:]]
    return "\n".join([*lines[:first], *rest])


def _value(document: Document, path: Path) -> Value:
    value: Value = document.data
    for part in path:
        value = value[part]  # type: ignore[index]
    return value


Judge = Callable[[str], list[tuple[str, int]]]
"""A text to the code and line of each diagnostic."""
