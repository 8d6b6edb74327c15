"""A stand-in without a socket: a transport that hands requests to the application in this process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from local.github.application import StandIn


class InProcess(httpx.BaseTransport):
    """For `httpx.Client(transport=InProcess(stand_in), base_url=...)`."""

    def __init__(self, stand_in: StandIn) -> None:
        self._inner = httpx.ASGITransport(stand_in)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request, its body read to the end."""

        async def answered() -> httpx.Response:
            whole = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
            response = await self._inner.handle_async_request(whole)
            return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())

        return asyncio.run(answered())
