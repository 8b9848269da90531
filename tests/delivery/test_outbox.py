from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.catalog import Catalog, Column, Customers, Table
from orchestrator.delivery import (
    BadAddressError,
    Message,
    OutboxSender,
    Outcome,
    Receipt,
    SilentSender,
    open_senders,
    unsubscribe_secret,
    write_index,
)
from orchestrator.model import Channel, Database, Project, SenderSettings, SenderType

SETTINGS = SenderSettings(SenderType.OUTBOX, "Shop <hello@shop.example>")


def message(
    name: str = "welcome.1.hello", to: str = "anna@mail.example", **changes: str
) -> Message:
    return Message(
        id=name,
        flow="welcome",
        step="hello",
        customer="1",
        to=to,
        subject=changes.get("subject", "Hej Åsa"),
        html=changes.get("html", "<p>Hej å</p>"),
        text="Hej å",
        at=datetime(2026, 3, 31, 8, tzinfo=UTC),
    )


def rows(folder: Path) -> list[dict[str, str]]:
    page = write_index(folder).read_text(encoding="utf-8")
    found = re.search(r"^const ROWS = (.*);$", page, flags=re.MULTILINE)
    assert found
    listed: list[dict[str, str]] = json.loads(found[1])
    return listed


def view(folder: Path, name: str) -> dict[str, object]:
    script = (folder / "view" / f"{name}.js").read_text(encoding="utf-8")
    shown: dict[str, object] = json.loads(script.removeprefix("show(").rstrip(");\n"))
    return shown


def test_one_file_a_message_however_often_it_is_delivered(tmp_path: Path) -> None:
    outbox = OutboxSender(SETTINGS, tmp_path / "deep" / "outbox")
    for _ in range(2):
        assert list(outbox.deliver([message()])) == [Receipt("welcome.1.hello", Outcome.SENT)]
    names = [path.name for path in (tmp_path / "deep" / "outbox").iterdir()]
    assert names == ["welcome.1.hello.eml"]


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    names = ["../x", "/etc/x", "a/b", "..", "c:\\x", "nul\0", "a" * 900]
    receipts = list(OutboxSender(SETTINGS, folder).deliver([message(name) for name in names]))
    assert {receipt.outcome for receipt in receipts} == {Outcome.SENT}
    assert [path.name for path in tmp_path.iterdir()] == ["outbox"]
    assert len(list(folder.glob("*.eml"))) == len(names)


def test_a_broken_address_stops_only_its_own_message(tmp_path: Path) -> None:
    group = [message("a", to="nobody"), message("b")]
    first, second = OutboxSender(SETTINGS, tmp_path).deliver(group)
    assert first == Receipt("a", Outcome.FAILED, "the address has no @")
    assert second == Receipt("b", Outcome.SENT)


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file")
    (receipt,) = OutboxSender(SETTINGS, tmp_path / "outbox").deliver([message()])
    assert receipt.outcome is Outcome.RETRY


def test_the_index_lists_and_shows_every_mail(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    sent = [message("a"), message("b", subject=evil, html=f"<p>{evil}</p>")]
    list(OutboxSender(SETTINGS, tmp_path).deliver(sent))
    listed = rows(tmp_path)
    assert [row["id"] for row in listed] == ["b", "a"]
    assert listed[1] == {
        "id": "a",
        "at": "2026-03-31T08:00:00+00:00",
        "flow": "welcome",
        "step": "hello",
        "to": "anna@mail.example",
        "subject": "Hej Åsa",
        "channel": "email",
    }
    assert listed[0]["subject"] == evil
    assert str(view(tmp_path, "b")["html"]).strip() == f"<p>{evil}</p>"
    assert str(view(tmp_path, "a")["text"]).strip() == "Hej å"
    assert evil not in (tmp_path / "index.html").read_text()
    assert evil not in (tmp_path / "view" / "b.js").read_text()


def test_text_messages_and_calls_can_be_read(tmp_path: Path) -> None:
    text = replace(message("a", to="+46 70-123 45 67"), channel=Channel.SMS)
    call = replace(
        message("b", to=""), channel=Channel.WEBHOOK, text='{"name":"Åsa","way":"</script>"}'
    )
    bare = replace(call, id="c", text="")
    settings = SenderSettings(SenderType.OUTBOX, secret="key")  # noqa: S106  (a test's secret)
    receipts = list(OutboxSender(settings, tmp_path).deliver([text, call, bare]))
    assert {receipt.outcome for receipt in receipts} == {Outcome.SENT}
    assert (tmp_path / "a.sms.txt").read_text(encoding="utf-8") == (
        "To: +46701234567\nDate: Tue, 31 Mar 2026 08:00:00 +0000\nFlow: welcome\nStep: hello\n\nHej å\n"
    )
    written = json.loads((tmp_path / "b.webhook.json").read_text(encoding="utf-8"))
    assert written["body"] == {"name": "Åsa", "way": "</script>"}
    assert written["headers"]["X-Lifecycle-Signature"].startswith("sha256=")
    listed = {row["id"]: row for row in rows(tmp_path)}
    assert [listed[name]["channel"] for name in "abc"] == ["sms", "webhook", "webhook"]
    assert listed["a"]["to"] == "+46701234567"
    assert listed["a"]["subject"] == "Hej å"
    assert json.loads(str(view(tmp_path, "b")["text"])) == written["body"]
    assert json.loads(str(view(tmp_path, "c")["text"]))["step"] == "hello"
    assert "</script>" not in (tmp_path / "view" / "b.js").read_text()


def test_a_number_that_is_none_stops_only_its_own_message(tmp_path: Path) -> None:
    group = [
        replace(message("a", to="12"), channel=Channel.SMS),
        replace(message("b", to="+46701234567"), channel=Channel.SMS),
    ]
    first, second = OutboxSender(SETTINGS, tmp_path).deliver(group)
    assert first.outcome is Outcome.FAILED
    assert second.outcome is Outcome.SENT


def test_the_index_follows_the_folder(tmp_path: Path) -> None:
    assert rows(tmp_path) == []
    outbox = OutboxSender(SETTINGS, tmp_path)
    list(outbox.deliver([message("a"), message("b")]))
    assert len(rows(tmp_path)) == 2
    list(outbox.deliver([message("a", subject="Changed")]))
    later = (tmp_path / "view" / "a.js").stat().st_mtime + 1
    os.utime(tmp_path / "a.eml", (later, later))
    (tmp_path / "b.eml").unlink()
    assert [row["subject"] for row in rows(tmp_path)] == ["Changed"]
    assert [path.name for path in (tmp_path / "view").iterdir()] == ["a.js"]


def project(**senders: SenderSettings) -> Project:
    catalog = Catalog(Customers(Table("customers"), Column("id")))
    return Project(".", Database("sqlite://"), catalog, senders=senders)


def test_senders_of_a_project(tmp_path: Path) -> None:
    smtp = SenderSettings(SenderType.SMTP, "hello@shop.example")
    gateway = SenderSettings(SenderType.APPRISE, channel=Channel.SMS, url="json://x/{to}")
    till = SenderSettings(SenderType.WEBHOOK, channel=Channel.WEBHOOK, url="https://till.example")
    opened = open_senders(project(email=SETTINGS, sms=gateway, news=smtp, till=till), tmp_path)
    kinds = {name: type(sender).__name__ for name, sender in opened.items()}
    assert kinds == {
        "email": "OutboxSender",
        "sms": "GatewaySender",
        "news": "SmtpSender",
        "till": "WebhookSender",
    }
    list(opened[Channel.EMAIL].deliver([message("a")]))
    assert (tmp_path / "outbox" / "a.eml").exists()


def test_what_goes_to_the_staff_goes_to_nobody_else(tmp_path: Path) -> None:
    staff = replace(SETTINGS, recipient="service@shop.example")
    (sender,) = open_senders(project(staff=staff), tmp_path).values()
    assert list(sender.deliver([message("a", to="")])) == [Receipt("a", Outcome.SENT)]
    assert [row["to"] for row in rows(tmp_path / "outbox")] == ["service@shop.example"]


@pytest.mark.parametrize(
    ("name", "settings", "problem"),
    [
        ("email", replace(SETTINGS, reply_to="nobody"), "nobody"),
        ("staff", replace(SETTINGS, recipient="nobody"), '"staff".*"to" .*no @'),
        (
            "staff",
            SenderSettings(SenderType.OUTBOX, channel=Channel.SMS, recipient="070"),
            "no country code",
        ),
        ("sms", SenderSettings(SenderType.APPRISE, url="twilio://a:b@+46/"), "no {to}"),
        ("till", SenderSettings(SenderType.WEBHOOK, url="till.example"), "https://"),
        ("till", SenderSettings(SenderType.WEBHOOK, url="https:///x"), "https://"),
        ("till", SenderSettings(SenderType.WEBHOOK, url="https://[x"), "https://"),
        ("till", SenderSettings(SenderType.WEBHOOK), "https://"),
    ],
)
def test_a_sender_of_which_our_own_side_is_broken(
    tmp_path: Path, name: str, settings: SenderSettings, problem: str
) -> None:
    with pytest.raises(BadAddressError, match=problem):
        open_senders(project(**{name: settings}), tmp_path)


def test_one_that_sends_nothing_takes_everything() -> None:
    receipts = SilentSender().deliver([message("a"), message("b")])
    assert list(receipts) == [Receipt("a", Outcome.SENT), Receipt("b", Outcome.SENT)]


def test_the_secret_of_unsubscribe_links(tmp_path: Path) -> None:
    made_up = unsubscribe_secret(SETTINGS, tmp_path)
    assert made_up
    assert len(made_up) > 40
    assert unsubscribe_secret(SETTINGS, tmp_path) == made_up
    file = tmp_path / "outbox" / ".unsubscribe-secret"
    assert file.stat().st_mode & 0o077 == 0
    given = SenderSettings(SenderType.SMTP, "a@b.se", secret="given")  # noqa: S106  (a test's secret)
    assert unsubscribe_secret(given, tmp_path) == "given"
    assert unsubscribe_secret(SenderSettings(SenderType.SMTP, "a@b.se"), tmp_path) is None
