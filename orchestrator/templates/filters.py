"""Money, numbers, dates and times in the customer's own locale and time zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from babel import Locale, dates, numbers
from jinja2 import TemplateRuntimeError, Undefined, pass_context
from jinja2.runtime import Context

from orchestrator.templates.locales import RECIPIENT
from orchestrator.templates.patterns import LENGTHS, is_format

CURRENCY_SIGN, DIGIT = "\N{CURRENCY SIGN}", "[#0-9]"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


# With the context as an argument, Jinja won't compute `{{ 5 | money("SEK") }}` once for all.
@pass_context
def money(_: Context, value: object, currency: str) -> str:
    if not numbers.is_currency(str(currency)):
        message = f"money: there is no currency {currency!r}"
        raise TemplateRuntimeError(message)
    locale = RECIPIENT.get().locale
    pattern = _spaced(locale.currency_formats["standard"].pattern, currency, locale)
    return numbers.format_currency(_decimal(value), currency, pattern, locale=locale)


@pass_context
def number(_: Context, value: object) -> str:
    return numbers.format_decimal(_decimal(value), locale=RECIPIENT.get().locale)


@pass_context
def format_date(_: Context, value: object, format: str = "long") -> str:  # noqa: A002  (its name in templates)
    day = _instant_or_date(value)
    if isinstance(day, datetime):
        day = day.astimezone(RECIPIENT.get().zone).date()
    return dates.format_date(day, _checked(format), locale=RECIPIENT.get().locale)


@pass_context
def format_time(_: Context, value: object, format: str = "short") -> str:  # noqa: A002  (its name in templates)
    instant = _instant_or_date(value)
    if not isinstance(instant, datetime):
        message = f"time: {value} has no time of day"
        raise TemplateRuntimeError(message)
    to = RECIPIENT.get()
    return dates.format_time(instant, _checked(format), tzinfo=to.zone, locale=to.locale)


FILTERS: dict[str, Callable[..., str]] = {
    "date": format_date,
    "money": money,
    "number": number,
    "time": format_time,
}


def _spaced(pattern: str, currency: str, locale: Locale) -> str:
    """Part letters from digits: `SEK 800.00` beside `$800.00` (UTS 35, currency spacing).

    Babel's patterns come without the variant that CLDR has for this.
    """
    symbol = numbers.get_currency_symbol(currency, locale)
    if symbol[-1:].isalpha():
        pattern = re.sub(f"{CURRENCY_SIGN}(?={DIGIT})", CURRENCY_SIGN + NO_BREAK_SPACE, pattern)
    if symbol[:1].isalpha():
        pattern = re.sub(f"(?<={DIGIT}){CURRENCY_SIGN}", NO_BREAK_SPACE + CURRENCY_SIGN, pattern)
    return pattern


def _decimal(value: object) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite():
        message = f"{str(value)!r} is not a number"
        raise TemplateRuntimeError(message)
    return found


def _instant_or_date(value: object) -> datetime | date:
    """Read a date or an instant; one without a zone is UTC, like all that the tool stores."""
    if isinstance(value, str | Undefined):
        value = _parsed(str(value))
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return value
    message = f"{value!r} is not a date"
    raise TemplateRuntimeError(message)


def _parsed(text: str) -> date | datetime | str:
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return text


def _checked(format_: str) -> str:
    if is_format(format_):
        return format_
    message = f'"{format_}" is no date format; expected one of {", ".join(LENGTHS)}'
    raise TemplateRuntimeError(message)
