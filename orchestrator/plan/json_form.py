"""A plan as JSON: to be kept, compared, and applied later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from orchestrator.plan.document import (
    FORMAT,
    Change,
    Day,
    Edit,
    FlowPlan,
    Forecast,
    People,
    Plan,
    SettingEdit,
    StepEdit,
)


class BadPlanError(ValueError):
    """The file is no plan of this program; the text says what it is instead."""


def as_json(plan: Plan) -> str:
    """Ends with a line break."""
    document = {"format": FORMAT, **asdict(plan)}
    return json.dumps(document, indent=2, default=_plain, ensure_ascii=False) + "\n"


def read_plan(content: str | bytes) -> Plan:
    """Read a plan, in whatever form of Unicode a shell has written it. Raises BadPlanError."""
    try:
        document = json.loads(content)
        version = document["format"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        message = "this is no plan; `flows plan --out FILE` writes one"
        raise BadPlanError(message) from error
    if version != FORMAT:
        message = f"the plan has format {version}, this program reads {FORMAT}: make it anew"
        raise BadPlanError(message)
    try:
        return _plan(document)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        message = f"the plan has been changed by hand, or cut: {error}"
        raise BadPlanError(message) from error


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    message = f"{value!r} has no form in JSON"
    raise TypeError(message)


def _plan(document: Mapping[str, Any]) -> Plan:
    forecast = document["forecast"]
    return Plan(
        datetime.fromisoformat(document["made_at"]),
        tuple(_flow(each) for each in document["flows"]),
        None if forecast is None else _forecast(forecast),
        document["is_partial"],
    )


def _flow(document: Mapping[str, Any]) -> FlowPlan:
    known = {each.name for each in fields(FlowPlan)}
    values = {name: value for name, value in document.items() if name in known}
    steps = tuple(StepEdit(**{**each, "edit": Edit(each["edit"])}) for each in values["steps"])
    return FlowPlan(
        **{
            **values,
            "change": Change(values["change"]),
            "steps": steps,
            "settings": tuple(SettingEdit(**each) for each in values["settings"]),
            "people": tuple(People(**each) for each in values["people"]),
            "breaking": tuple(values["breaking"]),
            "notes": tuple(values["notes"]),
        }
    )


def _forecast(document: Mapping[str, Any]) -> Forecast:
    days = (Day(**{**each, "day": date.fromisoformat(each["day"])}) for each in document["days"])
    return Forecast(tuple(days), document["reasons"], document["by_flow"])
