"""Steps: maps with one kind key to the closed union of the model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from orchestrator.diagnostics import Code
from orchestrator.model import (
    Branch,
    Case,
    Channel,
    Delay,
    Exit,
    MessageClass,
    Send,
    Step,
    Variant,
)
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.values import duration, share


@dataclass(frozen=True)
class StepReader:
    reading: Reading
    conditions: ConditionReader

    def many(self, node: Node) -> tuple[Step, ...]:
        found = (self._one(item) for item in node.items())
        return tuple(step for step in found if step is not None)

    def _one(self, node: Node) -> Step | None:
        if node.value == "exit" or (isinstance(node.value, dict) and "exit" in node.value):
            return Exit(node.path)
        if "send" in node:
            return self._send(node)
        if "delay" in node:
            length = self.reading.read(node["delay"], duration, timedelta(0))
            return Delay(length, node.path)
        return self._branch(node) if "branch" in node else None

    def _branch(self, node: Node) -> Branch:
        cases = list(node["cases"].items()) if "cases" in node else [node]
        return Branch(
            node["branch"].text(),
            tuple(self._case(case) for case in cases),
            self.many(node["else"]),
            node.path,
        )

    def _case(self, node: Node) -> Case:
        return Case(self.conditions.many(node["if"]), self.many(node["then"]), node.path)

    def _send(self, node: Node) -> Send:
        variants = tuple(self._variant(name, arm) for name, arm in node["variants"].pairs())
        self._want_of_each_variant(node, "template", [arm.template for arm in variants])
        self._want_of_each_variant(node, "subject", [arm.subject for arm in variants])
        message_class = node["message_class"].text_or_none()
        return Send(
            node["send"].text(),
            node["template"].text(next((v.template for v in variants if v.template), "")),
            _subject(node["subject"]) or next((v.subject for v in variants if v.subject), ""),
            Channel(node["channel"].text(Channel.EMAIL)),
            MessageClass(message_class) if message_class else None,
            variants,
            node.path,
        )

    def _want_of_each_variant(self, node: Node, key: str, given: list[str | None]) -> None:
        if key not in node and not all(given):
            message = f'"{key}" is missing; only a step whose variants all have one needs none'
            self.reading.say(Code.MISSING_KEY, (*node.path, key), message)

    def _variant(self, name: str, node: Node) -> Variant:
        return Variant(
            name,
            self.reading.read(node["share"], share, 0.0),
            _subject(node["subject"]),
            node["template"].text_or_none(),
            node.path,
        )


def _subject(node: Node) -> str | None:
    """On one line, however it was written: a line break would end the mail's header."""
    return " ".join(node.text().splitlines()) or None
