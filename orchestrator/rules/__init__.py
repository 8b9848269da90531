"""What a schema cannot say: one function a rule, and the tables of all of them.

A rule gets a model and yields diagnostics with paths; it knows no file but the model's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from orchestrator.diagnostics import Diagnostic
from orchestrator.model import Flow, Project
from orchestrator.rules import (
    clock,
    contradictions,
    entering,
    names,
    project,
    sending,
    steps,
    values,
    variables,
)
from orchestrator.rules.context import Context
from orchestrator.rules.variables import variables_of

__all__ = ["Context", "check_flow", "check_project", "check_together", "variables_of"]

Rule: TypeAlias = Callable[[Flow, Context], Iterator[Diagnostic]]
ProjectRule: TypeAlias = Callable[[Project, Context], Iterator[Diagnostic]]
SharedRule: TypeAlias = Callable[[Project, Sequence[Flow]], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    entering.key_is_the_file_name,
    entering.reentry_is_said,
    entering.reentry_key_exists,
    entering.date_is_a_date,
    names.events_exist,
    names.references_exist,
    names.segments_exist,
    names.since_fits_its_place,
    values.operators_fit_their_types,
    values.values_fit_their_types,
    steps.ids_are_unique,
    steps.shares_make_a_whole,
    steps.no_step_follows_an_exit,
    contradictions.conditions_can_be_met,
    clock.zones_exist,
    clock.cron_can_be_read,
    variables.templates_exist,
    variables.templates_can_be_read,
    variables.variables_are_filled,
)
"""Each can judge a flow of which parts were left out."""

WHOLE_RULES: tuple[Rule, ...] = (
    names.awaited_steps_exist,
    entering.cart_ends_with_the_purchase,
    steps.something_is_sent,
)
"""These look for what is not there, so they need a flow of which nothing was left out."""

PROJECT_RULES: tuple[ProjectRule, ...] = (
    project.zone_exists,
    project.aggregates_fit_their_events,
    project.records_exist,
    project.segments_name_what_exists,
    project.segments_can_be_met,
    project.segments_have_no_circle,
)

SHARED_RULES: tuple[SharedRule, ...] = (
    sending.sender_exists,
    sending.address_exists,
    sending.consent_exists,
)
"""What orchestrator.yml lacks because of what some flow does."""


def check_flow(flow: Flow, context: Context, *, is_whole: bool) -> list[Diagnostic]:
    rules = (*RULES, *WHOLE_RULES) if is_whole else RULES
    found = [diagnostic for rule in rules for diagnostic in rule(flow, context)]
    return [_in_file(diagnostic, flow.file) for diagnostic in found]


def check_project(file: str, whole: Project, context: Context) -> list[Diagnostic]:
    found = [diagnostic for rule in PROJECT_RULES for diagnostic in rule(whole, context)]
    return [_in_file(diagnostic, file) for diagnostic in found]


def check_together(file: str, whole: Project, flows: Sequence[Flow]) -> list[Diagnostic]:
    """The flows against the project as a whole."""
    found = [diagnostic for rule in SHARED_RULES for diagnostic in rule(whole, flows)]
    return [_in_file(diagnostic, file) for diagnostic in found]


def _in_file(diagnostic: Diagnostic, file: str) -> Diagnostic:
    """A rule names a file only if it is not that of its model."""
    return diagnostic if diagnostic.file else replace(diagnostic, file=file)
