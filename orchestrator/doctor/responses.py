"""What the mail provider wrote of opens and clicks: whether any of it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import String, cast, func, select

from orchestrator.catalog import Responses
from orchestrator.conditions import Response
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.advice import literal, quoted, select_instead
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import Part, Use
from orchestrator.doctor.questions import Questions, rows_of
from orchestrator.doctor.response_ids import other_ids
from orchestrator.doctor.say import count, say
from orchestrator.tables import Sql

NAME = "responses"
_ANSWERS = {Response.OPENED: "open", Response.CLICKED: "click"}
"""Our word, and what every provider's own word for it holds."""
_SHOWN = 4
_LONGEST_SHOWN = 40
# More different ones than this are hardly kinds of anything.
_TOO_MANY_TO_SHOW = 50


def unheard_responses(
    every: Sequence[Seen],
    responses: Responses | None,
    wrong: set[Path],
    questions: Questions,
) -> Iterator[Diagnostic]:
    """Rows that tell of opens and clicks in words, or under ids, that are not ours."""
    part = next((each.part for each in every if each.part.name == NAME), None)
    if responses is None or part is None or wrong & {use.path for use in part.uses}:
        return
    message, kind, _ = part.uses
    yield from _kinds(part, kind, questions)
    yield from other_ids(part, message, kind, responses.domains, questions)


def _kinds(part: Part, use: Use, questions: Questions) -> Iterator[Diagnostic]:
    about = f"the words of {part.label(use)}"
    sampled = {str(row[0]) for row in questions.sample(part, [use.column.name])}
    if not _missing(sampled):
        return
    rows = rows_of(part, [use.column.name]).subquery("row")
    word: Sql = cast(rows.c[use.column.name], String)
    query = select(word, func.count()).where(word.is_not(None)).group_by(word)
    found = {str(name): int(number) for name, number in questions.ask(query, about)}
    if unheard := _unheard(found):
        message = f"{_none_says(part, use, unheard, found)}; {_in_our_words(part, use, found)}"
        yield say(Code.UNHEARD_RESPONSES, use.path, message)


def _missing(words: set[str]) -> set[Response]:
    return set(_ANSWERS) - {each for each in _ANSWERS if each in {word.lower() for word in words}}


def _unheard(found: Mapping[str, int]) -> list[Response]:
    """Both of our words where neither is there; one where another word seems to stand for it."""
    missing = _missing(set(found)) if found else set()
    if len(missing) == len(_ANSWERS):
        return list(_ANSWERS)
    return [each for each in _ANSWERS if each in missing and _similar(found, each)]


def _similar(found: Mapping[str, int], meant: Response) -> list[str]:
    return [word for word in _by_number(found) if _ANSWERS[meant] in word.lower()]


def _none_says(part: Part, use: Use, unheard: list[Response], found: Mapping[str, int]) -> str:
    rows = count(sum(found.values()), "row")
    words = " or ".join(f'"{each}"' for each in unheard)
    nobody = " or ".join(unheard)
    return (
        f"{part.label(use)} says {words} in none of {rows}{_which(found)}, "
        f"so that nobody counts as having {nobody} anything"
    )


def _which(found: Mapping[str, int]) -> str:
    if len(found) > _TOO_MANY_TO_SHOW or any("@" in word for word in found):
        return ""
    shown = [f'"{word[:_LONGEST_SHOWN]}" in {found[word]:,}' for word in _by_number(found)[:_SHOWN]]
    return f" (but {', '.join(shown)})"


def _in_our_words(part: Part, use: Use, found: Mapping[str, int]) -> str:
    column = quoted(use.column.name)
    pairs = [
        (word, ours)
        for ours in _ANSWERS
        for word in _similar(found, ours)[:_SHOWN]
        if word.lower() != ours
    ]
    if not pairs:
        pairs = [(f"YOUR WORD FOR {ours.upper()}", ours) for ours in _ANSWERS]
    whens = " ".join(f"when {literal(word)} then {literal(ours)}" for word, ours in pairs)
    return select_instead(part, use.column.name, f"case {column} {whens} else {column} end")


def _by_number(found: Mapping[str, int]) -> list[str]:
    return sorted(found, key=lambda word: (-found[word], word))
