"""A small client of the YAML language server: what an editor asks, over stdin and stdout."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeAlias

Message: TypeAlias = dict[str, Any]

PATIENCE = 120
"""Seconds after which a silent server counts as broken, however busy the machine is."""
SETTINGS: Mapping[str, object] = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False},  # nothing is fetched: the modeline alone names a schema
    },
}
CURSOR = "|"


class LanguageServer:
    """One running server; a file's text is handed over, it need not be on disk."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._arrived: queue.Queue[Message] = queue.Queue()
        self._number = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def initialize(self) -> None:
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {"hover": {"contentFormat": ["markdown"]}},
        }
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self._tell("initialized", {})

    def wait_for_the_end(self) -> None:
        """Once the server has ended nobody may read from it any more."""
        self._listener.join(PATIENCE)

    def completions(self, file: Path, text: str) -> dict[str, str]:
        """What is offered at the cursor: each label with its documentation."""
        found = self._ask("textDocument/completion", self._place(file, text))
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: _plain(item.get("documentation")) for item in items}

    def hover(self, file: Path, text: str) -> str:
        """What is said of the word at the cursor, without Markdown's backslashes."""
        found = self._ask("textDocument/hover", self._place(file, text))
        return _plain(found["contents"]).replace("\\", "") if found else ""

    def diagnostics(self, file: Path, text: str) -> list[tuple[int, str]]:
        """The line, from 1, and the message of every problem."""
        uri = self._open(file, text)
        while True:
            message = self._next()
            found = message.get("params", {})
            is_told = message.get("method") == "textDocument/publishDiagnostics"
            if is_told and found["uri"] == uri:
                return [
                    (each["range"]["start"]["line"] + 1, each["message"])
                    for each in found["diagnostics"]
                ]

    def _place(self, file: Path, text: str) -> Message:
        before, after = text.split(CURSOR)
        lines = before.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return {"textDocument": {"uri": self._open(file, before + after)}, "position": position}

    def _open(self, file: Path, text: str) -> str:
        """Under a name of its own beside that file, so that no answer is about an older text."""
        self._number += 1
        uri = file.with_stem(f"{file.stem}-{self._number}").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def _ask(self, method: str, params: object) -> Any:  # noqa: ANN401 - the protocol's answers
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def _tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _next(self) -> Message:
        """The next message; what the server asks of its editor is answered on the way."""
        message = self._arrived.get(timeout=PATIENCE)
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": _answer(message)})
        return message

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout
        for message in _messages(self._process.stdout):
            self._arrived.put(message)


def _answer(request: Message) -> object:
    if request["method"] == "workspace/configuration":
        return [SETTINGS.get(item["section"]) for item in request["params"]["items"]]
    return None


def _messages(stream: IO[bytes]) -> Iterator[Message]:
    while header := stream.readline():
        name, _, value = header.partition(b":")
        if name.lower() == b"content-length":
            while stream.readline().strip():
                pass  # the other headers say nothing that is needed
            yield json.loads(stream.read(int(value)))


def _plain(documentation: object) -> str:
    """A text, or a map that says that the text is Markdown."""
    if isinstance(documentation, dict):
        return str(documentation["value"])
    return str(documentation or "")


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[LanguageServer]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=folder, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
    ) as process:
        server = LanguageServer(process)
        try:
            server.initialize()
            yield server
        finally:
            process.terminate()
            server.wait_for_the_end()
