"""What people see in their editor: the real YAML language server, asked as an editor asks it.

In every text `|` is the cursor.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editor.language_server import LanguageServer

ROOT = Path(__file__).parents[2]
GENERAL = "# yaml-language-server: $schema=../general/flow.schema.json\n"
OF_PROJECT = "# yaml-language-server: $schema=../schemas/flow.schema.json\n"
EVENT = "trigger:\n  event: placed_order\n"

GENERAL_OFFERS = {
    "the keys of a flow": ("flow: x\n|\n", {"trigger", "reentry", "exit_when", "holdout", "steps"}),
    "the kinds of a trigger": ("trigger:\n  |\n", {"event", "segment", "date", "calendar"}),
    "the kinds of a step": ("steps:\n  - |\n", {"send", "delay", "branch", "split", "wait_for"}),
    "the kinds of a step, half written": ("steps:\n  - se|\n", {"send", "delay", "branch"}),
    "the keys of a send": ("steps:\n  - send: a\n    |\n", {"template", "subject", "only_if"}),
    "the keys of a branch": ("steps:\n  - branch: a\n    |\n", {"if", "then", "else", "cases"}),
    "the keys of a delay": ("steps:\n  - delay:\n      |\n", {"until", "until_date"}),
    "the words of a key": ("status: |\n", {"draft", "live", "paused"}),
    "the words of a key that may be a map": ("reentry: |\n", {"never", "always"}),
    "operators": ("conditions:\n  - customer.a:\n      |\n", {"at_least", "starts_with", "top"}),
}
GENERAL_LACKS = {
    "other kinds in a send": ("steps:\n  - send: a\n    |\n", {"delay", "branch", "start", "exit"}),
    "other kinds in a trigger": (f"{EVENT}  |\n", {"segment", "date", "calendar"}),
}
OFFERS = {
    "events that trigger": ("trigger:\n  event: |\n", {"placed_order", "left_rating"}),
    "events, half written": ("trigger:\n  event: pla|\n", {"placed_order"}),
    "events that were done": ("exit_when:\n  - did: |\n", {"placed_order", "left_rating"}),
    "events in a map": ("exit_when:\n  - did:\n      event: |\n", {"placed_order"}),
    "the trigger's key": (f"{EVENT}  key: |\n", {"order_no", "total", "delivered_at"}),
    "properties in where": (f"{EVENT}  where:\n    |\n", {"order_no", "total", "items"}),
    "properties of another event": (
        "exit_when:\n  - did:\n      event: left_rating\n      where:\n        |\n",
        {"stars", "words"},
    ),
    "numbers to add up": (
        "exit_when:\n  - did:\n      event: placed_order\n      sum:\n        |\n",
        {"total", "value"},
    ),
    "properties of lines": (
        f"{EVENT}conditions:\n  - trigger.items:\n      any:\n        |\n",
        {"category", "price"},
    ),
    "attributes": (
        "conditions:\n  - |\n",
        {"customer.country", "customer.points", "customer.facts.nps", "customer.tags", "did"},
    ),
    "what the trigger brings": (
        f"{EVENT}conditions:\n  - |\n",
        {"trigger.total", "trigger.nth", "trigger.product.stock", "trigger.items"},
    ),
    "what the trigger brings, deep in the steps": (
        f"{EVENT}steps:\n  - branch: a\n    then:\n      - branch: b\n        if:\n          - |\n",
        {"trigger.total", "trigger.product.stock"},
    ),
    "what a date brings": (
        "trigger:\n  date: subscription.renews_at\nconditions:\n  - |\n",
        {"trigger.years", "trigger.date", "trigger.subscription.plan"},
    ),
    "operators of a number": (
        "conditions:\n  - customer.points:\n      |\n",
        {"at_least", "between", "top"},
    ),
    "operators of a text": (
        "conditions:\n  - customer.country:\n      |\n",
        {"is_not", "in", "contains", "starts_with"},
    ),
    "operators of a time": (
        "conditions:\n  - customer.last_order_at:\n      |\n",
        {"before", "after", "between", "exists"},
    ),
    "constants and values to compare with": (
        f"{EVENT}conditions:\n  - customer.points:\n      at_least: |\n",
        {"constants.big_basket", "trigger.total", "customer.open_tickets"},
    ),
    "tags": ("conditions:\n  - customer.tags:\n      contains: |\n", {"rated", "staff"}),
    "segments": ("conditions:\n  - in_segment: |\n", {"vip", "lapsed"}),
    "segments that trigger": ("trigger:\n  segment: |\n", {"vip", "lapsed"}),
    "dates that trigger": (
        "trigger:\n  date: |\n",
        {"customer.birthday", "customer.last_order_at", "subscription.renews_at"},
    ),
    "templates": ("steps:\n  - send: a\n    template: |\n", {"mails/thanks", "mails/later"}),
    "templates of texts": (
        "steps:\n  - send: a\n    channel: sms\n    template: |\n",
        {"texts/thanks"},
    ),
    "senders": ("steps:\n  - send: a\n    to: |\n", {"service", "warehouse"}),
    "coupons": ("steps:\n  - send: a\n    coupon: |\n", {"welcome-10"}),
    "topics": ("steps:\n  - send: a\n    topic: |\n", {"order"}),
    "flows": ("steps:\n  - start: |\n", {"renewal", "thank-you"}),
    "facts": ("steps:\n  - update:\n      set:\n        |\n", {"nps", "nickname"}),
    "dates to wait for": (
        f"{EVENT}steps:\n  - delay:\n      until_date: |\n",
        {"trigger.delivered_at", "customer.birthday"},
    ),
}
LACKS = {
    "operators of another type": (
        "conditions:\n  - customer.country:\n      |\n",
        {"at_least", "before", "top", "between"},
    ),
    "ranks of what triggered": (f"{EVENT}conditions:\n  - trigger.total:\n      |\n", {"top"}),
    "what another event brings": (f"{EVENT}conditions:\n  - |\n", {"trigger.stars"}),
    "properties of another event": (f"{EVENT}  where:\n    |\n", {"stars"}),
    "what a segment does not bring": (
        "trigger:\n  segment: vip\nconditions:\n  - |\n",
        {"trigger.nth", "trigger.total", "trigger.date"},
    ),
    "parts of templates": ("steps:\n  - send: a\n    template: |\n", {"_part", "texts/thanks"}),
    "examples of another shop": ("conditions:\n  - in_segment: |\n", {"[object Object]"}),
}
HOVERS = {
    "a key of the flow": ("exit_|when:\n  - did: placed_order\n", "takes the customer out"),
    "a key of a trigger": ("trigger:\n  quiet|_for: 1 hour\n  event: a\n", "nothing has moved"),
    "a key of a send": ("steps:\n  - send: a\n    temp|late: b\n", "below templates/"),
    "a condition": ("conditions:\n  - di|d: placed_order\n", "The customer did this"),
    "an operator": ("conditions:\n  - customer.points:\n      at_le|ast: 3\n", "The value or more"),
}
HOVERS_OF_PROJECT = {
    "an attribute": ("conditions:\n  - customer.coun|try: SE\n", "A text: the column country."),
    "an aggregate": (
        "conditions:\n  - customer.last_order|_at:\n      exists: true\n",
        "A time: the last placed_order.",
    ),
    "a fact": ("conditions:\n  - customer.facts|.nps: 9\n", "A number: a fact that steps set."),
    "a value of the trigger": (
        f"{EVENT}conditions:\n  - trigger.to|tal: 9\n",
        "A number: total of placed_order.",
    ),
    "a property": (f"{EVENT}  where:\n    to|tal: 9\n", "A number: total of placed_order."),
    "an event": ("trigger:\n  event: placed|_order\n", "Rows of orders, with order"),
}
GOOD = f"flow: x\n{EVENT}reentry: never\nsteps:\n  - exit\n"
MISTAKES = {
    "a key of the flow": (GOOD.replace("reentry", "reentri"), "reentri: never"),
    "a key of a send": (GOOD.replace("- exit", "- send: a\n    templte: b"), "    templte: b"),
    "a kind of step": (GOOD.replace("- exit", "- dely: 1 day"), "  - dely: 1 day"),
}
MISTAKES_OF_PROJECT = {
    "a kind of step": (GOOD.replace("- exit", "- dely: 1 day"), "  - dely: 1 day"),
    "an event": (GOOD.replace("placed_order", "placed_ordr"), "  event: placed_ordr"),
    "a template": (
        GOOD.replace("- exit", "- send: a\n    subject: b\n    template: mails/thank"),
        "    template: mails/thank",
    ),
    **{
        f"a condition: {condition}": (f"{GOOD}conditions:\n  - {condition}\n", f"  - {condition}")
        for condition in (
            "customer.contry: SE",
            "customer.country: {top: 9%}",
            "customer.points: {at_least: constants.big_baskt}",
            "customer.tags: [rated]",
            "trigger.stars: 1",
            "in_segment: vp",
            "did: placed_ordr",
            "did: {event: left_rating, where: {total: 1}}",
        )
    },
}


def _file(project: Path) -> Path:
    return project / "flows" / "edited.yml"


@pytest.mark.parametrize("case", GENERAL_OFFERS)
def test_the_general_schema_offers(server: LanguageServer, project: Path, case: str) -> None:
    text, wanted = GENERAL_OFFERS[case]
    assert wanted <= set(server.completions(_file(project), GENERAL + text))


@pytest.mark.parametrize("case", GENERAL_OFFERS)
def test_the_schema_of_a_project_offers_that_too(
    server: LanguageServer, project: Path, case: str
) -> None:
    text, wanted = GENERAL_OFFERS[case]
    text = text.replace("customer.a", "customer.points")
    assert wanted - {"starts_with"} <= set(server.completions(_file(project), OF_PROJECT + text))


@pytest.mark.parametrize("case", GENERAL_LACKS)
@pytest.mark.parametrize("head", [GENERAL, OF_PROJECT], ids=["general", "project"])
def test_nothing_else_is_offered(
    server: LanguageServer, project: Path, head: str, case: str
) -> None:
    text, unwanted = GENERAL_LACKS[case]
    found = set(server.completions(_file(project), head + text))
    assert found
    assert not found & unwanted


@pytest.mark.parametrize("case", OFFERS)
def test_the_names_of_the_project_are_offered(
    server: LanguageServer, project: Path, case: str
) -> None:
    text, wanted = OFFERS[case]
    assert wanted <= set(server.completions(_file(project), OF_PROJECT + text))


@pytest.mark.parametrize("case", LACKS)
def test_what_does_not_fit_is_not_offered(server: LanguageServer, project: Path, case: str) -> None:
    text, unwanted = LACKS[case]
    found = set(server.completions(_file(project), OF_PROJECT + text))
    assert found
    assert not found & unwanted


def test_an_offer_comes_with_its_description(server: LanguageServer, project: Path) -> None:
    found = server.completions(_file(project), f"{OF_PROJECT}conditions:\n  - |\n")
    assert found["customer.points"] == "A number: the column points."
    assert found["customer.last_order_at"] == "A time: the last placed_order."


@pytest.mark.parametrize("case", HOVERS)
@pytest.mark.parametrize("head", [GENERAL, OF_PROJECT], ids=["general", "project"])
def test_a_key_is_explained(server: LanguageServer, project: Path, head: str, case: str) -> None:
    text, words = HOVERS[case]
    assert words in server.hover(_file(project), head + text)


@pytest.mark.parametrize("case", HOVERS_OF_PROJECT)
def test_a_name_is_explained(server: LanguageServer, project: Path, case: str) -> None:
    text, words = HOVERS_OF_PROJECT[case]
    assert words in server.hover(_file(project), OF_PROJECT + text)


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_marked(server: LanguageServer, project: Path, case: str) -> None:
    text, line = MISTAKES[case]
    found = server.diagnostics(_file(project), GENERAL + text)
    assert line in [(GENERAL + text).split("\n")[at - 1] for at, _message in found], found


@pytest.mark.parametrize("case", MISTAKES_OF_PROJECT)
def test_a_misspelt_name_is_marked(server: LanguageServer, project: Path, case: str) -> None:
    text, line = MISTAKES_OF_PROJECT[case]
    found = server.diagnostics(_file(project), OF_PROJECT + text)
    marked = [(OF_PROJECT + text).split("\n")[at - 1] for at, _message in found]
    assert set(marked) == {line}, found


@pytest.mark.parametrize("head", [GENERAL, OF_PROJECT], ids=["general", "project"])
def test_a_right_flow_has_no_marks(server: LanguageServer, project: Path, head: str) -> None:
    for flow in sorted((project / "flows").glob("*.yml")):
        text = head + flow.read_text(encoding="utf-8")
        assert (flow.name, server.diagnostics(flow, text)) == (flow.name, [])


def test_the_shipped_flows_have_no_marks(server: LanguageServer) -> None:
    flows = sorted((ROOT / "flows").glob("*.yml"))
    assert flows
    for flow in flows:
        text = flow.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=../schemas/flow.schema.json\n")
        assert (flow.name, server.diagnostics(flow, text)) == (flow.name, [])


def test_the_shipped_project_file_has_no_marks(server: LanguageServer) -> None:
    file = ROOT / "orchestrator.yml"
    assert server.diagnostics(file, file.read_text(encoding="utf-8")) == []


def test_the_short_first_line_names_a_schema_too(server: LanguageServer, project: Path) -> None:
    text = "# $schema: ../schemas/flow.schema.json\nconditions:\n  - |\n"
    assert "customer.points" in server.completions(_file(project), text)


def test_segments_are_completed_too(server: LanguageServer, project: Path) -> None:
    """The schema of orchestrator.yml takes conditions from the schema of flows beside it."""
    head = "# yaml-language-server: $schema=schemas/project.schema.json\n"
    text = f"{head}segments:\n  dear:\n    - |\n"
    found = server.completions(project / "orchestrator.yml", text)
    assert {"customer.points", "did", "in_segment"} <= set(found)


def test_the_project_file_has_no_marks(server: LanguageServer, project: Path) -> None:
    head = "# yaml-language-server: $schema=schemas/project.schema.json\n"
    file = project / "orchestrator.yml"
    assert server.diagnostics(file, head + file.read_text(encoding="utf-8")) == []
