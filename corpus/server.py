"""The review page over HTTP, for the person at this machine and for nobody else.

Starlette and uvicorn carry it. It listens on the loopback interface alone. What is read or written needs a token that only
the address printed on the terminal holds, behind ``#``, where a browser sends it to no one; it comes back in a header, which no other
site can set without being asked. The name that the browser called must be that of this machine, so that a foreign name
that was made to point here (DNS rebinding) is refused, and a request that another site sent says so and is refused.
"""

from __future__ import annotations

import secrets
import socket
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import CorpusError, InputError, MissingExtraError, UsageError

try:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route
except ImportError as error:
    raise MissingExtraError("corpus review", "review") from error  # noqa: TRY003 - what is missing, and the extra that brings it

from corpus.catalog import Query
from corpus.desk import Seen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from corpus.desk import Desk

HOST: Final = "127.0.0.1"
NAMES: Final = [HOST, "localhost"]
LAST_PORT: Final = 65535
LONGEST_BODY: Final = 1 << 20
KINDS: Final = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


def files() -> dict[str, bytes]:
    """Return the files of the page by their names."""
    folder = resources.files("corpus") / "web"
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}


def app(desk: Desk, token: str) -> Starlette:
    """Return the application for one dataset and one token."""
    routes = [Route(f"/{'' if name == 'index.html' else name}", _file(name, data)) for name, data in files().items()]
    routes += [
        Route("/api/facts", _json(lambda _: desk.facts())),
        Route("/api/rows", _json(lambda request: _rows(desk, request))),
        Route("/api/pages/{n:int}", _json(lambda request: desk.shown(_number(request)))),
        Route("/api/pages/{n:int}/evidence", _json(lambda request: desk.evidence(_number(request), _seen(request)))),
        Route("/api/pages/{n:int}/corrections", _correct(desk), methods=["POST"]),
        Route("/api/figures", _json(lambda _: desk.figures())),
        Route("/api/joins", _json(lambda _: desk.joins())),
        Route("/api/refresh", _json(lambda _: _refreshed(desk)), methods=["POST"]),
    ]
    guards = [Middleware(_Guard, token=token), Middleware(TrustedHostMiddleware, allowed_hosts=NAMES, www_redirect=False)]
    return Starlette(routes=routes, middleware=guards, exception_handlers={CorpusError: _complaint, OSError: _complaint})


class _Guard:
    """Lets a request in that comes from our own page, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app, self.token = app, f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 without asking the application where the request is not ours."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Any) -> None:  # noqa: ANN401 - ASGI's messages
            if message["type"] == "http.response.start":
                message["headers"] += [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        inner = (
            self.app if self._is_ours(scope) else JSONResponse({"problem": "not allowed", "help": "open the address that was printed"}, 403)
        )
        await inner(scope, receive, dressed)

    def _is_ours(self, scope: Scope) -> bool:
        headers = dict(scope["headers"])
        if headers.get(b"sec-fetch-site", b"none") not in {b"none", b"same-origin"}:
            return False
        if b"origin" in headers and headers[b"origin"] != b"http://" + headers.get(b"host", b""):
            return False
        return not scope["path"].startswith("/api/") or secrets.compare_digest(headers.get(b"authorization", b""), self.token)


def _file(name: str, data: bytes) -> Callable[[Request], Response]:
    kind = KINDS[name[name.rindex(".") :]]
    return lambda _: Response(data, media_type=kind)


def _json(work: Callable[[Request], Any]) -> Callable[[Request], Response]:
    """Return an endpoint; as it is no coroutine, it works in a thread and holds up no other."""
    return lambda request: JSONResponse(work(request))


def _number(request: Request) -> int:
    return int(request.path_params["n"])


def _seen(request: Request) -> Seen:
    """Return which page the address says is looked at."""
    asked = request.query_params
    return Seen(asked.get("source", ""), asked.get("sha256", ""))


def _rows(desk: Desk, request: Request) -> dict[str, Any]:
    """Return the slice that the query of the address asks for."""
    asked = dict(request.query_params)
    first, count = (_whole(asked.pop(name, "0")) for name in ("first", "count"))
    everywhere = asked.pop("everywhere", "") == "true"
    if unknown := set(asked) - set(Query.__dataclass_fields__):
        raise UsageError(", ".join(sorted(unknown)), "nothing to ask a list for", help="see corpus.catalog.Query")
    return desk.rows(Query(**asked, everywhere=everywhere), first, count)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise UsageError(text, "no whole number", help="give first and count")
    return int(text)


def _refreshed(desk: Desk) -> dict[str, Any]:
    desk.refresh()
    return desk.facts()


def _correct(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    from starlette.concurrency import run_in_threadpool  # noqa: PLC0415 - beside its only use

    async def endpoint(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                raise InputError("corrections", "too long", help="send them in parts")
        said = _list(body)
        return JSONResponse(await run_in_threadpool(desk.correct, _number(request), _seen(request), said))

    return endpoint


def _list(body: bytes) -> list[dict[str, object]]:
    import json  # noqa: PLC0415 - beside its only use

    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("corrections", "no JSON", help="send a list of corrections") from error
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise InputError("corrections", "no list of corrections", help="send a list of corrections")
    return said


def _complaint(_: Request, error: Exception) -> Response:
    problem, advice = (error.problem, error.help) if isinstance(error, CorpusError) else (str(error), "")
    return JSONResponse({"problem": problem, "help": advice}, 400)


def _listener(port: int) -> socket.socket:
    """Return what listens at a port of this machine."""
    advice = "leave it out: a free one is found"
    if not 0 <= port <= LAST_PORT:
        raise UsageError("--port", f"{port}: no port: they go to {LAST_PORT}", help=advice)
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise UsageError("--port", f"{port}: {error.strerror or error}", help=advice) from error


def serve(desk: Desk, port: int = 0, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve a dataset until interrupted; `ready` is called with the address, token included, before the first request.

    Raises:
        UsageError: if something else listens at the port, or it is none.

    """
    token = secrets.token_urlsafe(24)
    with _listener(port) as listener:
        ready(f"http://{HOST}:{listener.getsockname()[1]}/#{token}")
        config = uvicorn.Config(app(desk, token), log_level="warning", access_log=False, lifespan="off", server_header=False)
        uvicorn.Server(config).run(sockets=[listener])
