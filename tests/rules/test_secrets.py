"""Keys and passwords are found, what only looks a little like one is not, and none is printed."""

from __future__ import annotations

import pathlib

import pytest

from orchestrator import report
from orchestrator.load import load_project
from orchestrator.rules import hide, secrets_of
from tests.frontend.cases import GOOD_FLOW, shop

LETTERS = "Ab1" * 20
HEXADECIMAL = "0a" * 32
SECRETS = {
    "Stripe": f"sk_live_{LETTERS[:24]}",
    "Amazon": "AKIA" + "Z7" * 8,
    "Slack": f"xoxb-{LETTERS[:12]}-{LETTERS[:12]}",
    "GitHub": f"ghp_{LETTERS[:36]}",
    "Google": f"AIza{LETTERS[:35]}",
    "SendGrid": f"SG.{LETTERS[:22]}.{LETTERS[:43]}",
    "Mailgun": f"key-{HEXADECIMAL[:32]}",
    "Mailchimp": f"{HEXADECIMAL[:32]}-us21",
    "private key": "-----BEGIN RSA PRIVATE KEY-----",
    "signed token": f"eyJ{LETTERS[:20]}.eyJ{LETTERS[:20]}.{LETTERS[:30]}",
}
ADDRESSES = [
    "postgresql://shop:hunter2@db.shop.example/shop",
    "smtps://mailer:p4ss%20word@mail.shop.example:465",
    "twilio://AC123:0a0a0a0a0a@15551234/15554321",
]
HARMLESS = [
    "postgresql://shop@db.shop.example/shop",
    "postgresql://shop:shop@db.shop.example/shop",
    "postgresql://shop:hunter2@localhost/shop",
    "postgresql://shop:${PASSWORD}@db.shop.example/shop",
    "https://shop.example:8443/a@b",
    "mailto:hello@shop.example",
    "sk_live_",
    "the key-ring and the AKIA of Tokyo",
    "sha256:" + HEXADECIMAL,
    "12:30 @ the shop",
]


@pytest.mark.parametrize("name", SECRETS)
def test_keys_are_known_by_their_shape(name: str) -> None:
    (found,) = secrets_of(f"description: before {SECRETS[name]} behind\n", None)
    assert found.text == SECRETS[name]
    assert found.span
    assert (found.span.line, found.span.column) == (1, len("description: before ") + 1)


def test_comments_are_read_too() -> None:
    (found,) = secrets_of(f"flow: x\n# {SECRETS['Amazon']}\n", {"flow": "x"})
    assert found.span
    assert found.span.line == 2


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_password_in_an_address_is_found(address: str) -> None:
    (found,) = secrets_of(f'url: "{address}"\n', None)
    assert f":{found.text}@" in address


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert secrets_of(f"description: {text}\n", {"description": text}) == []


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ({"senders": {"email": {"password": "hush, hush"}}}, 1),
        ({"senders": {"till": {"secret": "hush, hush"}}}, 1),
        ({"constants": {"shop_api_key": "hush, hush"}}, 1),
        ({"senders": {"email": {"password": "${PASSWORD}"}}}, 0),
        ({"catalog": {"customers": {"attributes": {"token": "token_column"}}}}, 0),
        ({"constants": {"secret_sale": "20 % off"}}, 0),
    ],
)
def test_what_stands_under_the_key_of_a_secret(data: dict[str, object], count: int) -> None:
    assert len(secrets_of("", data)) == count  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in SECRETS if name != "private key"])
def test_a_secret_is_never_printed(name: str, tmp_path: pathlib.Path) -> None:
    """Not in the line that is shown, and not where another message repeats the value."""
    secret = SECRETS[name]
    text = GOOD_FLOW.replace("never", secret).replace("flow: good", f"flow: good # {secret}")
    loaded = load_project(shop(tmp_path, good=text), environment={})
    printed = report.as_text(loaded.diagnostics, loaded.sources) + report.as_json(
        loaded.diagnostics
    )
    assert "F065" in printed
    assert secret not in printed
    assert secret[:12] not in printed.replace(DOTTED, "")


DOTTED = "•" * 8


def test_hiding_keeps_columns() -> None:
    assert hide("a hunter2 b", {"hunter2"}) == "a ••••••• b"
