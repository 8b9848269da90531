"""What a shop wants to say, said in the language: a believable whole of thirty flows.

Beside each flow of tests/golden/usecases stands what `flows explain` says of it; run the tests with
REGENERATE=1 to write that anew, and read the difference.
"""

from __future__ import annotations

import os
import pathlib

import pytest
from click.testing import CliRunner

from orchestrator import report
from orchestrator.cli import main
from orchestrator.compiler import compile_flow
from orchestrator.load import Loaded, load_project
from orchestrator.model import Send
from orchestrator.words import as_text, describe

USECASES = pathlib.Path(__file__).parents[1] / "golden" / "usecases"
FLOWS = USECASES / "flows"
SECRETS = dict.fromkeys(("UNSUBSCRIBE_SECRET", "SMS_GATEWAY_URL", "CARD_PRINTER_SECRET"), "x" * 40)

SAID = {
    "welcome, out on the first order": "welcome",
    "abandoned cart, three in a week": "abandoned-cart",
    "browse abandonment": "browse-abandonment",
    "thanks for the 1st, 2nd and 5th order": "thank-you",
    "how-to by category with a fallback": "how-to",
    "review request after delivery": "review-request",
    "receipt, exempt from caps and consent": "receipt",
    "replenishment by product and quantity": "replenishment",
    "loyal by the shop's own criterion": "loyal-customer",
    "VIP: top 20 % by spend": "vip",
    "bottom 20, middle 60, top 20": "spring-letter",
    "ambassador: feedback, rating, friend": "ambassador",
    "refer a friend": "referral",
    "birthday, also on 29 February": "birthday",
    "sign-up anniversary": "sign-up-anniversary",
    "holidays in the shop's zone": "holidays",
    "back in stock": "back-in-stock",
    "price drop": "price-drop",
    "win-back by the customer's own rhythm": "win-back",
    "sunset with suppression": "sunset",
    "second purchase": "second-purchase",
    "premium offer to the top decile": "premium-offer",
    "renewal whose date moves either way": "subscription-renewal",
    "free-shipping gap": "free-shipping-gap",
    "A/B test of a subject with a holdout": "monthly-roast",
    "SMS to those who did not open": "points-expiring",
    "wait five days for a purchase, then branch": "taste-quiz",
    "marketing waits while a ticket is open": "support-survey",
    "the journey that starts again": "welcome-back",
    "the reminder that starts itself again": "descaling",
}
"""What is to be said, and the flow that says it."""


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_project(USECASES, environment=SECRETS)


def test_every_flow_is_right(loaded: Loaded) -> None:
    assert report.as_text(loaded.diagnostics, loaded.sources) == ""
    assert {flow.key for flow in loaded.flows} == {*SAID.values()}


def test_every_flow_stands_for_something() -> None:
    assert sorted(SAID.values()) == sorted(path.stem for path in FLOWS.glob("*.yml"))


def test_every_template_is_used(loaded: Loaded) -> None:
    sends = [step for flow in loaded.flows for step in flow.all_steps() if isinstance(step, Send)]
    used = {send.template for send in sends}
    written = USECASES.glob("templates/*/*.*")
    assert used == {
        path.relative_to(USECASES / "templates").with_suffix("").as_posix() for path in written
    }


@pytest.mark.parametrize("key", SAID.values(), ids=str)
def test_explains_what_stands_beside_it(key: str, loaded: Loaded) -> None:
    flow = next(flow for flow in loaded.flows if flow.key == key)
    assert loaded.project
    compile_flow(flow, loaded.project, loaded.variables[key], loaded.flows)
    text = as_text(describe(flow, loaded.project))
    expected = FLOWS / f"{key}.explain.txt"
    if os.environ.get("REGENERATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def test_the_command_prints_them_all() -> None:
    """Beside the flows stands what `flows explain` says, not only what it could say."""
    done = CliRunner().invoke(main, ["explain", "--project", str(USECASES)])
    beside = [path.read_text(encoding="utf-8") for path in sorted(FLOWS.glob("*.txt"))]
    assert done.exit_code == 0
    assert done.output == "\n".join(beside)


def test_no_sentence_is_left_over() -> None:
    assert {path.name.removesuffix(".explain.txt") for path in FLOWS.glob("*.txt")} <= {
        *SAID.values()
    }
