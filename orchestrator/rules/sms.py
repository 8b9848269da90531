"""The rule that a text message is not sent in many parts, each of which is paid for."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Channel, Flow
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.sends import sends_of
from orchestrator.rules.variables import templates_of

MOST_PARTS = 3


def text_messages_are_short(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for send in sends_of(flow):
        names = templates_of(send) if send.channel is Channel.SMS else ()
        for name, path in names:
            for file, length in context.templates.sms_lengths(name).items():
                if length.parts > MOST_PARTS:
                    message = (
                        f"{file} is sent in {length.parts} parts: "
                        f"it has about {length.characters} characters"
                    )
                    if length.costly:
                        message += f', and "{length.costly}" lets a part hold only 67'
                    yield problem(Code.SMS_LENGTH, path, message)
