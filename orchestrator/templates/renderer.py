"""Renders templates for one customer at a time: the only part that needs Babel and lxml."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from css_inline import CSSInliner, InlineError
from jinja2 import BaseLoader, Environment, Template, TemplateNotFound, TemplateSyntaxError

from orchestrator.model import Channel
from orchestrator.templates.environment import Empty, TemplateEnvironment
from orchestrator.templates.files import FORMS, HTML, TEXT, TemplateFiles, UnreadableTemplateError
from orchestrator.templates.filters import FILTERS
from orchestrator.templates.json_form import JsonEnvironment, problem_in, settled
from orchestrator.templates.locales import RECIPIENT, Recipient, prefixes, recipient
from orchestrator.templates.plain import plain_text
from orchestrator.templates.rendered import Content, RenderError
from orchestrator.templates.sms import tidy

SUBJECT = "subject"
NOT_ON_ONE_LINE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character: it can't be written as UTF-8."""

_INLINER = CSSInliner(
    load_remote_stylesheets=False,
    # What can't be inlined stays: @media and a:hover.
    keep_style_tags=True,
    remove_inlined_selectors=True,
)


class Renderer:
    def __init__(self, files: TemplateFiles, locale: str, zone: str) -> None:
        self._files = files
        self._defaults = (locale, zone)
        self._environment = TemplateEnvironment(_Loader(files))
        self._json = JsonEnvironment(_Loader(files))
        for environment in (self._environment, self._json):
            environment.filters.update(FILTERS)
        self._subjects: dict[str, Template] = {}

    def recipient(self, locale: str, zone: str) -> Recipient:
        return recipient(locale, zone, *self._defaults)

    def content(
        self, name: str, channel: Channel, to: Recipient, context: Mapping[str, object]
    ) -> Content:
        """Render what the channel carries, from the twin in the customer's language."""
        ending = FORMS[channel][0]
        locale = self._twin(to, lambda spelling: self._files.exists(f"{name}.{spelling}{ending}"))
        to = self._as_written(to, is_twin=locale is not None)
        file = f"{name}.{locale}{ending}" if locale else name + ending
        match channel:
            case Channel.EMAIL:
                return self._mail(file, to, context)
            case Channel.SMS:
                return Content(text=self._text_message(file, to, context))
            case Channel.WEBHOOK:
                return Content(text=self._body(file, to, context))

    def subject(
        self,
        source: str,
        to: Recipient,
        context: Mapping[str, object],
        twins: Mapping[str, str] | None = None,
    ) -> str:
        """Render one line: a header can't be smuggled in by data."""
        if twins:
            locale = self._twin(to, twins.__contains__)
            project = self._twin(self.recipient(*self._defaults), twins.__contains__)
            to = self._as_written(to, is_twin=locale is not None)
            source = twins.get(locale or project or "", source)
        with self._failing_as(SUBJECT):
            template = self._subjects.get(source) or self._environment.from_string(source)
            self._subjects[source] = template
            text = _run(template, to, context)
        return NOT_ON_ONE_LINE.sub(" ", text).strip()

    def _mail(self, file: str, to: Recipient, context: Mapping[str, object]) -> Content:
        """Render a mail's HTML part, and its text part from the text twin or from the HTML."""
        html = _inlined(file, self._rendered(self._environment, file, to, context))
        twin = file.removesuffix(HTML) + TEXT
        if self._files.exists(twin):
            return Content(html, self._rendered(self._environment, twin, to, context))
        return Content(html, plain_text(html))

    def _text_message(self, file: str, to: Recipient, context: Mapping[str, object]) -> str:
        text = tidy(self._rendered(self._environment, file, to, context))
        if not text:
            raise RenderError(self._files.shown(file), 0, "nothing is left of the text to send")
        return text

    def _body(self, file: str, to: Recipient, context: Mapping[str, object]) -> str:
        body = settled(self._rendered(self._json, file, to, context)).strip()
        problem = problem_in(body)
        if problem:
            raise RenderError(self._files.shown(file), 0, problem)
        return body

    def _as_written(self, to: Recipient, *, is_twin: bool) -> Recipient:
        """Format in the language of the copy: no Norwegian month in an English sentence.

        A twin is in the customer's own language, any other file in the project's; where that is
        the customer's too, the customer's region decides (en_GB).
        """
        project = self.recipient(*self._defaults)
        if is_twin or to.locale.language == project.locale.language:
            return to
        return Recipient(project.locale, to.zone)

    def _twin(self, to: Recipient, exists: Callable[[str], bool]) -> str | None:
        """Choose the locale that is nearest to the customer's, as its twin spells it."""
        for candidate in prefixes(str(to.locale)):
            for spelling in (candidate, candidate.replace("_", "-")):
                if exists(spelling):
                    return spelling
        return None

    def _rendered(
        self, environment: Environment, file: str, to: Recipient, context: Mapping[str, object]
    ) -> str:
        with self._failing_as(self._files.shown(file)):
            return _run(environment.get_template(file), to, context)

    @contextmanager
    def _failing_as(self, shown: str) -> Iterator[None]:
        """Say to the marketer in one sentence what failed, and where."""
        try:
            yield
        except TemplateSyntaxError as error:
            where = error.filename or shown
            raise RenderError(where, error.lineno, str(error.message)) from error
        except TemplateNotFound as error:
            raise RenderError(shown, 0, f'there is no template "{error.name}"') from error
        except Exception as error:  # whatever a template does to one customer's data
            where, line = self._place(error, shown)
            raise RenderError(where, line, _reason(error)) from error

    def _place(self, error: Exception, shown: str) -> tuple[str, int]:
        """Find the innermost line of a template: Jinja puts those into the traceback."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename == "<template>":
                return SUBJECT, frame.lineno or 0
            if frame.filename.startswith(self._files.shown("")):
                return frame.filename, frame.lineno or 0
        return shown, 0


class _Loader(BaseLoader):
    def __init__(self, files: TemplateFiles) -> None:
        self._files = files

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        del environment
        text = self._files.read(template)
        if text is None:
            raise TemplateNotFound(template)
        return text, self._files.shown(template), lambda: True


def _run(template: Template, to: Recipient, context: Mapping[str, object]) -> str:
    filled = {key: Empty(name=key) if value is None else value for key, value in context.items()}
    token = RECIPIENT.set(to)
    try:
        return SURROGATE.sub("\ufffd", template.render(filled))
    finally:
        RECIPIENT.reset(token)


def _inlined(file: str, html: str) -> str:
    try:
        return _INLINER.inline(html)
    except InlineError as error:
        raise RenderError(file, 0, f"its CSS can't be read: {error}") from error


def _reason(error: Exception) -> str:
    match error:
        case UnreadableTemplateError():
            return "this file is not UTF-8 text"
        case RecursionError():
            return "the template includes or calls itself without end"
        case ZeroDivisionError():
            return "the template divides by zero"
    return NOT_ON_ONE_LINE.sub(" ", str(error)) or type(error).__name__
