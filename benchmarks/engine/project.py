"""The project that is measured, as a marketer would write it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestrator.compiler import compile_flow
from orchestrator.load import load_project
from orchestrator.model import Project
from orchestrator.program import Program
from orchestrator.templates import TemplateSet

PROJECT = """\
database:
  url: "${DATABASE_URL}"
defaults:
  timezone: Europe/Stockholm
  locale: sv
catalog:
  customers:
    table: customers
    key:
      column: id
      type: number
    created: created_at
    email: email
    consent:
      email: accepts_email
    attributes:
      first_name: first_name
      country: country
  events:
    visited:
      table: visits
      key: id
      customer: customer_id
      time: at
      properties:
        page: page
        seconds:
          column: seconds
          type: number
    placed_order:
      table: orders
      key: id
      customer: customer_id
      time: created_at
      value: total
senders:
  email:
    type: outbox
    from: "Shop <hello@shop.example>"
    unsubscribe_url: https://shop.example/unsubscribe
    secret: "${UNSUBSCRIBE_SECRET}"
"""
HEAD = """\
flow: {key}
title: {key}
stage: convert
owner: crm@shop.example
description: What the benchmark measures.
status: live
message_class: marketing
trigger:
  event: visited
conditions:
  - customer.country: [SE, NO]
reentry:
  after: 7 days
exit_when:
  - did: placed_order
steps:
  - delay: 1 day
  - branch: swede
    if:
      - customer.country: SE
"""
WAITING = """\
    then:
      - delay: 3 days
    else:
      - delay: 5 days
  - send: last
    template: last
    subject: Hello
"""
SENDING = """\
    then:
      - send: home
        template: last
        subject: Hello
    else:
      - send: abroad
        template: last
        subject: Hello
  - delay: 1 day
"""
FLOWS = {"waiting": HEAD + WAITING, "sending": HEAD + SENDING}
MAIL = (
    'Hello {{ customer.first_name | default("you") }}, <a href="{{ unsubscribe_url }}">no more</a>'
)


@dataclass(frozen=True)
class Compiled:
    project: Project
    templates: TemplateSet
    programs: dict[str, Program]


def compile_in(folder: Path, url: str) -> Compiled:
    """Write the project into that folder, and compile its flows."""
    for name in ("flows", "templates"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "orchestrator.yml").write_text(PROJECT, encoding="utf-8")
    (folder / "templates" / "last.html").write_text(MAIL, encoding="utf-8")
    for key, text in FLOWS.items():
        (folder / "flows" / f"{key}.yml").write_text(text.format(key=key), encoding="utf-8")
    given = {"DATABASE_URL": url, "UNSUBSCRIBE_SECRET": "of-no-consequence-here"}
    loaded = load_project(folder, environment=given)
    errors = [each.sentence() for each in loaded.diagnostics if each.is_error]
    if errors or loaded.project is None:
        raise ValueError("; ".join(errors))
    programs = {
        flow.key: compile_flow(flow, loaded.project, (("customer", "first_name"),), loaded.flows)
        for flow in loaded.flows
    }
    return Compiled(loaded.project, loaded.templates, programs)
