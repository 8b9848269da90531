"""Rules on languages."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from functools import cache

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Flow, Project, Send, Variant
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.sends import sends_of


def default_locale_exists(project: Project, _context: Context) -> Iterator[Diagnostic]:
    yield from _unknown(project.defaults.locale, ("defaults", "locale"))


def locales_of_subjects_exist(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for send in sends_of(flow):
        several: tuple[Send | Variant, ...] = (send, *send.variants)
        for said in several:
            for locale in said.subjects:
                yield from _unknown(locale, (*said.path, "subject", locale), on_key=True)


def _unknown(locale: str, path: Path, *, on_key: bool = False) -> Iterator[Diagnostic]:
    if "${" not in locale and not is_language(locale):
        message = f'there is no language "{locale}"; write one such as sv, en or pt-BR'
        yield problem(Code.BAD_LOCALE, path, message, on_key=on_key)


def is_language(locale: str) -> bool:
    languages, parts = _known()
    language, *rest = locale.lower().replace("-", "_").split("_")
    return language in languages and {*rest} <= parts


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Languages, and what may follow them, by the names of Babel's files.

    Babel itself is not imported: that takes longer than all the other checks together.
    """
    babel = importlib.util.find_spec("babel")
    folders = (babel.submodule_search_locations if babel else None) or []
    files = [
        file
        for folder in folders
        for file in os.listdir(f"{folder}/locale-data")  # noqa: PTH208  a thousand paths take longer
    ]
    split = [
        file.removesuffix(".dat").lower().split("_") for file in files if file.endswith(".dat")
    ]
    languages = frozenset(language for language, *_rest in split)
    return languages - {"root"}, frozenset(part for _language, *rest in split for part in rest)
