"""Send steps and their variants."""

from __future__ import annotations

from orchestrator.diagnostics import Code
from orchestrator.model import Channel, MessageClass, OnCap, Send, Variant
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.values import duration, share
from orchestrator.records import dataclass

WITHOUT_SUBJECT = {Channel.SMS: "a text message", Channel.WEBHOOK: "a webhook call"}


@dataclass(frozen=True)
class SendReader:
    reading: Reading
    conditions: ConditionReader

    def send(self, node: Node) -> Send:
        variants = tuple(self._variant(name, arm) for name, arm in node["variants"].pairs())
        channel = Channel(node["channel"].text(Channel.EMAIL))
        self._check_texts(channel, node, variants)
        message_class = node["message_class"].text_or_none()
        first_subject, subjects = _subjects(node["subject"])
        return Send(
            id=node["send"].text(),
            template=node["template"].text(next((v.template for v in variants if v.template), "")),
            subject=first_subject or next((v.subject for v in variants if v.subject), ""),
            subjects=subjects,
            channel=channel,
            message_class=MessageClass(message_class) if message_class else None,
            variants=variants,
            only_if=self.conditions.many(node["only_if"]),
            topic=node["topic"].text_or_none(),
            coupon=node["coupon"].text_or_none(),
            to=node["to"].text_or_none(),
            not_after=self.reading.read(node["not_after"], duration, None),
            on_cap=OnCap(node["on_cap"].text(OnCap.DEFER)),
            was=node["was"].text_or_none(),
            path=node.path,
        )

    def _variant(self, name: str, node: Node) -> Variant:
        subject, subjects = _subjects(node["subject"])
        return Variant(
            name=name,
            share=self.reading.read(node["share"], share, 0.0),
            subject=subject,
            subjects=subjects,
            template=node["template"].text_or_none(),
            path=node.path,
        )

    def _check_texts(self, channel: Channel, node: Node, variants: tuple[Variant, ...]) -> None:
        if channel is not Channel.WEBHOOK:  # its body has a form of its own
            self._want_of_step_or_variants(node, "template", [arm.template for arm in variants])
        if channel is Channel.EMAIL:
            self._want_of_step_or_variants(node, "subject", [arm.subject for arm in variants])
            return
        for place in (node, *(arm for _name, arm in node["variants"].pairs())):
            if "subject" in place:
                message = f"{WITHOUT_SUBJECT[channel]} has no subject; leave it out"
                self.reading.say(Code.NOT_ALLOWED, place["subject"].path, message, on_key=True)

    def _want_of_step_or_variants(self, node: Node, key: str, given: list[str | None]) -> None:
        if key in node and given and all(given):
            message = f"this {key} is never seen, as every variant has its own; leave it out"
            self.reading.say(Code.NO_EFFECT, (*node.path, key), message, on_key=True)
        if key not in node and not all(given):
            message = f'"{key}" is missing; only a step whose variants all have one needs none'
            self.reading.say(Code.MISSING_KEY, (*node.path, key), message)


def _subjects(node: Node) -> tuple[str | None, dict[str, str]]:
    """The first or only one, and with a language each all of them."""
    if not node.is_map:
        return _on_one_line(node), {}
    subjects = {locale: _on_one_line(below) or "" for locale, below in node.pairs()}
    return next(iter(subjects.values()), None), subjects


def _on_one_line(node: Node) -> str | None:
    """However it was written: a line break would end the mail's header."""
    return " ".join(node.text().splitlines()) or None
