"""The web application: one way in and out for every request, around tables of routes."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from local.github import (
    accounts,
    branch_policies,
    control,
    dispatches,
    environments,
    repositories,
    secrets,
    variables,
)
from local.github.answers import Call, Endpoint, not_found, refused
from local.github.faults import wrong
from local.github.limiting import Allowance
from local.github.model import World
from local.github.seeds import Seed, plant
from local.stand_in.answers import Answer, RefusalError, Routes
from local.stand_in.desk import Desk
from local.stand_in.storage import Storage

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

TABLES = (accounts, repositories, environments, branch_policies, secrets, variables, dispatches)
ENTERPRISE_PREFIX = "/api/v3"
GENEROUS_LIMIT = 100_000  # requests an hour: GitHub's 5,000 would end a day of local work


@dataclass(kw_only=True)
class StandIn:
    """An ASGI application that answers as api.github.com does, for whoever has the token."""

    token: str
    storage: Storage[World] = field(default_factory=lambda: Storage(world=World))
    allowance: Allowance = field(default_factory=lambda: Allowance(limit=GENEROUS_LIMIT))
    desk: Desk = field(default_factory=Desk)
    world: World = field(init=False)
    routes: Routes[Call] = field(init=False)

    def __post_init__(self) -> None:
        """Load what was kept and lay out the routes."""
        self.world = self.storage.load()
        self.seed(Seed())
        limits = Endpoint(method="GET", path="/rate_limit", handler=lambda _: self.allowance.report())
        of_github = (row for table in TABLES for row in table.ENDPOINTS)
        self.routes = Routes([limits, *self.desk.endpoints(), *control.ENDPOINTS, *of_github])

    def seed(self, seed: Seed) -> dict[str, Any]:
        """Make sure that these exist, and keep them."""
        numbers = plant(self.world, seed)
        self.storage.save(self.world)
        return numbers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; every request passes here."""
        request = Request(scope, receive)
        raw = scope["raw_path"].decode("ascii", "replace")
        path = raw.removeprefix(ENTERPRISE_PREFIX) or "/"
        answer = await self._answer(request, path)
        if not path.startswith("/_"):
            self.desk.requests.append((request.method, raw, answer.status))
        await self._written(request, answer)(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Answer:
        """Who is it, does a fault wait for it, is there allowance left: only then the handler."""
        if path != "/_health" and (refused := self._refuse_stranger(request)):
            return refused
        if path.startswith("/_"):
            return await self._handled(request, path)
        if spent := self.allowance.take():
            return spent
        return await self.desk.faults.answer(request.method, path, partial(self._handled, request, path), wrong)

    def _refuse_stranger(self, request: Request) -> Answer | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not token:
            return refused(RefusalError(401, "Requires authentication"))
        known = scheme.lower() in ("bearer", "token") and hmac.compare_digest(token.encode(), self.token.encode())
        return None if known else refused(RefusalError(401, "Bad credentials"))

    async def _handled(self, request: Request, path: str) -> Answer:
        """Run the handler; what it changed is on the disk before anybody is told."""
        try:
            found = self.routes.find(request.method, path)
            if found is None:
                raise not_found()
            handler, names = found
            answer = handler(await self._call(request, path, names))
        except RefusalError as refusal:
            return refused(refusal)
        if request.method not in ("GET", "HEAD"):
            self.storage.save(self.world)
        return answer

    async def _call(self, request: Request, path: str, names: dict[str, str]) -> Call:
        raw = await request.body()
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            raise RefusalError(400, "Problems parsing JSON") from None
        if not isinstance(body, dict):
            raise RefusalError(400, "Body should be a JSON object")
        prefix = ENTERPRISE_PREFIX if request.scope["raw_path"].startswith(ENTERPRISE_PREFIX.encode()) else ""
        root = f"{request.url.scheme}://{request.url.netloc}{prefix}"
        return Call(world=self.world, names=names, query=dict(request.query_params), body=body, root=root, path=path)

    def _written(self, request: Request, answer: Answer) -> Response:
        headers = {"X-GitHub-Request-Id": uuid4().hex.upper(), "X-GitHub-Media-Type": "github.v3; format=json"}
        headers |= self.allowance.headers() | answer.headers
        if answer.body is None:
            return Response(status_code=answer.status, headers=headers)
        content = json.dumps(answer.body).encode()
        if request.method in ("GET", "HEAD") and answer.status == 200:  # noqa: PLR2004 - a status is its own name
            headers["ETag"] = f'W/"{hashlib.sha256(content).hexdigest()}"'
            if request.headers.get("if-none-match") == headers["ETag"]:
                return Response(status_code=304, headers=headers)
        return Response(
            content, status_code=answer.status, headers=headers, media_type="application/json; charset=utf-8"
        )
