"""HTTP for the hub of the tests, with a switchboard for faults: another status, a cut, a stall, a lost reply."""

from __future__ import annotations

import contextlib
import json
import re
import time
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from hub_store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]


@dataclass
class Fault:
    """What goes wrong, at which request, how often: answer another status, cut the answer or the request, stall, lose the reply."""

    path: str
    method: str = "POST"
    times: int = 1
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    message: str = ""
    stall: float = 0
    cut: int = -1
    lose: bool = False

    def __post_init__(self) -> None:
        """Remember how often it was meant to happen."""
        self.planned = self.times


class AnswerError(Exception):
    """An answer that is not 200: status, the hub's code for it, and the message."""

    def __init__(self, status: int, code: str = "", message: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message or code


class Switchboard(Store):
    """A store with the faults that are to come, and a log of all requests."""

    def __init__(self, *, xet: bool = False) -> None:
        super().__init__(xet=xet)
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str, int]] = []
        self.before: Callable[[str, str], object] = lambda _method, _path: None


class Server(BaseHTTPRequestHandler):
    """Answers one connection; what it answers is for those who derive from it."""

    protocol_version = "HTTP/1.1"

    def __init__(self, hub: Switchboard, *args: Any) -> None:  # noqa: ANN401 - what socketserver passes
        self.hub = hub
        super().__init__(*args)

    def log_message(self, *_: object) -> None:
        """Say nothing: `Hub.log` has it all."""

    def handle_one_request(self) -> None:
        """Survive a client that dies in the middle."""
        with contextlib.suppress(ConnectionError):
            super().handle_one_request()

    def serve(self) -> None:
        """Answer one request, or do what the switchboard says."""
        split = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(split.query, keep_blank_values=True))
        path, body = split.path, self.body()
        self.hub.before(self.command, path)
        fault = self.fault(path)
        time.sleep(fault.stall if fault else 0)
        if fault and fault.status:
            self.send(fault.status, {"error": fault.message}, fault.headers | {"X-Error-Message": fault.message})
            return
        if body is None or (fault and fault.cut >= 0 and self.command != "GET"):
            self.close()
            return
        try:
            status, answer, headers = self.route(path, body)
        except AnswerError as error:
            status, answer = error.status, {"error": error.message}
            headers = {"X-Error-Code": error.code, "X-Error-Message": error.message}
        if fault and fault.lose:
            self.close()
            return
        self.send(status, answer, headers, cut=fault.cut if fault else -1)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = serve  # noqa: N815 - the names that http.server looks for

    def body(self) -> bytes | None:
        """Return what was sent, or None if the client was cut off."""
        if self.headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while size := int(self.rfile.readline() or b"0", 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        length = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(length)
        return data if len(data) == length else None

    def fault(self, path: str) -> Fault | None:
        """Return the fault for this request, and count it."""
        with self.hub.lock:
            for fault in self.hub.faults:
                if fault.times and fault.method == self.command and re.search(fault.path, path):
                    fault.times -= 1
                    return fault
        return None

    def close(self) -> None:
        """Hang up without an answer."""
        self.hub.log.append((self.command, self.path, 0))
        self.close_connection = True
        self.connection.close()

    def send(self, status: int, answer: object, headers: Json | None = None, *, cut: int = -1) -> None:
        """Send an answer, or only its first bytes."""
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.hub.log.append((self.command, self.path, status))
        self.send_response(status)
        given = {"Content-Type": "application/json", "Content-Length": str(len(data))} | (headers or {})
        for name, value in given.items():
            self.send_header(name, urllib.parse.quote(str(value), safe=" /:;,=\"'()[]{}<>?&%.-_`*+!@#"))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data if cut < 0 else data[:cut])
        if cut >= 0:
            self.wfile.flush()
            self.close()

    def route(self, path: str, body: bytes) -> tuple[int, object, Json]:
        """Find who answers."""
        raise NotImplementedError

    def ranged(self, data: bytes, headers: Json) -> tuple[int, bytes, Json]:
        """Give all of it, or the range asked for."""
        kind = {"Content-Type": "application/octet-stream"}
        found = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not found:
            return 200, data, headers | kind
        start = int(found[1]) if found[1] else max(0, len(data) - int(found[2]))
        end = min(int(found[2]) + 1, len(data)) if found[1] and found[2] else len(data)
        if start >= len(data):
            return 416, b"", headers | {"Content-Range": f"bytes */{len(data)}"}
        return 206, data[start:end], headers | kind | {"Content-Range": f"bytes {start}-{end - 1}/{len(data)}"}
