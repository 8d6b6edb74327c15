"""Keep values out of the emulator's log: a line a request that holds names only, and warnings with values masked."""

import json
import logging
import sys
import time
from collections.abc import Iterator
from typing import Any

from local.cloud.aws.request import Application, Message, Receive, Request, Scope, Send

_HIDDEN = "(a stored value)"
_SHORTEST = 4  # characters; masking anything shorter would garble the log and hide little
_HEALTH = "/_ministack/"


class RequestLog:
    """ASGI middleware that prints one line a request: time, service, operation, status, duration. No path, no query."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(_HEALTH):
            await self._application(scope, receive, send)
            return
        request = Request(scope, receive)
        began = time.perf_counter()

        async def send_logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = (time.perf_counter() - began) * 1000
                now = time.strftime("%Y-%m-%d %H:%M:%S")
                print(f"{now} {request.service} {request.operation} {message['status']} {took:.1f} ms", flush=True)
            await send(message)

        await self._application(scope, request.receive, send_logged)


class MaskingFormatter(logging.Formatter):
    """Formats a record without any stored value, and an exception as its type and place, without its message."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging calls
        """Name where the exception came from; its message may quote a request."""
        kind, _, trace = ei
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
        return f"{kind.__name__ if kind else 'exception'}{place}"

    def format(self, record: logging.LogRecord) -> str:
        """Replace each stored value in the finished line, the longest first."""
        line = super().format(record)
        found = {value for value in stored_values() if len(value) >= _SHORTEST and value in line}
        for value in sorted(found, key=len, reverse=True):
            line = line.replace(value, _HIDDEN)
        return line


def stored_values() -> Iterator[str]:
    """Give each value that Secrets Manager and Parameter Store hold now, and each text inside one that is JSON."""
    for secret in _entries("secretsmanager", "_secrets"):
        for version in list(secret.get("Versions", {}).values()):
            yield from _texts(version.get("SecretString"))
            yield from _texts(version.get("SecretBinary"))
    for parameter in _entries("ssm", "_parameters"):
        if parameter.get("Type") == "SecureString":
            yield from _texts(parameter.get("OriginalValue"))


def _entries(module: str, store: str) -> list[dict[str, Any]]:
    loaded = sys.modules.get(f"ministack.services.{module}")
    return list(getattr(getattr(loaded, store, None), "_data", {}).values())


def _texts(value: object) -> Iterator[str]:
    if not isinstance(value, str):
        return
    yield value
    try:
        parsed = json.loads(value)
    except ValueError:
        return
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict | list):
            waiting.extend(part.values() if isinstance(part, dict) else part)


def mask_log() -> None:
    """Send every record of this process through the masking formatter, warnings and worse."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s [%(name)s] %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
