"""The rule that the twins of templates are in languages that somebody can have."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic, Span
from orchestrator.rules.locales import is_language
from orchestrator.rules.sends import sends_of
from orchestrator.rules.variables import templates_of
from orchestrator.rules.whole import Whole

SCRIPT = 4
"""The letters of a script, such as Latn."""


def twins_are_in_languages(whole: Whole) -> Iterator[Diagnostic]:
    """What a flow names as a template of its own, such as `offer.vip`, is no twin."""
    used = {
        (name, send.channel)
        for flow in whole.flows
        for send in sends_of(flow)
        for name, _path in templates_of(send)
    }
    templates = whole.context.templates
    told: set[str] = set()
    for name, channel in sorted(used):
        for file, locale in templates.twins(name, channel).items():
            is_named = (f"{name}.{locale}", channel) in used
            message = None if is_named or file in told else _mistake(file, locale)
            if message is not None:
                told.add(file)
                yield Diagnostic(Code.BAD_LOCALE, file, message, span=Span.point(1, 1, 1))


def _mistake(file: str, locale: str) -> str | None:
    if not is_language(locale):
        return (
            f'there is no language "{locale}", so that this file is never sent; name it by one '
            "such as sv, en or pt-BR"
        )
    spelt = _spelt(locale)
    if locale.replace("_", "-") == spelt:
        return None
    ending = file.rpartition(".")[2]
    right = f"{file.removesuffix(f'{locale}.{ending}')}{spelt}.{ending}"
    return f"this file is never sent, because of its capitals; name it {right}"


def _spelt(locale: str) -> str:
    language, *parts = locale.replace("_", "-").split("-")
    rest = [part.title() if len(part) == SCRIPT else part.upper() for part in parts]
    return "-".join([language.lower(), *rest])
