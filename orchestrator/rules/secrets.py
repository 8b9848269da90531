"""What looks like a key or a password in the text of a file, and how it is hidden.

The shapes are those that the providers themselves tell apart by, so that an ordinary word is never
taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from orchestrator.diagnostics import Code, Diagnostic, Path, Span
from orchestrator.document import Value, source_lines
from orchestrator.records import dataclass

SHAPES = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a Stripe key": r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}",
    "a key of Amazon": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+",
    "a GitHub token": r"\bgh[oprsu]_[A-Za-z0-9]{36,}|\bgithub_pat_\w{22,}",
    "a GitLab token": r"\bglpat-[\w-]{20,}",
    "a key of Google": r"\bAIza[0-9A-Za-z_-]{35}",
    "a SendGrid key": r"\bSG\.[\w-]{16,}\.[\w-]{16,}",
    "a Mailgun key": r"\bkey-[0-9a-f]{32}\b",
    "a Mailchimp key": r"\b[0-9a-f]{32}-us[0-9]{1,2}\b",
    "a Brevo key": r"\bxkeysib-[0-9a-f]{32,}[\w-]*",
    "a Shopify token": r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b",
    "a key of a language model": r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}",
    "a signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
}
SHAPE = re.compile("|".join(f"(?P<s{n}>{shape})" for n, shape in enumerate(SHAPES.values())))
ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://(?P<user>[^\s:/@\"'$]*):(?P<password>[^\s/@\"']+)@(?P<host>[^\s/:\"']+)",
    re.IGNORECASE,
)
THIS_COMPUTER = ("localhost", "127.0.0.1", "[::1]")
KEY = re.compile(r"(?:.*_)?(?:password|passwd|secret|token|api_?key)", re.IGNORECASE)
SHORTEST = 4
DOT, CUT = "•", "…"
REPORTED = (
    "put it into an environment variable, write ${NAME} here, and change it: it has been seen"
)
OF_A_FLOW = "flows need no secrets, so take it out, and change it: it has been seen"


@dataclass(frozen=True)
class Secret:
    """What was found, where; the text itself is only for hiding it."""

    text: str
    what: str
    span: Span | None = None
    path: Path = ()

    def diagnostic(self, file: str, *, in_project: bool) -> Diagnostic:
        message = f"this looks like {self.what}; {REPORTED if in_project else OF_A_FLOW}"
        return Diagnostic(Code.SECRET, file, message, self.path, span=self.span)


def secrets_in_text(text: str) -> list[Secret]:
    """By shape, comments included: what stands in a comment is in the repository too."""
    found = []
    for number, line in enumerate(source_lines(text), start=1):
        for match in SHAPE.finditer(line):
            names = (n for n, _shape in enumerate(SHAPES) if match[f"s{n}"])
            what = tuple(SHAPES)[next(names)]
            found.append(
                Secret(match[0], what, Span.point(number, match.start() + 1, len(match[0])))
            )
        for match in ADDRESS.finditer(line) if "://" in line else ():
            if _is_secret(match):
                start, end = match.span("password")
                span = Span.point(number, start + 1, end - start)
                found.append(Secret(match["password"], "a password in an address", span))
    return found


def _is_secret(address: re.Match[str]) -> bool:
    """Not what is filled in later, nor what everybody could guess of a server on this computer."""
    password = address["password"]
    is_filled_in = "${" in password or password == address["user"]
    return not is_filled_in and address["host"].lower() not in THIS_COMPUTER


def secrets_under_keys(data: Value) -> list[Secret]:
    """By the key that they stand under; the catalog has columns of such names."""
    pairs = data.items() if isinstance(data, dict) else ()
    return [secret for key, value in pairs if key != "catalog" for secret in _below(value, (key,))]


def _below(value: Value, path: Path) -> Iterator[Secret]:
    match value:
        case dict():
            for key, below in value.items():
                yield from _below(below, (*path, key))
        case list():
            for index, below in enumerate(value):
                yield from _below(below, (*path, index))
        case str() if KEY.fullmatch(str(path[-1])) and "${" not in value and len(value) >= SHORTEST:
            yield Secret(value, f"a {str(path[-1]).replace('_', ' ')} written out", path=path)


def secrets_of(text: str, data: Value) -> list[Secret]:
    """Each place once: a shape says more than a key."""
    shaped = secrets_in_text(text)
    keyed = secrets_under_keys(data)
    return [*shaped, *(each for each in keyed if not any(s.text in each.text for s in shaped))]


def hide(text: str, secrets: Collection[str]) -> str:
    """The text with each secret dotted out, as long as before so that columns still hold.

    Of a value that a message cuts short, what is left of a secret is dotted out too.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, DOT * len(secret))
        for length in range(len(secret) - 1, SHORTEST, -1) if CUT in text else ():
            text = text.replace(secret[:length] + CUT, DOT * length + CUT)
    return text
