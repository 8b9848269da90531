"""Keys that are unknown, misplaced or missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.schema.dispatch import of_two_kinds
from orchestrator.schema.kinds import CONDITION_KEYS, DELAY_KEYS, MEANT, home_of
from orchestrator.schema.mismatch import Mismatch
from orchestrator.schema.nearest import nearest
from orchestrator.schema.other_tools import our_key
from orchestrator.schema.words import shown


def unknown(file: str, mismatch: Mismatch) -> Iterator[Diagnostic]:
    names, patterns = _known(mismatch)
    for key in mismatch.value:
        if key not in names and not any(re.search(pattern, key) for pattern in patterns):
            yield of_two_kinds(file, mismatch, key) or _unknown(file, mismatch, key)


def _known(mismatch: Mismatch) -> tuple[list[str], dict[str, str]]:
    patterns = mismatch.schema.get("patternProperties", {})
    titles = {pattern: schema.get("title", "NAME") for pattern, schema in patterns.items()}
    return list(mismatch.schema.get("properties", {})), titles


def _unknown(file: str, mismatch: Mismatch, key: str) -> Diagnostic:
    path = (*mismatch.path, key)
    names, titles = _known(mismatch)
    lost = _lost_from(key, mismatch)
    if lost:
        message = f'"{key}" lost its indent; it belongs {lost}'
        return Diagnostic(Code.LOST_INDENT, file, message, path, on_key=True)
    if "delay" in mismatch.value and key in DELAY_KEYS:
        message = (
            f'"{key}" cannot stand beside a duration; start a second step for it, such as "- delay:" '
            'with "until: 10:00" below it'
        )
        return Diagnostic(Code.UNKNOWN_KEY, file, message, path, on_key=True)
    if titles and not names:
        message = f'"{shown(key)}" is not {_name_wanted(titles)}'
        return Diagnostic(Code.NOT_ALLOWED, file, message, path, on_key=True)
    allowed = (*titles.values(), *names)
    return Diagnostic(
        Code.UNKNOWN_KEY,
        file,
        f'unknown key "{shown(key)}"',
        path,
        on_key=True,
        allowed=allowed,
        suggestion=_elsewhere(key, mismatch, names)
        or _meant_key(key, names, list(titles.values())),
    )


def _elsewhere(key: str, mismatch: Mismatch, names: Sequence[str]) -> str | None:
    """The key of this place that other tools call so, if it is missing here."""
    meant = next((MEANT[kind].get(key) for kind in MEANT if kind in mismatch.value), None)
    meant = meant or our_key(key, [name for name in names if name not in mismatch.value])
    return meant if meant not in mismatch.value else None


def _name_wanted(titles: Mapping[str, str]) -> str:
    if "LANGUAGE" in titles.values():
        return "a language: write one such as sv or pt-BR"
    if any(re.search(pattern, "a-b") for pattern in titles):
        return "a name: use letters, digits, hyphens and underscores"
    return "a name: use letters, digits and underscores"


def _lost_from(key: str, mismatch: Mismatch) -> str | None:
    """Where a key was meant that stands at the left, or beside the one that it belongs to."""
    if "customer.NAME" in _known(mismatch)[1].values() and key in CONDITION_KEYS:
        owner = next((other for other in mismatch.value if other not in CONDITION_KEYS), None)
        return f'below "{owner}"' if owner else None
    home = home_of(key, mismatch.value)
    if home is None:
        return None
    return "to the step above" if home == "steps" else f'below "{home}"'


def _meant_key(key: str, names: Sequence[str], titles: Sequence[str]) -> str | None:
    """For `custmer.country` the scope is mended and the name kept."""
    scopes = [title.split(".")[0] for title in titles if "." in title]
    scope, dot, name = key.partition(".")
    if dot and scopes:
        close = nearest(scope, scopes)
        return f"{close}.{name}" if close and close != scope else None
    return nearest(key, names)


def missing(file: str, mismatch: Mismatch) -> Iterator[Diagnostic]:
    for key in mismatch.wanted:
        # jsonschema gives one error for each missing key, and names it in its message only.
        if key not in mismatch.value and mismatch.words.startswith(f"{key!r} "):
            path = (*mismatch.path, key)
            if key == "at_most" and "wait_for" in mismatch.value:
                message = 'the wait may never end: say how long at most, such as "at_most: 3 days"'
                yield Diagnostic(Code.NO_END, file, message, path)
            else:
                yield Diagnostic(Code.MISSING_KEY, file, f'"{key}" is missing', path)
