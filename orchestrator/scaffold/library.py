"""The shipped library, where it stands: inside the package when installed, else in the checkout."""

from __future__ import annotations

from pathlib import Path

from orchestrator.schema import files

FLOWS = ("abandoned-cart", "welcome")
PROJECT_FILE = "orchestrator.yml"
PARTS = "_*"


def library_files() -> dict[str, Path]:
    """What a new project takes over as it is: its name there, and where it is copied from."""
    root = _root()
    flows = [root / "flows" / f"{key}.yml" for key in FLOWS]
    tests = [root / "tests" / "flows" / f"{key}.yml" for key in FLOWS]
    folders = [root / "templates" / key for key in FLOWS]
    shared = [*(root / "templates").glob(PARTS)]
    templates = [file for place in (*folders, *shared) for file in _files(place)]
    taken = [root / PROJECT_FILE, *flows, *tests, *sorted(templates)]
    schemas = sorted(files.folder().glob("*.schema.json"))
    return {
        **{file.relative_to(root).as_posix(): file for file in taken},
        **{f"schemas/{file.name}": file for file in schemas},
    }


def shop_schema() -> str:
    """The tables that orchestrator.yml speaks of."""
    installed = _installed() / "schema.sql"
    file = installed if installed.is_file() else _checkout() / "examples" / "shop" / "schema.sql"
    return file.read_text(encoding="utf-8")


def _files(place: Path) -> list[Path]:
    found = place.rglob("[!.]*") if place.is_dir() else [place]
    return [file for file in found if file.is_file()]


def _root() -> Path:
    return _installed() if _installed().is_dir() else _checkout()


def _installed() -> Path:
    return Path(__file__).resolve().parents[1] / "library"


def _checkout() -> Path:
    return Path(__file__).resolve().parents[2]
