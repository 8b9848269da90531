"""Rules on what is counted since a step, and on what became of a step's message."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.conditions import Condition, Did, Responded, Response, SinceKind
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Channel, Flow
from orchestrator.rules.context import Context
from orchestrator.rules.places import Found, Kind, When
from orchestrator.rules.say import problem, unknown
from orchestrator.rules.sends import sends_of

OF_A_PASSAGE = {SinceKind.ENTRY, SinceKind.MESSAGE, SinceKind.STEP}
TOO_EARLY = {
    When.SEGMENT: {SinceKind.TRIGGER, *OF_A_PASSAGE},
    When.BEFORE_ENTERING: OF_A_PASSAGE,
    When.INSIDE: set[SinceKind](),
}


def behaviour_fits_its_place(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for found in context.conditions(flow):
        yield from since_of(found)
        yield from response_of(found)


def since_of(found: Found) -> Iterator[Diagnostic]:
    did = found.condition
    if not isinstance(did, Did) or did.since is None or did.since.kind not in TOO_EARLY[found.when]:
        return
    word = did.since.step or did.since.kind.value
    message = f'"since: {word}" means nothing in {_place(found)}'
    yield problem(Code.NOT_ALLOWED, (*did.path, "since"), message)


def response_of(found: Found) -> Iterator[Diagnostic]:
    responded = found.condition
    if not isinstance(responded, Responded) or found.when is When.INSIDE:
        return
    if responded.flow or responded.step is None:
        return
    word = f"{'not_' if responded.negated else ''}{responded.response.value}"
    message = (
        f'"{word}: {responded.step}" means nothing in {_place(found)}; '
        'name the flow too, with "flow:" and "step:" below it'
    )
    yield problem(Code.NOT_ALLOWED, responded.path, message)


def _place(found: Found) -> str:
    if found.when is When.BEFORE_ENTERING:
        return "conditions, before anybody entered"
    return "a segment" if found.place.kind is Kind.MEMBERS else "what every flow shares"


def awaited_steps_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """A step that is asked about has to send a message, and to have sent it by then."""
    known = [send.id for send in sends_of(flow)]
    for found in context.conditions(flow):
        for step, path, words in _steps_of(found):
            if step not in known:
                message = f'the flow sends no "{step}"'
                yield unknown(Code.UNKNOWN_STEP, path, message, step, (*words, *known))
            elif step not in found.place.passed.sends:
                message = f'nobody has got "{step}" yet when this is asked'
                yield problem(Code.UNKNOWN_STEP, path, message)
            elif unknowable := never_opened(found.condition, flow):
                yield problem(Code.UNKNOWN_STEP, path, unknowable)


def never_opened(asked: Condition, flow: Flow) -> str | None:
    """Say that only of a mail to the customer it is known whether they opened it; the flow sends it."""
    if not isinstance(asked, Responded) or asked.response is Response.RECEIVED:
        return None
    send = next((send for send in sends_of(flow) if send.id == asked.step), None)
    if send is None or (send.channel is Channel.EMAIL and send.to is None):
        return None
    if send.channel is Channel.EMAIL:
        return (
            f'"{send.id}" goes to "{send.to}", and it is not known of anybody but the customer '
            f'whether they {asked.response} a message; ask for "received"'
        )
    kind = "a text message" if send.channel is Channel.SMS else "a webhook"
    return (
        f'"{send.id}" is {kind}, and only of an e-mail it is known whether it was '
        f'{asked.response}; ask for "received"'
    )


def _steps_of(found: Found) -> Iterator[tuple[str, Path, tuple[str, ...]]]:
    if found.when is not When.INSIDE:
        return
    match found.condition:
        case Did(since=since, path=path) if since and since.step:
            yield since.step, (*path, "since"), ("trigger", "entry", "message", "ever")
        case Responded(flow=None, step=str() as step, path=path):
            yield step, (*path, "step"), ()
        case _:
            return
