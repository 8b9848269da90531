"""`flows validate --watch`: every change of a file of the project is judged anew."""

from __future__ import annotations

import pathlib
import re

from tests.cli.watching import watching
from tests.frontend.cases import GOOD_FLOW, shop

BAD_FLOW = GOOD_FLOW.replace("subject:", "subjct:")


def test_edits_new_files_and_files_that_go(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    good = root / "flows" / "good.yml"
    with watching(root) as run:
        first = run.until("1 flow, no problems")
        assert re.match(r"\d\d:\d\d:\d\d flows validate ", first)
        assert "\x1b" not in first

        good.write_text(BAD_FLOW, encoding="utf-8")
        assert "good.yml:8:5: F010" in run.until("1 flow, 1 error")

        swap = root / "flows" / ".good.yml.swp"  # as editors save
        swap.write_text(GOOD_FLOW, encoding="utf-8")
        swap.replace(good)
        run.until("1 flow, no problems")

        deep = root / "flows" / "later"
        deep.mkdir()
        (deep / "second.yml").write_text(
            GOOD_FLOW.replace("flow: good", "flow: second"), encoding="utf-8"
        )
        run.until("2 flows, no problems")

        (root / "templates" / "hello.html").unlink()
        assert "F023" in run.until("2 flows, 2 errors")

        good.unlink()
        run.until("1 flow, 1 error")

        (root / "orchestrator.yml").unlink()
        assert "F060" in run.until("1 flow, ")
        assert run.interrupt() == (0, "")


def test_only_the_named_flow(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW, other="nonsense")
    with watching(root, "flows/good.yml") as run:
        run.until("1 flow, no problems")
        (root / "flows" / "good.yml").write_text(BAD_FLOW, encoding="utf-8")
        run.until("1 flow, 1 error")
        assert run.interrupt() == (0, "")


def test_a_terminal_is_cleared_and_coloured(tmp_path: pathlib.Path) -> None:
    with watching(shop(tmp_path, good=BAD_FLOW), on_a_terminal=True) as run:
        text = run.until("1 flow, 1 error")
        assert "\x1b[2J" in text
        assert "\x1b[31mF010\x1b[0m" in text
        assert run.interrupt() == (0, "")
