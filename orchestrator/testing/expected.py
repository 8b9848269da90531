"""What is expected in a case."""

from __future__ import annotations

from orchestrator.model import Channel
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.values import duration
from orchestrator.records import dataclass
from orchestrator.testing.model import Expected, ExpectedMessage, Moment, Outcome
from orchestrator.testing.people import plains, texts
from orchestrator.testing.times import Clock


@dataclass(frozen=True)
class ExpectedReader:
    reading: Reading
    clock: Clock

    def many(self, node: Node) -> dict[str, Expected]:
        return {name: self._one(below) for name, below in node.pairs()}

    def _one(self, node: Node) -> Expected:
        return Expected(
            enters=self._enters(node["enters"]),
            gets=tuple(self._message(item) for item in node["gets"].items()),
            takes={step: texts(below) for step, below in node["takes"].pairs()},
            leaves=_leaves(node["leaves"]),
            starts=texts(node["starts"]),
            tags=texts(node["tags"]) if "tags" in node else None,
            facts=plains(node["facts"]),
            path=node.path,
        )

    def _enters(self, node: Node) -> bool | tuple[Moment, ...] | None:
        if isinstance(node.value, bool):
            return node.value
        nodes = [node] if isinstance(node.value, str) else list(node.items())
        read = (self._moment(each) for each in nodes)
        return tuple(moment for moment in read if moment is not None) or None

    def _message(self, node: Node) -> ExpectedMessage:
        outcome, reason = _outcome(node)
        return ExpectedMessage(
            send=node["send"].text(),
            at=self._moment(node["at"]),
            after=self.reading.read(node["after"], duration, None),
            subject=node["subject"].text_or_none(),
            text=texts(node["text"]),
            html=texts(node["html"]),
            without=texts(node["without"]),
            variant=node["variant"].text_or_none(),
            channel=Channel(node["channel"].text()) if "channel" in node else None,
            to=node["to"].text_or_none(),
            flow=node["flow"].text_or_none(),
            outcome=outcome,
            reason=reason,
            path=node.path,
        )

    def _moment(self, node: Node) -> Moment | None:
        return self.reading.read(node, self.clock.moment, None)


def _outcome(node: Node) -> tuple[Outcome, str | None]:
    for outcome in (Outcome.SKIPPED, Outcome.FAILED):
        if outcome in node:
            return outcome, node[outcome].text()
    return (Outcome.HELD_OUT if node["held_out"].is_true() else Outcome.SENT), None


def _leaves(node: Node) -> tuple[str, ...] | None:
    if node.value is False:
        return ()
    return texts(node) or None
