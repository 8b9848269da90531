"""Rules on subjects of e-mails."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Channel, Flow, Send, Variant
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.sends import sends_of

LONGEST = 70
"""What mail programs on a computer show of a subject; those on a phone show some forty."""
FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")


def subjects_are_seen_whole(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for send in sends_of(flow):
        if send.channel is Channel.EMAIL:
            for subject, path in _subjects(send):
                length = len(" ".join(FILLED.sub("", subject).split()))
                if length > LONGEST:
                    message = (
                        f"the subject has {length} characters; mail programs cut it after "
                        f"{LONGEST} or so, and on a phone after some forty"
                    )
                    yield problem(Code.SUBJECT_LENGTH, path, message)


def subjects_say_something(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for send in sends_of(flow):
        for subject, path in _subjects(send) if send.channel is Channel.EMAIL else ():
            if subject and not subject.strip():
                message = "this subject is blank; write what the mail is about"
                yield problem(Code.NOT_ALLOWED, path, message)


def _subjects(send: Send) -> Iterator[tuple[str, Path]]:
    """A subject that only variants have is theirs."""
    own = [text for variant in send.variants for text in _said(variant)]
    yield from (text for text in _said(send) if text[0] not in {subject for subject, _path in own})
    yield from own


def _said(of: Send | Variant) -> Iterator[tuple[str, Path]]:
    path = (*of.path, "subject")
    if of.subjects:
        yield from ((subject, (*path, locale)) for locale, subject in of.subjects.items())
    elif of.subject:
        yield of.subject, path
