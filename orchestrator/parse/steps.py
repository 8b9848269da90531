"""Steps: maps with one kind key to the closed union of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from orchestrator.model import Arm, Branch, Case, Exit, Send, Split, Start, Step, Update, WaitFor
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.delays import read_delay
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.sends import SendReader
from orchestrator.parse.updates import read_update
from orchestrator.parse.values import duration, share
from orchestrator.records import dataclass


@dataclass(frozen=True)
class StepReader:
    reading: Reading
    conditions: ConditionReader

    def many(self, node: Node) -> tuple[Step, ...]:
        found = (self._one(item) for item in node.items())
        return tuple(step for step in found if step is not None)

    def _one(self, node: Node) -> Step | None:
        if node.value == "exit":
            return Exit(node.path)
        kinds = node.value if isinstance(node.value, dict) else ()
        kind = next((kind for kind in READERS if kind in kinds), None)
        return READERS[kind](self, node) if kind else None

    def send(self, node: Node) -> Send:
        return SendReader(self.reading, self.conditions).send(node)

    def delay(self, node: Node) -> Step:
        return read_delay(self.reading, node["delay"])

    def update(self, node: Node) -> Update:
        return read_update(self.conditions, node["update"])

    def start(self, node: Node) -> Start:
        return Start(node["start"].text(), node.path)

    def exit(self, node: Node) -> Exit:
        return Exit(node.path)

    def branch(self, node: Node) -> Branch:
        cases = list(node["cases"].items()) if "cases" in node else [node]
        return Branch(
            node["branch"].text(),
            tuple(self._case(case) for case in cases),
            self.many(node["else"]),
            node["was"].text_or_none(),
            node.path,
        )

    def _case(self, node: Node) -> Case:
        return Case(self.conditions.many(node["if"]), self.many(node["then"]), node.path)

    def split(self, node: Node) -> Split:
        arms = tuple(self._arm(name, arm) for name, arm in node["arms"].pairs())
        return Split(node["split"].text(), arms, node["was"].text_or_none(), node.path)

    def _arm(self, name: str, node: Node) -> Arm:
        part = self.reading.read(node["share"], share, 0.0)
        return Arm(name, part, self.many(node["steps"]), node.path)

    def wait_for(self, node: Node) -> WaitFor:
        return WaitFor(
            node["wait_for"].text(),
            self.conditions.many(node["if"]),
            self.reading.read(node["at_most"], duration, timedelta(0)),
            self.many(node["then"]),
            self.many(node["else"]),
            node["was"].text_or_none(),
            node.path,
        )


READERS: Mapping[str, Callable[[StepReader, Node], Step]] = {
    "send": StepReader.send,
    "delay": StepReader.delay,
    "branch": StepReader.branch,
    "split": StepReader.split,
    "wait_for": StepReader.wait_for,
    "update": StepReader.update,
    "start": StepReader.start,
    "exit": StepReader.exit,
}
