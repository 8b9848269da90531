"""What Prefect shows of a flow: names, tags, and a description in Markdown."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from orchestrator.deployment.engine import Compiled
from orchestrator.model import Status

MANAGED = "managed-by:lifecycle-flows"


def tags_of(compiled: Compiled) -> list[str]:
    """What a list of runs can be filtered by."""
    flow = compiled.flow
    paused = "paused" if flow.status is Status.PAUSED else None
    said = (flow.stage, flow.message_class.value, paused)
    return sorted({MANAGED, *(tag for tag in said if tag)})


def describe(compiled: Compiled) -> str:
    """What the flow is for, whose it is, and every operation in a sentence."""
    flow = compiled.flow
    steps = (f"1. **{o.name}**: {o.sentence}" for o in compiled.program.operations)
    owner = f"Owner: {flow.owner}" if flow.owner else None
    parts = (f"**{flow.title}**", flow.description, owner, "\n".join(steps))
    return "\n\n".join(part for part in parts if part)


def run_name(compiled: Compiled, instant: datetime) -> str:
    """`abandoned-cart 2026-03-31 08:00`, in the project's zone."""
    return f"{compiled.flow.key} {instant.astimezone(ZoneInfo(compiled.timezone)):%Y-%m-%d %H:%M}"


def artifact_key(flow: str) -> str:
    """Prefect takes lower case, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", flow.lower()).strip("-")
