"""Who is told how to unsubscribe."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.world import World

FLOW = (
    "message_class: {kind}\ntrigger:\n  event: placed_order\nreentry: always\n"
    "steps:\n  - send: hello\n    template: hello\n    subject: Hello\n"
)


@pytest.mark.parametrize(("kind", "has_link"), [("marketing", True), ("transactional", False)])
def test_only_marketing_has_a_link_to_unsubscribe(
    world: World, kind: str, *, has_link: bool
) -> None:
    flow = world.flow(FLOW.replace("{kind}", kind))
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.order(1, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    (message,) = world.postbox.taken
    assert ("No more mails" in message.html) is has_link
    assert ("No more mails" in message.text) is has_link
    assert ("List-Unsubscribe" in message.headers) is has_link


@pytest.mark.parametrize(
    ("ours", "link"),
    [
        ("Shop <hello@shop.example>", "mailto:hello@shop.example?subject=unsubscribe"),
        ("Shop, Inc. <hello@shop.example>", "mailto:hello@shop.example?subject=unsubscribe"),
        ("hej@företag.example", "mailto:hej@xn--fretag-wxa.example?subject=unsubscribe"),
    ],
)
def test_without_a_page_the_link_is_to_our_own_address(world: World, ours: str, link: str) -> None:
    """However the name before it is written: people do not quote its comma."""
    flow = world.flow(FLOW.replace("{kind}", "marketing"))
    project = world.workspace.project
    plain = replace(project.senders["email"], unsubscribe_url=None, from_address=ours)
    senders = {**project.senders, "email": plain}
    workspace = replace(world.workspace, project=replace(project, senders=senders))
    world.tick(flow, "2026-03-01 08:00", workspace)
    world.shop.customer(1)
    world.shop.order(1, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00", workspace)
    (message,) = world.postbox.taken
    assert message.headers["List-Unsubscribe"] == f"<{link}>"
    assert link.replace("&", "&amp;") in message.html
