"""Which steps and arms of a flow the cases went through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from orchestrator.compiler.layout import lay_out
from orchestrator.diagnostics import Path
from orchestrator.model import Branch, Flow, Send, Split, WaitFor, blocks
from orchestrator.testing.happened import Happened, Made
from orchestrator.testing.model import Outcome
from orchestrator.words import step_words

Mark: TypeAlias = tuple[str, ...]
"""Tells one part of a flow from the others."""
EXIT_WHEN, ONLY_IF = "exit_when", "only_if"


@dataclass(frozen=True)
class Part:
    """Something of a flow that a case can go through; `words` name it."""

    mark: Mark
    words: str
    path: Path


@dataclass(frozen=True)
class Coverage:
    """Of one flow."""

    flow: Flow
    parts: tuple[Part, ...]
    marked: frozenset[Mark]

    @property
    def missed(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.mark not in self.marked)

    @property
    def reached(self) -> int:
        return len(self.parts) - len(self.missed)


def per_cent(coverages: Iterable[Coverage]) -> float:
    """Of all parts together; of nothing it is everything."""
    every = list(coverages)
    parts = sum(len(each.parts) for each in every)
    return 100 * sum(each.reached for each in every) / parts if parts else 100.0


def parts_of(flow: Flow) -> Iterator[Part]:
    """Steps, arms and variants, the way out, and what a send asks before it leaves."""
    if flow.exit_when:
        yield Part((EXIT_WHEN,), "exit_when takes nobody out", ("exit_when",))
    for station in lay_out(flow.steps).stations:
        step = station.step
        yield Part(("step", station.position), step_words(step), step.path)
        if isinstance(step, Branch | Split | WaitFor):
            for arm, _steps in blocks(step):
                words = f"{step_words(step)}: nobody takes {arm}"
                yield Part(("arm", station.position, arm), words, _arm_path(step, arm))
        if isinstance(step, Send):
            for variant in step.variants:
                words = f"{step_words(step)}: nobody gets the variant {variant.name}"
                yield Part(("variant", step.id, variant.name), words, variant.path)
            if step.only_if:
                words = f"{step_words(step)}: only_if holds nothing back"
                yield Part((ONLY_IF, step.id), words, (*step.path, ONLY_IF))


def marks_in(flow: Flow, happened: Happened) -> Iterator[Mark]:
    """What one case went through."""
    sends = {step.id for step in flow.all_steps() if isinstance(step, Send)}
    for key, position in happened.moved:
        if key == flow.key and position not in sends:
            yield ("step", position)
    if any((each.flow, each.reason) == (flow.key, EXIT_WHEN) for each in happened.passages):
        yield (EXIT_WHEN,)
    yield from (("arm", each.step, each.arm) for each in happened.taken if each.flow == flow.key)
    for message in happened.messages:
        if message.flow == flow.key:
            yield from _marks_of(message)


def _marks_of(message: Made) -> Iterator[Mark]:
    """Somebody got it, or it asked before it left."""
    if message.status == Outcome.SENT:
        yield ("step", message.step)
        yield ("variant", message.step, message.variant or "")
    elif message.reason == ONLY_IF:
        yield (ONLY_IF, message.step)


def _arm_path(step: Branch | Split | WaitFor, arm: str) -> Path:
    if isinstance(step, Split):
        return (*step.path, "arms", arm)
    if arm.startswith("case-") and isinstance(step, Branch):
        return step.cases[int(arm.removeprefix("case-")) - 1].path
    return (*step.path, arm)
