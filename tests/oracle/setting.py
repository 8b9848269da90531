"""One tick's world, and moving people in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from orchestrator.conditions import SinceKind
from orchestrator.model import Delay, Flow, Project
from tests.oracle.nodes import Layout
from tests.oracle.place import Place
from tests.oracle.reading import Reader
from tests.oracle.state import Message, Passage, State, Trigger


@dataclass(frozen=True)
class Setting:
    project: Project
    flows: Mapping[str, Flow]
    layouts: Mapping[str, Layout]
    reader: Reader
    state: State
    now: datetime

    def place(
        self,
        customer: int,
        *,
        trigger: Trigger | None = None,
        passage: Passage | None = None,
        default_since: SinceKind = SinceKind.EVER,
        until: datetime | None = None,
    ) -> Place:
        return Place(
            self.project,
            self.reader,
            self.state,
            self.now,
            customer,
            default_since,
            trigger,
            passage,
            until=until,
        )

    def inside(
        self,
        passage: Passage,
        default_since: SinceKind = SinceKind.TRIGGER,
        until: datetime | None = None,
    ) -> Place:
        """Where conditions stand that are judged after entering."""
        return self.place(
            passage.customer,
            trigger=passage.trigger,
            passage=passage,
            default_since=default_since,
            until=until,
        )

    def arrive(
        self, passage: Passage, flow: Flow, target: int | str, due: datetime | None = None
    ) -> None:
        """Somebody comes to a step, due since then (None: now), or to the end."""
        if isinstance(target, str):
            passage.end(target, self.now)
            return
        step = self.layouts[flow.key].nodes[target].step
        passage.node, passage.waits_since = target, None
        passage.due = self.now + step.duration if isinstance(step, Delay) else due or self.now

    def leave(self, passage: Passage, reason: str) -> None:
        """They leave, and what was queued for them is cancelled."""
        passage.end(reason, self.now)
        for message in passage.messages.values():
            if message.is_queued:
                message.end("skipped", reason, self.now)

    def messages_at(self, flow: Flow, step: str, customer: int) -> list[Message]:
        return [
            each
            for each in self.state.messages_of(customer)
            if each.passage.flow == flow.key and each.step == step and each.is_queued
        ]
