"""A send step: queue, claim, read everything again, hand over, move on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    bindparam,
    literal_column,
    null,
    select,
)

from orchestrator import tables
from orchestrator.compiler.capping import capped
from orchestrator.compiler.context import context
from orchestrator.compiler.deferring import hold_of, opening, skip_held
from orchestrator.compiler.hand_over import Guards, in_group
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import due_here
from orchestrator.compiler.outcomes import exit_refused, mine, move_on, outcome, refusals
from orchestrator.compiler.queueing import claim, late, pass_by, pass_held_out, queue, wait
from orchestrator.compiler.recipients import recipient_of
from orchestrator.compiler.steps import leave_first, onward
from orchestrator.model import Flow, Project, Send, Variant
from orchestrator.program import Content, Statement, instant
from orchestrator.program import Send as SendOperation
from orchestrator.words import send_words, step_words

message = tables.message


def send_operation(
    flow: Flow,
    station: Station,
    step: Send,
    project: Project,
    layout: Layout,
    variables: Iterable[tuple[str, ...]],
) -> SendOperation:
    recipient = recipient_of(flow, step, project)
    hold = hold_of(flow, project, recipient)
    caps = capped(flow, step, project, recipient, hold)
    taken = due_here(flow.key, layout.taken_at(station))
    guards = Guards(flow, step, project, recipient, is_capped=caps is not None)
    return SendOperation(
        name=step_words(step),
        sentence=send_words(step, flow) + onward(station, layout),
        position=station.position,
        step=step.id,
        channel=step.channel,
        sender=recipient.sender,
        marketing=recipient.is_marketing,
        to_customer=recipient.is_customer,
        topic=step.topic,
        priority=flow.priority,
        taken_at=layout.taken_at(station),
        leave=leave_first(flow, project, taken),
        pass_by=pass_by(station, layout, taken),
        queue=queue(flow, step, taken, marketing=recipient.is_marketing),
        pass_held_out=pass_held_out(station, layout, taken),
        wait=wait([step.id], taken),
        late=late(flow, step),
        held=skip_held(flow, step, project, hold),
        opening=opening(flow, step, project, recipient),
        capping=caps.capping() if caps else None,
        claim=claim(flow, step, project, recipient, hold, caps),
        context=context(flow, step, project, variables),
        stops=guards.stops(),
        hand_over=guards.hand_over(),
        sending=Statement.of(
            "Which of the group are being sent.",
            select(message.c.id).where(
                message.c.token == bindparam("by_token"),
                message.c.status == literal_column("'sending'"),
                in_group(),
            ),
        ),
        explain_refusal=guards.explain(),
        skip=mine(
            "What no longer holds is skipped, with the reason.",
            message.c.reason.is_not(None),
            status="skipped",
            finished_at=instant(),
        ),
        refusals=refusals(),
        requeue=mine(
            "What changed in between goes back to the queue.",
            message.c.reason.is_(None),
            status="queued",
            token=null(),
            worker=null(),
            lease_until=null(),
        ),
        exit_refused=exit_refused(),
        outcome=outcome(),
        move_on=move_on(flow, station, layout),
        contents=_contents(step),
        coupon=project.coupons[step.coupon] if step.coupon else None,
    )


def _contents(step: Send) -> dict[str | None, Content]:
    if not step.variants:
        return {None: Content(step.template, step.subject, step.subjects)}
    return {each.name: _content(each, step) for each in step.variants}


def _content(variant: Variant, step: Send) -> Content:
    said = variant if variant.subject else step
    return Content(variant.template or step.template, said.subject or "", said.subjects)
