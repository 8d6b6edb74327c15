"""The web application: one way in and out for every request."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from local.platforms import control, esc, fly
from local.platforms.answers import Call, refused
from local.platforms.control import Seed, plant
from local.platforms.model import World
from local.stand_in.answers import Answer, RefusalError, Routes
from local.stand_in.desk import Desk
from local.stand_in.storage import Storage

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from local.stand_in.faults import Fault

_SCHEMES = {"/v1/": ("bearer", "flyv1"), "/api/": ("token", "bearer")}


@dataclass(kw_only=True)
class StandIn:
    """An ASGI application that answers as Fly and Pulumi Cloud do, for whoever has the token; kept in a file."""

    token: str = field(repr=False)
    storage: Storage[World] = field(default_factory=lambda: Storage(world=World))
    desk: Desk = field(default_factory=Desk)
    world: World = field(init=False)
    routes: Routes[Call] = field(init=False)

    def __post_init__(self) -> None:
        """Load what was kept and lay out the routes."""
        self.world = self.storage.load()
        self.routes = Routes([*self.desk.endpoints(), *control.ENDPOINTS, *fly.ENDPOINTS, *esc.ENDPOINTS])

    def seed(self, seed: Seed) -> None:
        """Make sure that these exist, and keep them."""
        plant(self.world, seed)
        self.storage.save(self.world)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; every request passes here."""
        request = Request(scope, receive)
        path = scope["raw_path"].decode("ascii", "replace")
        answer = await self._answer(request, path)
        if not path.startswith("/_"):
            self.desk.requests.append((request.method, path, answer.status))
        await _written(answer)(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Answer:
        """Who is it, does a fault wait for it: only then the handler."""
        if path != "/_health" and not self._knows(request, path):
            return refused(RefusalError(401, "Unauthorized"))
        usual = partial(self._handled, request, path)
        if path.startswith("/_"):
            return await usual()
        return await self.desk.faults.answer(request.method, path, usual, _wrong)

    def _knows(self, request: Request, path: str) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        schemes = next((each for start, each in _SCHEMES.items() if path.startswith(start)), ("bearer",))
        return scheme.lower() in schemes and hmac.compare_digest(token.encode(), self.token.encode())

    async def _handled(self, request: Request, path: str) -> Answer:
        """Run the handler; what it changed is on the disk before anybody is told."""
        found = self.routes.find(request.method, path)
        if found is None:
            return refused(RefusalError(404, "Not Found"))
        handler, names = found
        headers = {name.lower(): text for name, text in request.headers.items()}
        call = Call(
            world=self.world,
            names=names,
            query=dict(request.query_params),
            headers=headers,
            body=await request.body(),
        )
        try:
            answer = handler(call)
        except RefusalError as refusal:
            return refused(refusal)
        if request.method != "GET":
            self.storage.save(self.world)
        return answer


def _wrong(fault: Fault, status: int) -> Answer:
    return refused(RefusalError(status, "as it was asked for"), fault.headers)


def _written(answer: Answer) -> Response:
    if answer.body is None:
        return Response(status_code=answer.status, headers=answer.headers)
    if isinstance(answer.body, str):
        return Response(answer.body, status_code=answer.status, headers=answer.headers)
    headers = {"Content-Type": "application/json", **answer.headers}
    return Response(json.dumps(answer.body), status_code=answer.status, headers=headers)
