"""What a program means, in twelve characters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from orchestrator.model import Flow, Project, Send


def digest(flow: Flow, project: Project, started: Iterable[Flow] = ()) -> str:
    """It changes when the meaning of the flow, of the catalog or of a flow that it starts does."""
    others = sorted(started, key=lambda each: each.key)
    meaning = repr((_without_words(flow), *_shared(flow, project), *map(_as_started, others)))
    return hashlib.sha256(meaning.encode()).hexdigest()[:12]


def _shared(flow: Flow, project: Project) -> Iterator[object]:
    """What the flow takes from the project; never what signs or opens anything."""
    yield project.catalog
    yield sorted(project.segments.items())
    yield project.defaults
    for step in flow.all_steps():
        if isinstance(step, Send):
            coupon = project.coupons.get(step.coupon) if step.coupon else None
            sender = project.senders.get(step.to) if step.to else None
            yield coupon, (sender.type, sender.channel, sender.recipient) if sender else None


def _as_started(flow: Flow) -> object:
    """Its steps are its own affair, but for where it begins."""
    return replace(_without_words(flow), steps=flow.steps[:1], goal=None)


def _without_words(flow: Flow) -> Flow:
    """What is only written for people to read moves nobody."""
    return replace(flow, file="", title="", stage=None, owner=None, description=None)
