"""The most marketing messages that one person can get in a week, over all flows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow, FrequencyCap, Project
from orchestrator.records import dataclass
from orchestrator.rules.caps import lets_through
from orchestrator.rules.passing import WEEK
from orchestrator.rules.passing import most_messages as most_of_flow
from orchestrator.rules.say import named, problem
from orchestrator.rules.sends import is_marketing, live_marketing
from orchestrator.rules.together import most_together
from orchestrator.rules.whole import Whole

MANY = 7
"""One a day."""


@dataclass(frozen=True)
class Most:
    """Within seven days; infinity where nothing limits how often a flow is entered."""

    by_flow: Mapping[str, float]
    """Of flows that exclude each other only the one with the most."""
    let_through: int | None
    """How many the project's caps let through; None without such a cap."""

    @property
    def number(self) -> float:
        return sum(self.by_flow.values())

    @property
    def words(self) -> str:
        """`27 marketing messages`, or `any number of` them."""
        if math.isinf(self.number):
            return "any number of marketing messages"
        return f"{self.number:g} marketing message{'' if self.number == 1 else 's'}"


def most_messages(project: Project, flows: Sequence[Flow]) -> Most:
    """Of the live flows among these, as far as each one's own caps let them through."""
    zone = project.defaults.timezone
    marketing = live_marketing(flows)
    numbers = {flow.key: _of_flow(flow, zone) for flow in marketing}
    caps = _of_everything(project.defaults.frequency_cap)
    return Most(
        most_together(marketing, numbers, project),
        min((_in_a_week(cap) for cap in caps), default=None),
    )


def _of_flow(flow: Flow, zone: str) -> float:
    number = most_of_flow(flow, WEEK, lambda send: is_marketing(send, flow), zone=zone)
    return min((number, *map(_in_a_week, _of_everything(flow.frequency_cap))))


def _of_everything(caps: Sequence[FrequencyCap]) -> list[FrequencyCap]:
    return [cap for cap in caps if cap.topic is None]


def _in_a_week(cap: FrequencyCap) -> int:
    return cap.at_most if cap.per >= WEEK else lets_through(cap)


def messages_have_a_cap(whole: Whole) -> Iterator[Diagnostic]:
    """Where none holds, whoever is in several flows gets all that each of them sends."""
    caps = _of_everything(whole.project.defaults.frequency_cap)
    if caps or whole.context.is_doubtful("defaults", "frequency_cap") or not whole.is_complete:
        return
    most = most_messages(whole.project, whole.flows)
    if most.number > MANY:
        ranked = sorted(most.by_flow.items(), key=lambda each: (-each[1], each[0]))
        flows = named([f"{key} {_shown(number)}" for key, number in ranked])
        message = (
            f"one person can get {most.words} within 7 days, and no cap holds any back "
            f"({flows}); set defaults.frequency_cap"
        )
        yield problem(Code.TOO_MANY_MESSAGES, ("defaults", "frequency_cap"), message)


def _shown(number: float) -> str:
    return "any number" if math.isinf(number) else f"{number:g}"
