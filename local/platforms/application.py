"""The web application: one way in and out for every request."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from local.platforms import esc, fly
from local.platforms.answers import Answer, Call, Handler, RefusalError
from local.platforms.control import Desk, Seed, plant
from local.platforms.model import World

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

_SCHEMES = {"/v1/": ("bearer", "flyv1"), "/api/": ("token", "bearer")}


@dataclass(kw_only=True)
class StandIn:
    """An ASGI application that answers as Fly and Pulumi Cloud do, for whoever has the token; kept in a file."""

    token: str = field(repr=False)
    data: Path | None = None
    desk: Desk = field(default_factory=Desk)
    world: World = field(init=False)
    routes: list[tuple[str, re.Pattern[str], Handler]] = field(init=False)

    def __post_init__(self) -> None:
        """Load what was kept and lay out the routes."""
        kept = self.data is not None and self.data.exists()
        self.world = World.model_validate_json(self.data.read_bytes()) if kept and self.data else World()
        rows = (*self.desk.endpoints(), *fly.ENDPOINTS, *esc.ENDPOINTS)
        self.routes = [(method, compile_path(path)[0], handler) for method, path, handler in rows]

    def seed(self, seed: Seed) -> None:
        """Make sure that these exist, and keep them."""
        plant(self.world, seed)
        self._save()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; every request passes here."""
        request = Request(scope, receive)
        path = request.url.path
        answer = await self._answer(request, path, await request.body())
        if not path.startswith("/_"):
            self.desk.requests.append({"method": request.method, "path": path, "status": answer.status})
        await _written(answer)(scope, receive, send)

    async def _answer(self, request: Request, path: str, body: bytes) -> Answer:
        """Who is it, does a fault wait for it: only then the handler."""
        if path != "/_health" and not self._knows(request, path):
            return _refused(401, "Unauthorized")
        fault = None if path.startswith("/_") else self.desk.faults.next_for(request.method, path)
        if fault is None or fault.status is None:
            await asyncio.sleep(fault.delay_seconds if fault else 0)
            return self._handled(request, path, body)
        if fault.applied:
            self._handled(request, path, body)
        await asyncio.sleep(fault.delay_seconds)
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        return _refused(fault.status, "as it was asked for", headers)

    def _knows(self, request: Request, path: str) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        schemes = next((each for start, each in _SCHEMES.items() if path.startswith(start)), ("bearer",))
        return scheme.lower() in schemes and hmac.compare_digest(token.encode(), self.token.encode())

    def _handled(self, request: Request, path: str, body: bytes) -> Answer:
        """Run the handler; what it changed is on the disk before anybody is told."""
        for method, pattern, handler in self.routes:
            if method == request.method and (match := pattern.match(path)):
                call = Call(
                    world=self.world,
                    names=match.groupdict(),
                    query=dict(request.query_params),
                    headers={name.lower(): text for name, text in request.headers.items()},
                    body=body,
                )
                try:
                    answer = handler(call)
                except RefusalError as refusal:
                    return _refused(refusal.status, refusal.message)
                if method != "GET":
                    self._save()
                return answer
        return _refused(404, "Not Found")

    def _save(self) -> None:
        if self.data is None:
            return
        handle, temporary = tempfile.mkstemp(dir=self.data.parent, prefix=f".{self.data.name}.")  # mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(self.world.model_dump_json().encode())
        Path(temporary).replace(self.data)


def _refused(status: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Fly says `error`, Pulumi Cloud `code` and `message`; a client of either finds its own."""
    return Answer(
        status=status, body={"error": message, "code": status, "message": message}, headers=dict(headers or {})
    )


def _written(answer: Answer) -> Response:
    if answer.body is None:
        return Response(status_code=answer.status, headers=answer.headers)
    if isinstance(answer.body, str):
        return Response(answer.body, status_code=answer.status, headers=answer.headers)
    headers = {"Content-Type": "application/json", **answer.headers}
    return Response(json.dumps(answer.body), status_code=answer.status, headers=headers)
