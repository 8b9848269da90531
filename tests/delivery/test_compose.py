from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.delivery import BadAddressError, Message, compose, unsubscribe_headers
from orchestrator.model import SenderSettings, SenderType

GOLDEN = Path(__file__).parent / "golden.eml"
SETTINGS = SenderSettings(
    SenderType.OUTBOX,
    "Fjällhjul, Sverige AB <hello@fjallhjul.example>",
    reply_to="Kundtjänst <hej@fjällhjul.example>",
)
OWN_HEADERS = {
    *["From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version"],
    *["X-Lifecycle-Flow", "X-Lifecycle-Step", "Content-Type"],
}


def message(**changes: object) -> Message:
    fields: dict[str, object] = {
        "id": "abandoned-cart.42.reminder-1",
        "flow": "abandoned-cart",
        "step": "reminder-1",
        "customer": "42",
        "to": "anna@företag.example",
        "subject": "Hej Åsa, du har glömt något i varukorgen som du säkert vill ha 🚲 hem till dig",
        "html": "<p>Hej Åsa</p>\n.\n<p>" + "lång " * 40 + "</p>",
        "text": "Hej Åsa =_\n.\nFrom här\n",
        "at": datetime(2026, 3, 31, 10, 0, tzinfo=timezone(timedelta(hours=2))),
        "headers": unsubscribe_headers("https://fjallhjul.example/unsubscribe?token=" + "x" * 150),
    }
    return Message(**{**fields, **changes})  # type: ignore[arg-type]


def test_the_whole_mail() -> None:
    assert compose(message(), SETTINGS).as_bytes() == GOLDEN.read_bytes()


def test_what_another_program_reads() -> None:
    email = message_from_bytes(compose(message(), SETTINGS).as_bytes(), policy=default)
    assert email["Subject"] == message().subject
    assert email["From"].addresses[0].display_name == "Fjällhjul, Sverige AB"
    assert email["To"] == "anna@xn--fretag-wxa.example"
    assert email["Reply-To"].addresses[0].addr_spec == "hej@xn--fjllhjul-1za.example"
    assert email["Date"].datetime == datetime(2026, 3, 31, 8, tzinfo=UTC)
    assert email["List-Unsubscribe"].endswith("x" * 150 + ">")
    for subtype, text in (("plain", message().text), ("html", message().html)):
        part = email.get_body((subtype,))
        assert part is not None
        assert part.get_content().splitlines() == text.splitlines()


def test_the_same_message_is_the_same_bytes() -> None:
    assert compose(message(), SETTINGS).as_bytes() == compose(message(), SETTINGS).as_bytes()


def test_lines_end_as_smtp_wants_them_and_are_ascii() -> None:
    content = compose(message(), SETTINGS).as_bytes()
    assert content.isascii()
    assert content.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(map(len, content.split(b"\r\n"))) < 998


@pytest.mark.parametrize("unusual", ["a b", "a@b", "../../x", "ä", "", ".", "a" * 500, "x\r\ny"])
def test_an_unusual_id_is_hashed(unusual: str) -> None:
    found = compose(message(id=unusual), SETTINGS)["Message-ID"]
    assert len(found) == len("<@fjallhjul.example>") + 64


def test_ids_stay_apart() -> None:
    found = {compose(message(id=name), SETTINGS)["Message-ID"] for name in ("a/b", "a b", "ab")}
    assert len(found) == 3


@pytest.mark.parametrize("to", ["", "anna", "a b@c.se", "a@b", "x@y.se\r\nBcc: z@y.se"])
def test_a_broken_address(to: str) -> None:
    with pytest.raises(BadAddressError):
        compose(message(to=to), SETTINGS)


def test_our_own_broken_address_is_said_to_be_ours() -> None:
    with pytest.raises(BadAddressError, match=r"orchestrator\.yml: the address has no @"):
        compose(message(), SenderSettings(SenderType.OUTBOX, "Shop <hello>"))


@given(text=st.text(), header=st.text())
def test_no_text_can_add_a_header(text: str, header: str) -> None:
    changed = message(
        id=text, flow=text, step=text, subject=text, html=text, text=text, headers={"X-A": header}
    )
    content = compose(changed, SETTINGS).as_bytes()
    email = message_from_bytes(content, policy=default)
    assert set(email.keys()) == OWN_HEADERS | {"X-A"}
    assert [part.get_content_type() for part in email.iter_parts()] == ["text/plain", "text/html"]
    assert email.defects == []


@given(
    st.text(alphabet=st.sampled_from("\r\n\v\f\x1c\x85\u2028\0 :aB=?é"), max_size=200),
)
def test_no_line_break_gets_into_a_header(text: str) -> None:
    content = compose(message(subject=text, flow=text), SETTINGS).as_bytes()
    head = content.partition(b"\r\n\r\n")[0]
    names = [line.split(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] != b" "]
    assert set(names) == OWN_HEADERS | set(message().headers)
