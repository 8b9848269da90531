"""Frequency caps of one customer at one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from orchestrator.model import Flow, FrequencyCap, OnCap, Send
from tests.oracle.setting import Setting
from tests.oracle.state import Message

_RIVAL_FOR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


class Caps:
    def __init__(
        self,
        setting: Setting,
        flow: Flow,
        step: Send,
        customer: int,
        is_mine: Callable[[Message], bool],
    ) -> None:
        self.setting = setting
        self.flow = flow
        self.step = step
        self.customer = customer
        self.is_mine = is_mine
        every = (*flow.frequency_cap, *setting.project.defaults.frequency_cap)
        self.caps = [each for each in every if each.topic in (None, step.topic)]

    def settle(self, due: list[Message]) -> list[Message]:
        """Put off or skip what is too much by what has left already; which were."""
        full = [each for each in due if self.is_mine(each) and self._frees()]
        frees = self._frees()
        for each in full:
            if self.step.on_cap is OnCap.SKIP:
                each.end("skipped", "cap", self.setting.now)
            else:
                not_after = self.step.not_after or self.flow.not_after
                each.due = min(max(frees), each.first_due + not_after + _SECOND)
        return full

    def fits(self, message: Message) -> bool:
        return all(
            len(self._left(cap)) + self._ahead(cap, message) < cap.at_most for cap in self.caps
        )

    def _frees(self) -> list[datetime]:
        """When each of the full windows frees."""
        found = []
        for cap in self.caps:
            left = self._left(cap)
            if len(left) >= cap.at_most:
                found.append(left[-cap.at_most] + cap.per)
        return found

    def _left(self, cap: FrequencyCap) -> list[datetime]:
        """When those left that are in the cap's window."""
        low = self.setting.now - cap.per
        return sorted(
            each.finished_at
            for each in self._counted(cap)
            if each.status in ("sent", "unknown") and each.finished_at and each.finished_at > low
        )

    def _ahead(self, cap: FrequencyCap, message: Message) -> int:
        """How many that are queued go first."""
        return sum(
            each.is_queued
            and each.due <= self.setting.now
            and _rank(each) < _rank(message)
            and (self.is_mine(each) or self._is_rival(each))
            for each in self._counted(cap)
        )

    def _is_rival(self, other: Message) -> bool:
        """Of another step: only if it surely leaves soon."""
        ticked = self.setting.state.flows.get(other.passage.flow)
        live_at = ticked.live_at if ticked else None
        since = self.setting.now - _RIVAL_FOR
        return other.due >= since and live_at is not None and live_at >= since

    def _counted(self, cap: FrequencyCap) -> Iterator[Message]:
        for each in self.setting.state.messages_of(self.customer):
            if (
                each.marketing
                and (not cap.this_flow or each.passage.flow == self.flow.key)
                and cap.topic in (None, each.topic)
            ):
                yield each


def _rank(message: Message) -> tuple[int, datetime, int]:
    return (-message.priority, message.due, message.number)
