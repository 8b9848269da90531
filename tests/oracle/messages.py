"""A message's way from the queue to its end."""

from __future__ import annotations

from datetime import timedelta

from orchestrator.conditions import SinceKind
from orchestrator.model import Channel, Flow, Hold, MessageClass, Send, SendWindow
from tests.oracle.caps import Caps
from tests.oracle.clocks import opens
from tests.oracle.conditions import all_hold, any_holds
from tests.oracle.drawing import drawn
from tests.oracle.outcomes import RETRY, SENT, answer
from tests.oracle.setting import Setting
from tests.oracle.standing import At
from tests.oracle.state import Message, Passage

FIRST_RETRY = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


def queue(at: At, step: Send, passage: Passage) -> None:
    assert passage.due is not None
    setting, flow = at.setting, at.flow
    shares = [(each.name, each.share) for each in step.variants]
    salt = f"{flow.key}/{step.was or step.id}"
    message = Message(
        passage=passage,
        step=step.id,
        channel=step.channel.value,
        marketing=is_marketing(flow, step),
        variant=drawn(salt, passage.customer, shares) if shares else None,
        status="queued",
        first_due=passage.due,
        due=passage.due,
        topic=step.topic,
        priority=flow.priority,
        to_customer=step.to is None,
        number=len(setting.state.messages),
    )
    setting.state.messages.append(message)
    passage.messages[step.id] = message
    if passage.held_out:
        message.end("held_out", None, setting.now)
        at.go_on(passage, passage.due)
    else:
        passage.due = None


def not_after_of(flow: Flow, step: Send) -> timedelta:
    return step.not_after or flow.not_after


def is_marketing(flow: Flow, step: Send) -> bool:
    said = step.message_class or flow.message_class
    return said is MessageClass.MARKETING and step.to is None


def deliver(at: At, step: Send) -> None:
    customers = {each.passage.customer for each in at.setting.state.messages if each.is_queued}
    for customer in sorted(customers):
        Delivery(at, step, customer).run()


class Delivery:
    """The messages of one customer at one step."""

    def __init__(self, at: At, step: Send, customer: int) -> None:
        setting, flow = at.setting, at.flow
        self.at = at
        self.setting = setting
        self.flow = flow
        self.step = step
        self.customer = customer
        marketing = is_marketing(flow, step)
        defaults = setting.project.defaults
        self.window: SendWindow | None = flow.send_window or defaults.send_window
        self.window = self.window if marketing else None
        self.hold: Hold | None = (flow.hold or defaults.hold) if marketing else None
        self.caps = Caps(setting, flow, step, customer, self.is_mine) if marketing else None

    def run(self) -> None:
        self._skip_late()
        self._skip_held()
        while claimed := self._claim():
            self._hand_over(claimed)

    def _queued(self) -> list[Message]:
        return self.setting.messages_at(self.flow, self.step.id, self.customer)

    def _due(self) -> list[Message]:
        due = [each for each in self._queued() if each.due <= self.setting.now]
        return sorted(due, key=lambda each: (each.due, each.number))

    def is_late(self, message: Message) -> bool:
        return self.setting.now - message.first_due > not_after_of(self.flow, self.step)

    def is_held(self, message: Message) -> bool:
        if self.hold is None:
            return False
        place = self.setting.inside(message.passage, SinceKind.EVER)
        return all_hold(self.hold.conditions, place)

    def is_mine(self, message: Message) -> bool:
        """Due here, and held back by nothing but caps."""
        return message in self._due() and not self.is_late(message) and not self.is_held(message)

    def _skip_late(self) -> None:
        for each in self._due():
            if self.is_late(each):
                self._end(each, "skipped", "late")

    def _skip_held(self) -> None:
        for each in self._due():
            too_long = self.hold and self.setting.now - each.first_due > self.hold.at_most
            if too_long and self.is_held(each):
                self._end(each, "skipped", "held")

    def _claim(self) -> list[Message]:
        self._put_off()
        if self.caps is not None:
            for each in self.caps.settle(self._due()):
                self._go_on(each)
        return [
            each
            for each in self._due()
            if not self.is_held(each) and (self.caps is None or self.caps.fits(each))
        ]

    def _put_off(self) -> None:
        if self.window is None:
            return
        zone = self.at.zone(self.window.timezone, self.customer)
        opening = opens(self.window, zone, self.setting.now)
        for each in self._due():
            if opening > self.setting.now:
                too_late = each.first_due + not_after_of(self.flow, self.step) + SECOND
                each.due = min(opening, too_late)

    def _hand_over(self, claimed: list[Message]) -> None:
        for each in claimed:
            each.reason = None
        refusals = {each: self._refusal(each) for each in claimed}
        for each, reason in refusals.items():
            if reason is not None:
                self._end(each, "skipped", reason)
        for each, reason in refusals.items():
            if reason is None:
                self._send(each)

    def _refusal(self, message: Message) -> str | None:
        passage, setting = message.passage, self.setting
        if setting.reader.customer(passage.customer) is None:
            return "customer gone"
        place = setting.inside(passage)
        if any_holds(self.flow.exit_when, place):
            return "exit_when"
        if not all_hold(self.step.only_if, place):
            return "only_if"
        if self.step.to is not None:
            return None
        return self._refused_by_customer(message)

    def _refused_by_customer(self, message: Message) -> str | None:
        address = address_of(self.setting, self.step.channel, message.passage.customer)
        if not address:
            return "no phone number" if self.step.channel is Channel.SMS else "no address"
        if message.marketing and not self._consents():
            return "no consent"
        stops = self.setting.state.suppressed.get((self.step.channel.value, address.lower()))
        if stops == "all" or (stops and message.marketing):
            return "suppressed"
        return None

    def _consents(self) -> bool:
        column = self.setting.project.catalog.customers.consent.get(self.step.channel.value)
        row = self.setting.reader.customer(self.customer) or {}
        return column is not None and row.get(column) is True

    def _send(self, message: Message) -> None:
        message.attempts += 1
        if self.step.to is None:
            address = address_of(self.setting, self.step.channel, message.passage.customer)
        else:
            address = self.setting.project.senders[self.step.to].recipient or ""
        outcome = answer(address, message.attempts)
        if outcome == RETRY:
            message.reason = outcome
            message.due = self.setting.now + FIRST_RETRY * 2 ** (message.attempts - 1)
            return
        self._end(message, outcome, None if outcome == SENT else outcome)

    def _end(self, message: Message, status: str, reason: str | None) -> None:
        message.end(status, reason, self.setting.now)
        if reason == "exit_when":
            message.passage.end("exit_when", self.setting.now)
        self._go_on(message)

    def _go_on(self, message: Message) -> None:
        """A message that was put off is not over."""
        passage = message.passage
        if not message.is_queued and passage.is_open:
            self.at.go_on(passage)


def address_of(setting: Setting, channel: Channel, customer: int) -> str:
    column = {Channel.EMAIL: "email", Channel.SMS: "phone"}.get(channel, "")
    found = (setting.reader.customer(customer) or {}).get(column)
    return found.strip(" ") if isinstance(found, str) else ""
