"""Rules on what orchestrator.yml sets: addresses of the web, and who stays in a segment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Project, SenderType
from orchestrator.parse import Names
from orchestrator.rules.context import Context
from orchestrator.rules.logic import Known, implies
from orchestrator.rules.say import problem

WITH_SCHEME = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def urls_have_a_scheme(project: Project, _context: Context) -> Iterator[Diagnostic]:
    for sender in project.senders.values():
        urls = {"unsubscribe_url": sender.unsubscribe_url}
        if sender.type is SenderType.WEBHOOK:
            urls["url"] = sender.url
        for key, url in urls.items():
            if url and "${" not in url and not WITH_SCHEME.match(url):
                message = f'"{key}" is the whole address, with https:// in front'
                yield problem(Code.BAD_VALUE, (*sender.path, key), message)


def staying_asks_no_more_than_entering(project: Project, _context: Context) -> Iterator[Diagnostic]:
    """Whoever enters and does not meet `stay` would be out again at the next look."""
    known = Known(Names.of(project.catalog), project.segments)
    for segment in project.segments.values():
        if not segment.stay or not segment.conditions:
            continue
        is_stricter = implies(segment.stay, segment.conditions, known)
        if is_stricter and not implies(segment.conditions, segment.stay, known):
            message = (
                f'to stay in "{segment.name}" asks more than to enter it, so some leave as soon as '
                "they entered; let stay ask less than enter"
            )
            yield problem(Code.CONTRADICTION, (*segment.path, "stay"), message, on_key=True)
