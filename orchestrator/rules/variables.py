"""Rules on templates and subjects: do they exist, and is what they read filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from orchestrator.diagnostics import Code, Diagnostic, Path, Span, Stretch
from orchestrator.model import Channel, Flow, Send, Variant
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.fillers import gap_in
from orchestrator.rules.gaps import Gap
from orchestrator.rules.minuses import minuses
from orchestrator.rules.passed import passed_before
from orchestrator.rules.say import problem, unknown
from orchestrator.rules.sends import sends_of
from orchestrator.templates import Inspection, TemplateSet, Variable

SUBJECT = ("subject",)
OF_ALL_FLOWS = "customer"
"""What it has is the same in every flow, so that `is defined` asks nothing of it."""
AN = {Channel.EMAIL: "an e-mail", Channel.SMS: "an sms", Channel.WEBHOOK: "a webhook"}


@dataclass(frozen=True)
class Text:
    """What a template or a subject of a send reads, and where the flow names it."""

    send: Send
    inspection: Inspection
    path: Path
    template: str = ""
    """Empty for a subject."""


def templates_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for send in sends_of(flow):
        for name, path in templates_of(send):
            if not context.templates.exists(name, send.channel):
                yield _missing_template(name, path, send.channel, context.templates)


def _missing_template(
    name: str, path: Path, channel: Channel, templates: TemplateSet
) -> Diagnostic:
    for other in Channel:
        if other is not channel and templates.exists(name, other):
            wanted, there = (templates.file_of(name, each) for each in (channel, other))
            message = f"{AN[channel]} needs {wanted}; there is only {there}"
            return problem(Code.UNKNOWN_TEMPLATE, path, message)
    kind = "" if channel is Channel.EMAIL else f" for {AN[channel]}"
    message = f'there is no template "{name}"{kind}'
    word = name.removeprefix("templates/").rpartition(".")[0] or name.removeprefix("templates/")
    if word == name:
        message = f"{message}: no file {templates.file_of(name, channel)}"
    return unknown(Code.UNKNOWN_TEMPLATE, path, message, word, templates.names(channel))


def templates_can_be_read(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for text in texts_of(flow, context.templates):
        for found in text.inspection.problems:
            place = Place(found.file, found.line, found.column, 1)
            yield place.diagnostic(Code.TEMPLATE_SYNTAX, found.message, text.path)


def variables_are_filled(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if context.project is None:
        return
    passed = {id(step): before.waits for step, before in passed_before(flow.steps)}
    for text in texts_of(flow, context.templates):
        read = {variable.path for variable in text.inspection.variables}
        gap_of = gap_in(flow, text.send, passed[id(text.send)], context)
        told: set[Gap] = set()
        minus = minuses(text.inspection.variables, context.names(flow).awaited)
        for variable in text.inspection.variables:
            gap = minus[variable] if variable in minus else gap_of(variable.path, read)
            if variable.path == SUBJECT and not text.template:
                gap = Gap(0, "a subject cannot print itself")
            if gap is not None and gap not in told and not _is_told_elsewhere(variable, gap, read):
                told |= {gap} if gap.is_of_step else set()
                place = variable.place_of(gap.index)
                where = Place(variable.file, place.line, place.column, place.length)
                found = where.diagnostic(Code.UNKNOWN_VARIABLE, gap.message, text.path)
                yield replace(found, allowed=gap.known, suggestion=gap.suggestion)
        asked: set[tuple[str, ...]] = set()
        for variable in text.inspection.guarded:
            gap = gap_of(variable.path, read) if variable.path[0] == OF_ALL_FLOWS else None
            if gap is not None and gap.suggestion and variable.path not in asked:
                asked.add(variable.path)
                where = Place(variable.file, variable.line, variable.column, variable.length)
                found = where.diagnostic(Code.UNKNOWN_VARIABLE, gap.message, text.path)
                yield replace(found, allowed=gap.known, suggestion=gap.suggestion)


def _is_told_elsewhere(variable: Variable, gap: Gap, read: set[tuple[str, ...]]) -> bool:
    """In `{% for line in trigger.itms %}` each `line.price` follows from the loop's own mistake."""
    stands_here = gap.index < len(variable.places) and variable.places[gap.index] is not None
    return not stands_here and variable.path[: gap.index + 1] in read - {variable.path}


def subjects_speak_the_projects_language(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Customers of all other languages get that subject."""
    if context.project is None or context.is_doubtful("defaults", "locale"):
        return
    wanted = context.project.defaults.locale
    for send in sends_of(flow):
        texts: tuple[Send | Variant, ...] = (send, *send.variants)
        for said in texts:
            if said.subjects and not _has_language(said.subjects, wanted):
                message = f'a subject in "{wanted}" is missing, the language of the project'
                yield problem(Code.MISSING_KEY, (*said.path, "subject"), message)


def _has_language(subjects: Iterable[str], wanted: str) -> bool:
    """A subject in `pt` is one for a project in `pt-BR` too."""
    spelt = f"{_spelt(wanted)}-"
    return any(spelt.startswith(f"{_spelt(locale)}-") for locale in subjects)


def _spelt(locale: str) -> str:
    return locale.lower().replace("_", "-")


def variables_of(flow: Flow, templates: TemplateSet) -> frozenset[tuple[str, ...]]:
    """Everything that the flow's templates and subjects may read."""
    return frozenset(path for text in texts_of(flow, templates) for path in text.inspection.paths)


def texts_of(flow: Flow, templates: TemplateSet) -> Iterator[Text]:
    for send in sends_of(flow):
        for name, path in templates_of(send):
            if templates.exists(name, send.channel):
                yield Text(send, templates.inspect(name, send.channel), path, name)
        for subject, path in _subjects_of(send):
            yield Text(send, templates.inspect_text(subject), path)


def templates_of(send: Send) -> Iterator[tuple[str, Path]]:
    in_variants = [(v.template, (*v.path, "template")) for v in send.variants if v.template]
    if send.template and send.template not in [name for name, _path in in_variants]:
        yield send.template, (*send.path, "template")
    yield from in_variants


def _subjects_of(send: Send) -> Iterator[tuple[str, Path]]:
    in_variants = [text for variant in send.variants for text in _own_subjects(variant)]
    own = list(_own_subjects(send))
    yield from (text for text in own if text[0] not in [subject for subject, _ in in_variants])
    yield from in_variants


def _own_subjects(said: Send | Variant) -> Iterator[tuple[str, Path]]:
    path = (*said.path, "subject")
    if said.subjects:
        yield from ((text, (*path, locale)) for locale, text in said.subjects.items())
    elif said.subject:
        yield said.subject, path


@dataclass(frozen=True)
class Place:
    """In a template's file, or (with no file) in the text at the flow's path."""

    file: str
    line: int
    column: int
    length: int

    def diagnostic(self, code: Code, message: str, path: Path) -> Diagnostic:
        if self.file:
            span = Span.point(self.line, self.column, self.length)
            return Diagnostic(code, self.file, message, span=span)
        stretch = Stretch(self.line, self.column, self.length)
        return Diagnostic(code, "", message, path, stretch=stretch)
