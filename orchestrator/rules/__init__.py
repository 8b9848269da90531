"""What a schema cannot say: one function a rule, and the tables of all of them.

A rule gets a model and yields diagnostics with paths; it knows no file but the model's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Flow, Project
from orchestrator.rules import (
    behaviour,
    caps,
    catalog_names,
    clock,
    coupons,
    depth,
    entering,
    expired,
    frozen,
    idle_caps,
    idle_settings,
    idle_starts,
    idle_variants,
    ids,
    labels,
    late,
    leaving,
    leaving_at_once,
    locales,
    lookalikes,
    names,
    nesting,
    next_day,
    operators,
    overlaps,
    past_dates,
    possible,
    printing,
    project,
    references,
    repeating,
    responses,
    sending,
    settings,
    shares,
    sms,
    started,
    starts,
    step_values,
    steps,
    subjects,
    suppressing,
    too_soon,
    totals,
    twins,
    unsubscribing,
    uses,
    values,
    variables,
    windows,
)
from orchestrator.rules.context import Context
from orchestrator.rules.responses import asked_of_by_segments, asked_of_in
from orchestrator.rules.secrets import hide, secrets_of
from orchestrator.rules.starts import started_by
from orchestrator.rules.totals import Most, most_messages
from orchestrator.rules.variables import variables_of
from orchestrator.rules.whole import Whole

__all__ = [
    "Context",
    "Most",
    "Whole",
    "asked_of_by_segments",
    "asked_of_in",
    "check_flow",
    "check_needs",
    "check_project",
    "check_together",
    "hide",
    "most_messages",
    "secrets_of",
    "started_by",
    "variables_of",
]

Rule: TypeAlias = Callable[[Flow, Context], Iterator[Diagnostic]]
ProjectRule: TypeAlias = Callable[[Project, Context], Iterator[Diagnostic]]
SharedRule: TypeAlias = Callable[[Whole], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    entering.key_is_the_file_name,
    entering.reentry_is_said,
    entering.reentry_key_exists,
    entering.date_is_a_date,
    entering.occasions_have_names_of_their_own,
    entering.occasions_exist,
    names.events_exist,
    names.segments_exist,
    names.coupons_exist,
    names.senders_exist,
    references.references_exist,
    references.trigger_key_exists,
    behaviour.behaviour_fits_its_place,
    operators.operators_fit_their_types,
    values.values_fit_their_types,
    step_values.values_of_steps_exist,
    step_values.dates_and_numbers_are_read,
    step_values.facts_exist_and_fit,
    ids.ids_are_unique,
    ids.arms_differ_by_more_than_case,
    ids.old_ids_are_gone,
    ids.waits_have_names_of_their_own,
    shares.shares_make_a_whole,
    shares.somebody_is_not_held_out,
    steps.no_step_follows_an_exit,
    clock.zones_exist,
    clock.cron_can_be_read,
    clock.times_come,
    sending.named_senders_fit,
    subjects.subjects_are_seen_whole,
    subjects.subjects_say_something,
    locales.locales_of_subjects_exist,
    variables.templates_exist,
    variables.templates_can_be_read,
    variables.variables_are_filled,
    uses.uses_fit_their_types,
    coupons.coupons_are_shown,
    expired.coupons_last_until_their_messages,
    variables.subjects_speak_the_projects_language,
    printing.nothing_empty_is_printed,
    unsubscribing.marketing_can_be_unsubscribed,
    sms.text_messages_are_short,
    lookalikes.texts_are_what_they_seem,
    lookalikes.subjects_are_texts,
    lookalikes.cron_means_what_it_seems,
    printing.subjects_come_out,
    idle_settings.coming_again_is_possible,
    idle_settings.leap_days_come_again,
    idle_settings.ranks_leave_somebody_out,
    idle_settings.nothing_is_compared_with_itself,
    idle_settings.tags_are_not_added_and_removed,
    windows.windows_are_open_by_day,
    past_dates.recurring_dates_are_waited_for,
    depth.conditions_are_not_too_deep,
)
"""Each can judge a flow of which parts were left out."""

WHOLE_RULES: tuple[Rule, ...] = (
    behaviour.awaited_steps_exist,
    leaving.cart_ends_with_the_purchase,
    steps.something_happens_to_wait_for,
    steps.something_is_sent,
    caps.flow_fits_its_caps,
    idle_caps.caps_hold_something_back,
    windows.windows_let_messages_through,
    next_day.messages_leave_on_their_day,
    late.runs_come_in_time,
    idle_settings.holding_ends_before_messages_do,
    idle_settings.marketing_is_what_is_held,
    idle_settings.goals_outlast_the_first_message,
    idle_variants.variants_differ,
)
"""These look for what is not there, so they need a flow of which nothing was left out."""

LOGIC: tuple[Rule, ...] = (
    possible.conditions_can_be_met,
    possible.conditions_say_something,
    possible.cases_can_be_reached,
    leaving_at_once.entering_is_not_leaving,
    leaving_at_once.nobody_left_is_asked,
    frozen.conditions_fit_the_trigger,
    frozen.conditions_let_the_row_itself_count,
    frozen.conditions_let_the_members_in,
    nesting.arms_agree_with_what_is_around_them,
    nesting.nothing_is_read_of_what_never_came,
    steps.somebody_is_left_for_else,
    suppressing.nothing_follows_its_suppression,
    past_dates.awaited_dates_can_come,
    repeating.birthdays_come_every_year,
    repeating.dates_of_the_past_come_again,
    leaving.somebody_opens_the_way_out,
    too_soon.branches_leave_time_to_act,
)
"""What conditions mean together; of one that is wrong in itself nothing more is said."""

PROJECT_RULES: tuple[ProjectRule, ...] = (
    clock.zones_of_defaults_exist,
    locales.default_locale_exists,
    project.aggregates_fit_their_events,
    project.records_exist,
    project.conditions_name_what_exists,
    project.segments_have_no_circle,
    project.segments_differ_by_more_than_case,
    project.conditions_can_be_met,
    idle_caps.default_caps_hold_something_back,
    catalog_names.nothing_built_in_is_hidden,
    catalog_names.names_differ_by_more_than_case,
    settings.urls_have_a_scheme,
    settings.staying_asks_no_more_than_entering,
    windows.default_windows_are_open_by_day,
    depth.shared_conditions_are_not_too_deep,
)

NEEDS: tuple[SharedRule, ...] = (
    sending.sender_exists,
    sending.address_exists,
    sending.consent_exists,
    responses.responses_have_a_source,
)
"""What orchestrator.yml lacks because of what some flow does."""

SHARED_RULES: tuple[SharedRule, ...] = (
    starts.started_flows_exist,
    responses.responses_are_to_what_is_sent,
    responses.responses_of_segments_are_to_what_is_sent,
    starts.starts_do_not_go_round,
    idle_starts.started_flows_are_live,
    started.started_flows_read_what_they_get,
)
"""What flows say of each other; those that they name are enough to know."""

WIDE_RULES: tuple[SharedRule, ...] = (
    labels.capped_topics_are_sent,
    labels.asked_tags_are_given,
    labels.tags_differ_by_more_than_case,
    overlaps.events_fire_one_flow_a_person,
    idle_caps.topic_caps_hold_something_back,
    totals.messages_have_a_cap,
    twins.twins_are_in_languages,
    idle_starts.manual_flows_are_started,
)
"""What is known only when all flows are."""


MAX_MISTAKES = 200
"""Of one flow; whoever made more has one reason for most of them."""


def check_flow(flow: Flow, context: Context, *, is_whole: bool) -> list[Diagnostic]:
    rules = (*RULES, *WHOLE_RULES) if is_whole else RULES
    found = [diagnostic for rule in rules for diagnostic in rule(flow, context)]
    if len(found) > MAX_MISTAKES:
        return [_in_file(each, flow.file) for each in (*found[:MAX_MISTAKES], _and_more(found))]
    if not is_whole:  # the step may be the very one that could not be read
        found = [each for each in found if each.code is not Code.UNKNOWN_STEP]
    wrong = [diagnostic.path for diagnostic in found if diagnostic.is_error]
    meant = (diagnostic for rule in LOGIC for diagnostic in rule(flow, context))
    found += [each for each in meant if not any(_touch(each.path, path) for path in wrong)]
    return [_in_file(diagnostic, flow.file) for diagnostic in found]


def _and_more(found: Sequence[Diagnostic]) -> Diagnostic:
    message = f"{len(found):,} mistakes, of which {MAX_MISTAKES} are shown"
    at = found[MAX_MISTAKES]
    return Diagnostic(Code.UNREASONABLE_DOCUMENT, at.file, message, at.path, on_key=at.on_key)


def _touch(one: Path, other: Path) -> bool:
    """Whether one of the two places lies in the other."""
    return one[: len(other)] == other or other[: len(one)] == one


def check_project(file: str, whole: Project, context: Context) -> list[Diagnostic]:
    found = [diagnostic for rule in PROJECT_RULES for diagnostic in rule(whole, context)]
    return [_in_file(diagnostic, file) for diagnostic in found]


def check_needs(file: str, whole: Whole) -> list[Diagnostic]:
    """What the flows need of the project, whose file is named."""
    return [_in_file(each, file) for rule in NEEDS for each in rule(whole)]


def check_together(file: str, whole: Whole, *, has_all: bool) -> list[Diagnostic]:
    """The flows against each other, and if all are there against the project as a whole."""
    rules = (*SHARED_RULES, *WIDE_RULES) if has_all else SHARED_RULES
    return [_in_file(each, file) for rule in rules for each in rule(whole)]


def _in_file(diagnostic: Diagnostic, file: str) -> Diagnostic:
    """A rule names a file only if it is not that of its model."""
    return diagnostic if diagnostic.file else replace(diagnostic, file=file)
