"""Under which ids the mail provider reports opens and clicks: whether our mails have such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import String, and_, cast, func, not_, or_, select

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.parts import Part, Use
from orchestrator.doctor.questions import SAMPLE, Questions, rows_of
from orchestrator.doctor.say import say
from orchestrator.tables import Sql

# What every provider's word for an open or a click holds.
_STEMS = ("open", "click")
_SHOWN = 40


def other_ids(
    part: Part, use: Use, kind: Use, domains: tuple[str, ...], questions: Questions
) -> Iterator[Diagnostic]:
    """Whether any row that tells of an open or click has an id as our mails have."""
    about = f"whether any {part.label(use)} is that of a mail of ours"
    rows = rows_of(part, [use.column.name, kind.column.name]).subquery("row")
    told = func.lower(cast(rows.c[kind.column.name], String))
    answers = or_(*(told.like(f"%{stem}%") for stem in _STEMS))
    name: Sql = cast(rows.c[use.column.name], String)
    answered = select(name).where(answers, name.is_not(None))
    sampled = [str(row[0]) for row in questions.ask(answered.limit(SAMPLE), about)]
    if not sampled or any(map(_ours(domains).fullmatch, sampled)):
        return
    # Another system's mails may come first.
    likely = answered.where(_may_be_ours(name, domains)).limit(SAMPLE)
    if not any(_ours(domains).fullmatch(str(row[0])) for row in questions.ask(likely, about)):
        yield say(Code.UNHEARD_RESPONSES, use.path, _other_ids(part, use, sampled, domains))


def _ours(domains: tuple[str, ...]) -> re.Pattern[str]:
    """As `delivery` makes them and the compiler looks them up."""
    name = "[0-9a-f]{8}-[0-9]+"
    domain = "|".join(map(re.escape, domains)) or "(?!)"
    return re.compile(f"{name}|{name}@(?:{domain})|<{name}@(?:{domain})>", re.ASCII)


def _may_be_ours(name: Sql, domains: tuple[str, ...]) -> Sql:
    """What a database without regular expressions can tell."""
    ends = [f"@{domain}" for domain in domains]
    shapes = [form for end in ends for form in (f"________-%{end}", f"<________-%{end}>")]
    bare = and_(name.like("________-%"), not_(name.like("________-%-%")), not_(name.like("%@%")))
    return or_(bare, *(name.like(shape) for shape in shapes))


def _other_ids(part: Part, use: Use, sampled: Sequence[str], domains: tuple[str, ...]) -> str:
    example = f"1a2b3c4d-17@{domains[0] if domains else 'shop.example'}"
    message = (
        f"{part.label(use)} names no mail of ours where it tells of an open or a click: it holds "
        f'values like "{_form(sampled[0])}", and the Message-ID of our mails reads {example} (here '
        "with or without <>, or only what stands before the @)"
    )
    if elsewhere := next(filter(None, map(_other_domain, sampled)), None):
        return f"{message}; {elsewhere} is the domain of no sender in this file"
    return (
        f"{message}; store that header of the mail, which providers report with each event. As "
        "long as nobody has opened a mail of a flow, this is as it should be"
    )


def _other_domain(value: str) -> str | None:
    found = re.fullmatch(r"<?[0-9a-f]{8}-[0-9]+@([^<>@\s]+)>?", value)
    return found and found[1]


def _form(value: str) -> str:
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "9", value))[:_SHOWN]
