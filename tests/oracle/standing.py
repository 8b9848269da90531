"""One step of a flow at one tick: where it leads, and the clocks of those who stand there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orchestrator.model import Flow
from tests.oracle.clocks import zone_named
from tests.oracle.nodes import Node
from tests.oracle.setting import Setting
from tests.oracle.state import Passage


@dataclass(frozen=True)
class At:
    setting: Setting
    flow: Flow
    node: Node

    @property
    def now(self) -> datetime:
        return self.setting.now

    def go_on(self, passage: Passage, due: datetime | None = None) -> None:
        self.setting.arrive(passage, self.flow, self.node.after, due)

    def take(self, passage: Passage, step: str, arm: str, due: datetime | None = None) -> None:
        passage.arms[step] = (arm, self.now)
        self.setting.arrive(passage, self.flow, self.node.arms[arm], due or passage.due)

    def zone(self, said: str, customer: int) -> str:
        """The zone that is meant where the flow says `said`."""
        own = (self.setting.reader.customer(customer) or {}).get("timezone")
        return zone_named(said, own, self.setting.project.defaults.timezone)
