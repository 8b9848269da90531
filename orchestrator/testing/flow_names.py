"""Names of flows and their steps in a test file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from orchestrator.diagnostics import Code, Path
from orchestrator.model import Branch, Flow, Send, Split, Start, WaitFor, blocks
from orchestrator.parse.reading import Reading
from orchestrator.records import dataclass
from orchestrator.schema import nearest
from orchestrator.testing.model import Answers, Case, Expected, ExpectedMessage, Person

HOLDOUT = "holdout"


@dataclass(frozen=True)
class FlowNames:
    """`flow` is the tested one, `flows` those of the project that are free of errors, by key."""

    reading: Reading
    flow: Flow
    flows: Mapping[str, Flow]

    def draws(self, person: Person) -> None:
        lots = lots_of(self.flow)
        for step, drawn in person.draws.items():
            path = (*person.path, "draws", step)
            if step == HOLDOUT:
                self._holdout(path, drawn)
            elif step not in lots:
                known = (*lots, HOLDOUT) if self.flow.holdout else tuple(lots)
                message = f'"{step}" draws no lot in {self.flow.key}'
                self._say(Code.UNKNOWN_STEP, path, message, step, known)
            elif drawn not in lots[step]:
                message = f'"{step}" has no arm or variant "{drawn}"'
                self._say(Code.NOT_ALLOWED, path, message, str(drawn), lots[step])

    def answers(self, answers: Answers) -> None:
        self._send(answers.step, self.flow, (*answers.path, answers.answer.value))

    def expected(self, case: Case, expected: Expected) -> None:
        for each in expected.gets:
            self._message(case, each)
        arms = {
            step.id: tuple(arm for arm, _steps in blocks(step))
            for step in self.flow.all_steps()
            if isinstance(step, Branch | Split | WaitFor)
        }
        for step, taken in expected.takes.items():
            path = (*expected.path, "takes", step)
            if step not in arms:
                message = f'{self.flow.key} has no branch, split or wait_for "{step}"'
                self._say(Code.UNKNOWN_STEP, path, message, step, arms)
                continue
            for arm in taken:
                if arm not in arms[step]:
                    self._say(
                        Code.NOT_ALLOWED, path, f'"{step}" has no arm "{arm}"', arm, arms[step]
                    )
        self._starts(expected)

    def _starts(self, expected: Expected) -> None:
        started = {step.flow for step in self.flow.all_steps() if isinstance(step, Start)}
        for number, name in enumerate(expected.starts):
            if name not in started:
                path = (*expected.path, "starts", number)
                message = f'{self.flow.key} does not start "{name}"'
                self._say(Code.UNKNOWN_FLOW, path, message, name, sorted(started))

    def _message(self, case: Case, message: ExpectedMessage) -> None:
        if message.flow is not None and message.flow not in (self.flow.key, *case.beside):
            text = f'"{message.flow}" does not run in this case; name it under "beside"'
            self.reading.say(Code.NOT_ALLOWED, (*message.path, "flow"), text)
            return
        flow = self.flows.get(message.flow or self.flow.key)
        step = self._send(message.send, flow, (*message.path, "send")) if flow else None
        if step is None or message.variant is None:
            return
        variants = [each.name for each in step.variants]
        if message.variant not in variants:
            path = (*message.path, "variant")
            text = f'"{step.id}" has no variant "{message.variant}"'
            self._say(Code.NOT_ALLOWED, path, text, message.variant, variants)

    def _send(self, name: str, flow: Flow, path: Path) -> Send | None:
        sends = {step.id: step for step in flow.all_steps() if isinstance(step, Send)}
        if name not in sends:
            self._say(Code.UNKNOWN_STEP, path, f'{flow.key} has no send "{name}"', name, sends)
        return sends.get(name)

    def _holdout(self, path: Path, drawn: object) -> None:
        if not isinstance(drawn, bool):
            self.reading.say(Code.NOT_ALLOWED, path, '"holdout" is true or false')
        elif not self.flow.holdout:
            message = f"{self.flow.key} holds nobody out"
            self.reading.say(Code.NOT_ALLOWED, path, message, on_key=True)

    def _say(self, code: Code, path: Path, message: str, name: str, allowed: Iterable[str]) -> None:
        known = tuple(allowed)
        self.reading.say(
            code,
            path,
            message,
            on_key=path[-1] == name,
            allowed=known,
            suggestion=nearest(name, known),
        )


def lots_of(flow: Flow) -> dict[str, tuple[str, ...]]:
    """The steps at which a lot is drawn, and what can be drawn there."""
    lots: dict[str, tuple[str, ...]] = {}
    for step in flow.all_steps():
        if isinstance(step, Split):
            lots[step.id] = tuple(arm.name for arm in step.arms)
        elif isinstance(step, Send) and step.variants:
            lots[step.id] = tuple(variant.name for variant in step.variants)
    return lots
