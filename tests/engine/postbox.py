"""A sender that keeps what it is given, answers as told, and can die."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from orchestrator.delivery import Message, Outcome, Receipt


class Killed(BaseException):
    """What `kill -9` is to a process: nothing below may catch it."""


@dataclass
class Postbox:
    """`answers` holds what each customer's next messages get; then `usually`."""

    usually: Outcome = Outcome.SENT
    answers: dict[str, list[Outcome]] = field(default_factory=dict)
    die_at: int | None = None
    """The how-manieth message it dies over, having taken it."""
    dies_of: type[BaseException] = Killed
    before: Callable[[Message], None] = lambda _: None
    taken: list[Message] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        self.groups.append(len(messages))
        for message in messages:
            self.before(message)
            waiting = self.answers.get(message.customer)
            outcome = waiting.pop(0) if waiting else self.usually
            if outcome in (Outcome.SENT, Outcome.UNKNOWN):
                self.taken.append(message)
            if self.die_at is not None and len(self.taken) >= self.die_at:
                raise self.dies_of
            yield Receipt(message.id, outcome, None if outcome is Outcome.SENT else "because")

    def sent(self) -> list[tuple[int, str]]:
        """Customer and step of everything taken, in order."""
        return [(int(message.customer), message.step) for message in self.taken]
