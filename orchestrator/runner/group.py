"""A group of claimed messages: rendered, looked at once more, handed over, written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orchestrator.delivery import Message, Outcome, Receipt, problem_with
from orchestrator.program import Send
from orchestrator.runner.claiming import Claimed
from orchestrator.runner.handing_over import hand_over, write_down
from orchestrator.runner.rendering import Rendering
from orchestrator.runner.results import Result, interrupted, result_of, results_of
from orchestrator.runner.send_step import LEASE, SendStep
from orchestrator.templates import RenderError


class _OutOfTimeError(Exception):
    """The lease is half over: what was not begun has surely not left."""


def deliver_group(step: SendStep, group: Sequence[Claimed], token: str) -> list[Result]:
    """Deliver one group; what the server said of those that reached it."""
    rendered, broken = _render(step, group)
    leaving = hand_over(step, {each.id: each.row.address for each in group}, token)
    messages = [rendered[number] for number in sorted(leaving) if number in rendered]
    attempts = {each.id: int(each.row.attempts) + 1 for each in group}
    results = [each for each in broken if each.message in leaving]
    tried: list[Result] = []
    try:
        for receipt in _answers(step, messages):
            tried.append(result_of(receipt, attempts))  # noqa: PERF401  kept when interrupted
    except step.workspace.interrupts:
        rest = interrupted(messages[len(tried) :], attempts, "interrupted")
        write_down(step, [*results, *tried, *rest], token)
        raise
    except _OutOfTimeError:
        tried += results_of(messages[len(tried) :], attempts, Outcome.RETRY, "no time left")
    except Exception as error:  # noqa: BLE001  one message's trouble is not the others'
        why = ": ".join(part for part in (type(error).__name__, str(error)) if part)
        tried += interrupted(messages[len(tried) :], attempts, why)
    write_down(step, [*results, *tried], token)
    for each in (*results, *tried):
        step.count(each.word, 1, each.reason)
    return tried


def _render(
    step: SendStep, group: Sequence[Claimed]
) -> tuple[Mapping[int, Message], Sequence[Result]]:
    """The messages by their ids, and those of which there is none."""
    rendered, broken = {}, []
    rendering = Rendering(step.operation, step.program, step.workspace)
    now = step.clock()
    for each in group:
        problem = _problem_with(each.row.address, step.operation)
        try:
            if problem is None:
                rendered[each.id] = rendering.message(each.row, each.lines, now)
        except RenderError as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001  data that nobody thought of ends its message
            problem = f"the mail cannot be rendered: {type(error).__name__}: {error}"
        if problem is not None:
            broken.append(Result(each.id, Outcome.FAILED, problem))
    return rendered, broken


def _answers(step: SendStep, messages: Sequence[Message]) -> Iterator[Receipt]:
    """The server's answers, one by one. Raises _OutOfTimeError before the lease runs out."""
    if not messages:
        return
    until = step.clock() + LEASE / 2
    left = len(messages)
    for receipt in step.workspace.senders[step.operation.sender].deliver(messages):
        yield receipt
        left -= 1
        if left and step.clock() >= until:
            raise _OutOfTimeError


def _problem_with(address: object, operation: Send) -> str | None:
    """Of an address that comes from the customer's row; a sender looks after its own."""
    if not operation.to_customer:
        return None
    if address is not None and not isinstance(address, str):
        return "the address is not text"
    return problem_with((address or "").strip(" "), operation.channel)
