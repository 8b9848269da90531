"""A message: what is sent, to whom, and when it is not."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.model import Channel, Flow, OnCap, Send, Variant
from orchestrator.words.conditions import condition_words
from orchestrator.words.durations import duration_words
from orchestrator.words.listing import listed, quoted, sentence
from orchestrator.words.names import inside
from orchestrator.words.values import percent_words

CHANNEL = {Channel.EMAIL: "e-mail", Channel.SMS: "SMS", Channel.WEBHOOK: "webhook"}
ONLY_IF = "Only if at that moment"


def send_words(step: Send, flow: Flow) -> str:
    """All of it in one line."""
    variants = [variant_words(each, step) for each in step.variants]
    arms = f" in {len(variants)} variants: {listed(variants)}" if variants else ""
    asked = condition_words(step.only_if, place=inside(flow.trigger))
    only_if = (f"{ONLY_IF} {asked}.",) if step.only_if else ()
    return " ".join((f"{message_words(step)}{arms}.", *only_if, *terms_words(step, flow)))


def message_words(step: Send) -> str:
    """`Send e-mail reminder, "Still there?" (win-back/reminder)`; variants say the latter."""
    words = f"Send {CHANNEL[step.channel]} {step.id}{f' to {step.to}' if step.to else ''}"
    if step.variants:
        return words
    return f"{words}{_copy(step.subject, step.subjects, step.template)}"


def variant_words(variant: Variant, step: Send) -> str:
    said = variant if variant.subject else step
    copy = _copy(said.subject or "", said.subjects, variant.template or step.template)
    return f"{percent_words(variant.share)} {variant.name}{copy}"


def _copy(subject: str, subjects: Mapping[str, str], template: str) -> str:
    """A subject that is written in several languages is shown in each."""
    texts = [f"{locale} {quoted(text)}" for locale, text in subjects.items()]
    said = f", {listed(texts) if texts else quoted(subject)}" if subject else ""
    return f"{said} ({template})" if template else said


def terms_words(step: Send, flow: Flow) -> list[str]:
    """What else holds for the message, a sentence each."""
    terms = []
    if step.coupon:
        terms.append(f"with the coupon {step.coupon}")
    if step.topic:
        terms.append(f"its topic is {step.topic}")
    if step.message_class not in (None, flow.message_class):
        terms.append(f"this one is {step.message_class}")
    if step.not_after:
        terms.append(f"skipped if more than {duration_words(step.not_after)} late")
    if step.on_cap is OnCap.SKIP:
        terms.append("skipped, not deferred, where a cap holds it back")
    return [sentence(each) for each in terms]
