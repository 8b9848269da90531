"""Looking for a Prefect server, where anything may answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator.deployment.errors import DeploymentError
from orchestrator.deployment.server import is_healthy, use_profile


@contextmanager
def saying(words: bytes) -> Iterator[int]:
    """The port of something that says this to whoever calls."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(words)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=5)


@pytest.mark.parametrize(
    "words", [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\n\r\nhello", b""], ids=str
)
def test_what_is_no_prefect_server_is_none(words: bytes) -> None:
    with saying(words) as port:
        assert not is_healthy(f"http://127.0.0.1:{port}/api")


@pytest.mark.parametrize(
    "url", ["prefect.example/api", "/api", "http://prefect:port/api", "ftp://"]
)
def test_nor_is_an_address_that_is_none(url: str) -> None:
    assert not is_healthy(url)


@pytest.mark.parametrize(
    "content", [b'active = "here\n', b"\xff\xfe", b"profiles = 1\nactive = 1\n"], ids=str
)
def test_a_profile_that_cannot_be_read_is_named(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "profiles.toml"
    file.write_bytes(content)
    monkeypatch.setenv("PREFECT_PROFILES_PATH", str(file))
    with pytest.raises(DeploymentError, match=r"profiles\.toml"):
        use_profile()
