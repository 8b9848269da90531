"""Damaged and random files: bytes that nobody would write, and some that somebody might."""

from __future__ import annotations

import itertools
import pathlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

WORDS = [
    "send",
    "delay",
    "branch",
    "split",
    "wait_for",
    "update",
    "start",
    "exit",
    "if",
    "then",
    "else",
    "cases",
    "arms",
    "share",
    "template",
    "subject",
    "variants",
    "trigger",
    "event",
    "segment",
    "date",
    "calendar",
    "manual",
    "key",
    "quiet_for",
    "where",
    "conditions",
    "did",
    "did_not",
    "opened",
    "clicked",
    "received",
    "in_segment",
    "all",
    "any",
    "none",
    "at_least",
    "at_most",
    "between",
    "exists",
    "before",
    "after",
    "top",
    "bottom",
    "among",
    "reentry",
    "never",
    "always",
    "exit_when",
    "goal",
    "within",
    "holdout",
    "frequency_cap",
    "send_window",
    "hold_while",
    "schedule",
    "cron",
    "customer.country",
    "trigger.value",
    "trigger.items",
    "rating.stars",
    "placed_order",
    "cart_updated",
    "vip",
    "3_days",
    "flow",
    "title",
    "status",
    "live",
    "steps",
    "only_if",
    "topic",
    "coupon",
    "to",
    "until",
    "until_date",
    "offset",
    "timezone",
]
SCALARS = (
    "~", "null", "true", "12", "-1", "1e999", "0x1F", "'", '"', "3 days", "50%", "09:00", "25:61", "[]", "{}",
    "{{ customer.first_name }}", "{% if %}", "{{ 1/0 }}", "{{ ''.__class__ }}", "{{ ((((((1)))))) }}", "NO", "*x",
    "&x", "!!python/object:os.system", "!x", "<<", "? a", "- -", "|", ">", "@", "`", "%", "2026-02-30", "#",
    "${HOME}", "${", "../../etc/passwd", "é", "\u202e", "\U0001f600", "0 0 30 2 *", "Europe/Atlantis", "trigger.",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "latin-1", "utf-8-sig", "utf-32", "cp1252", "shift_jis")


@dataclass(frozen=True)
class Text:
    content: bytes


@dataclass(frozen=True)
class Folder:
    """A folder by the flow's name."""


@dataclass(frozen=True)
class Link:
    """A symbolic link by the flow's name."""

    target: str


Damaged: TypeAlias = Text | Folder | Link
Source: TypeAlias = Callable[[random.Random, bytes, list[bytes]], Damaged]
FLOWS = 0.85
"""The share of flows; the rest are orchestrator.yml and templates."""


def flipped(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    content = bytearray(raw)
    for _ in range(rng.randint(1, 3)):
        content[rng.randrange(len(content))] = rng.choice(
            (rng.randrange(256), rng.randrange(32, 127))
        )
    return Text(bytes(content))


def cut(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    start, end = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    return Text(raw[:start] + raw[end:] if rng.random() < 0.5 else raw[start:end])


def spliced(rng: random.Random, raw: bytes, others: list[bytes]) -> Damaged:
    other = rng.choice(others)
    start, end = sorted(rng.randrange(len(other) + 1) for _ in range(2))
    place = rng.randrange(len(raw) + 1)
    return Text(raw[:place] + other[start:end] + raw[place:])


def shuffled_lines(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    lines = raw.split(b"\n")
    for _ in range(rng.randint(1, 4)):
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return Text(b"\n".join(lines))


def reindented(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    lines = raw.split(b"\n")
    for _ in range(rng.randint(1, 5)):
        n = rng.randrange(len(lines))
        move = rng.choice((b"  ", b" ", b"\t", b"- "))
        lines[n] = move + lines[n] if rng.random() < 0.5 else lines[n].removeprefix(b"  ")
    return Text(b"\n".join(lines))


def other_words(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    """Words and values of the language in places where others stood."""
    lines = raw.decode().split("\n")
    for _ in range(rng.randint(1, 4)):
        n = rng.randrange(len(lines))
        key, colon, value = lines[n].partition(":")
        word = rng.choice((*WORDS, *SCALARS))
        if colon and rng.random() < 0.5:
            lines[n] = f"{key}: {word}"
        else:
            indent = key[: len(key) - len(key.lstrip(" -"))]
            lines[n] = f"{indent}{word}{colon}{value}"
    return Text("\n".join(lines).encode())


def grown(rng: random.Random, _raw: bytes, _others: list[bytes]) -> Damaged:
    """A random tree of the language's words."""
    return Text(("flow: case\n" + _tree(rng, 0)).encode())


def _tree(rng: random.Random, depth: int) -> str:
    lines = []
    for _ in range(rng.randint(1, 4)):
        start = "  " * depth + rng.choice(("", "", "- "))
        word = rng.choice(WORDS)
        if depth < 6 and rng.random() < 0.4:
            lines.append(f"{start}{word}:\n{_tree(rng, depth + rng.randint(1, 2))}")
        else:
            lines.append(f"{start}{word}: {rng.choice((*SCALARS, *WORDS))}\n")
    return "".join(lines)


def deep(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    depth = rng.choice((41, 100, 1_000, 20_000, 100_000))
    opened = rng.choice(("[", "{a: ", "- ", "? ", "'", "((", "{{ ((", "a: &x [", "!t "))
    text = opened * depth
    if rng.random() < 0.5:
        head, _, tail = raw.decode().rpartition("subject:")
        return Text(f"{head}subject: {text}{tail[:50]}".encode())
    return Text(text.encode())


def nested_steps(rng: random.Random, _raw: bytes, _others: list[bytes]) -> Damaged:
    depth = rng.randint(2, 60)
    text = "flow: case\ntrigger:\n  event: placed_order\nreentry: never\nsteps:\n"
    for n in range(depth):
        pad = "    " * n
        text += f"{pad}  - branch: b{n}\n{pad}    if:\n{pad}      - trigger.value: {n}\n{pad}    then:\n"
    return Text((text + "    " * depth + "  - delay: 1 day\n").encode())


def jinja(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    """Something hard to chew in a subject."""
    depth = rng.choice((10, 300, 5_000))
    hard = rng.choice(
        ("{{ " + "(" * depth + "1" + ")" * depth + " }}",
         "{% if customer.first_name %}" * depth,
         "{% if 1 %}" * depth + "x" + "{% endif %}" * depth,
         "{{ " + "not " * depth + "customer.first_name }}",
         "{{ customer" + ".first_name" * depth + " }}",
         "{{ 'a' " + "~ 'b' " * depth + "}}",
         "{{ " + "-" * depth + "1 }}",
         "{{ range(10 ** 9) | list }}", "{{ 9 ** 9 ** 9 }}", "{% include 'nothing' %}",
         "{% for i in range(99999999) %}x{% endfor %}", "{{ [" + "[" * depth + "]" * depth + "] }}",
         "{% set " + "a, " * depth + "b = 1 %}", "{{ customer.first_name" + " | upper" * depth + " }}",
         "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% raw %}", "{#", "{{ '" + "\\" * depth + "' }}")
    )  # fmt: skip
    lines = raw.decode().split("\n")
    subjects = [n for n, line in enumerate(lines) if "subject:" in line] or [0]
    n = rng.choice(subjects)
    head = lines[n].partition("subject:")[0]
    lines[n] = f"{head}subject: '{hard.replace(chr(39), chr(39) * 2)}'"
    return Text("\n".join(lines).encode())


def bomb(rng: random.Random, _raw: bytes, _others: list[bytes]) -> Damaged:
    names = "abcdefghij"
    lines = ['a: &a ["lol"]']
    lines += [f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]" for p, n in itertools.pairwise(names)]
    return Text(("\n".join(lines[: rng.randint(2, 10)]) + "\nself: &s [*s]\n").encode())


def huge(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    big = rng.choice(
        ("a", "é", " ", "\n", "9", "a: ", "- a\n", "{{ x }}", "\t", "'", "\\", "# ", "a b: c\n")
    )
    text = big * rng.choice((10_000, 100_000, 400_000))
    lines = raw.decode().split("\n")
    n = rng.randrange(len(lines))
    key = lines[n].partition(":")[0]
    lines[n] = rng.choice(
        (f"{key}: {text}", f'{key}: "{text}"', f"{text}: x", f"{key}: |\n    {text}")
    )
    return Text("\n".join(lines).encode())


def encoded(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    text = raw.decode() + "\n# åäö\n"
    return Text(text.encode(rng.choice(ENCODINGS), errors="replace"))


def invisible(rng: random.Random, raw: bytes, _others: list[bytes]) -> Damaged:
    at = rng.randrange(len(raw) + 1)
    odd = rng.choice(
        ("\0", "\x1b", "\x85", "\u2028", "\ufeff", "\u200b", "\xa0", "\r", "\x7f")
    ).encode()
    return Text(raw[:at] + odd * rng.randint(1, 3) + raw[at:])


def empty(rng: random.Random, _raw: bytes, _others: list[bytes]) -> Damaged:
    return Text(
        rng.choice(
            (
                b"",
                b"\n",
                b" ",
                b"# only a comment",
                b"---",
                b"---\n---\n",
                b"...",
                b"%YAML 9.9\n---\n",
                b"\xff",
            )
        )
    )


def not_a_file(rng: random.Random, _raw: bytes, _others: list[bytes]) -> Damaged:
    targets = (
        "/etc/passwd",
        "../../outside.yml",
        "case.yml",
        "nowhere",
        "/dev/zero",
        "/proc/self/environ",
        "..",
    )
    return Folder() if rng.random() < 0.3 else Link(rng.choice(targets))


SOURCES: tuple[tuple[int, Source], ...] = (
    (20, flipped),
    (12, cut),
    (12, spliced),
    (12, shuffled_lines),
    (12, reindented),
    (16, other_words),
    (8, grown),
    (2, deep),
    (1, nested_steps),
    (3, jinja),
    (1, bomb),
    (1, huge),
    (2, encoded),
    (3, invisible),
    (1, empty),
    (1, not_a_file),
)
"""Each with how often it is drawn."""


@dataclass(frozen=True)
class Case:
    """What stands where, and the name of what made it."""

    file: str
    kind: str
    what: Damaged


def damaged(seed: int, files: Mapping[str, bytes]) -> Case:
    """The case of that seed: one of the files, damaged, most often a flow."""
    rng = random.Random(seed)  # noqa: S311 - the same file for the same seed
    flows = [name for name in files if name.startswith("flows/")]
    file = rng.choice(flows if rng.random() < FLOWS else sorted(files))
    source = rng.choices([s for _, s in SOURCES], [weight for weight, _ in SOURCES])[0]
    others = [files[name] for name in flows]
    return Case(file, source.__name__, source(rng, files[file], others))


def put(path: pathlib.Path, what: Damaged) -> None:
    """In the place of whatever stands there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        path.rmdir()
    match what:
        case Text(content):
            path.write_bytes(content)
        case Folder():
            path.mkdir()
        case Link(target):
            path.symlink_to(target)
