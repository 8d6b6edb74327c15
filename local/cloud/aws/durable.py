"""Make ministack durable: what a request changed is on disk before the answer is sent.

ministack 1.5.33 keeps everything in memory and writes it at an orderly shutdown (`PERSIST_STATE=1`); S3 objects alone
are written when they are put. Here the state of each module that a changing request used is written first, in
ministack's own format, and then the answer goes out. A file is replaced whole, so a kill at any moment leaves the
old one or the new one; nothing is flushed to the device, which only a failing machine, not a killed process, needs.

The cost grows with the module's entries (about 0.02 ms each), so answers that become ready together share one write.
What a request causes later (a Lambda's log lines, a queue's messages) is written by a sweep within two seconds.

This reaches into ministack: `app._get_module`, `app._build_persistence_save_dict`, `persistence._json_default` and
`_state_format_version`, and the modules' `get_state`. The version is pinned, and the tests kill and restart it.
"""

import asyncio
import contextlib
import json
import logging
import os
import time
import types
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from local.cloud.aws.request import Application, Message, Receive, Request, Scope, Send

_LOG = logging.getLogger("strongroom.aws")
_SWEEP_SECONDS = 2.0
_SWEPT_FOR_SECONDS = 60.0  # how long after the last change something may still follow from it
_GATHERING = 0.25  # of the time that the last write took: so long others may join the next one
# These change the stores of other services through their modules, unseen by `app._get_module`.
_FAR_REACHING = frozenset({"cloudformation", "cloudcontrol", "tagging"})

_used: ContextVar[set[str] | None] = ContextVar("modules used by this request", default=None)


class _ByReference:
    """Stands in for the module `copy` while a state is gathered: it is written at once, so a copy would be waste."""

    @staticmethod
    def deepcopy(value: object) -> object:
        return value


class Store:
    """The state of ministack's modules, as files in `directory`."""

    def __init__(self, app: types.ModuleType, persistence: types.ModuleType, directory: Path) -> None:
        self._app = app
        self._persistence = persistence
        self._directory = directory
        self._key_of: dict[str, str] = {module: key for key, module in app._state_map.items()}
        self._written: dict[str, int] = {}

    def record_use(self) -> None:
        """Let every request note which modules it reaches."""
        get_module: Callable[[str], Any] = self._app._get_module

        def recording(name: str) -> Any:
            used = _used.get()
            if used is not None:
                used.add(name)
            return get_module(name)

        self._app.__dict__["_get_module"] = recording

    def save(self, modules: Iterable[str]) -> None:
        """Write the state of `modules`; a module that holds none is passed over."""
        names = set(modules)
        loaded: dict[str, Callable[[], Any]] = self._app._build_persistence_save_dict()
        keys = loaded.keys() if names & _FAR_REACHING else {self._key_of.get(name) for name in names} & loaded.keys()
        for key in keys:
            if key is not None:
                self._write(key, loaded[key])

    def save_all(self) -> None:
        """Write the state of everything that is loaded."""
        self.save(_FAR_REACHING)

    def _write(self, key: str, get_state: Callable[[], Any]) -> None:
        try:
            text = self._encode(key, get_state)
            if text is None or self._written.get(key) == hash(text):
                return
            temporary = self._directory / f"{key}.json.new"
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(text)
            temporary.replace(self._directory / f"{key}.json")
            self._written[key] = hash(text)
        except (OSError, TypeError, ValueError) as error:
            # The answer goes out all the same, as ministack's own does: the resource exists until the next crash.
            _LOG.error("the state of %s is not on disk: %s", key, type(error).__name__)

    def _encode(self, key: str, get_state: Callable[[], Any]) -> str | None:
        for attempt in range(3):
            with contextlib.suppress(RuntimeError):  # a worker thread added an entry meanwhile
                state = _gather(get_state)
                if state is None:
                    return None
                document = {"__ministack_format__": self._persistence._state_format_version(key), "payload": state}
                return json.dumps(document, default=self._persistence._json_default, check_circular=False)
            _LOG.debug("the state of %s changed while it was written, attempt %d", key, attempt)
        raise ValueError(key)


def _gather(get_state: Callable[[], Any]) -> Any:
    """Call a module's `get_state`, where possible without its deep copies: 15 times the cost of writing the result."""
    if not isinstance(get_state, types.FunctionType) or not _only_copies(get_state):
        return get_state()
    scope = {**get_state.__globals__, "copy": _ByReference}
    return types.FunctionType(get_state.__code__, scope, get_state.__name__)()


def _only_copies(get_state: types.FunctionType) -> bool:
    """Tell whether a function does nothing but copy module-level stores; others change the copy that they make."""
    code = get_state.__code__
    stores = set(code.co_names) - {"copy", "deepcopy"}
    nested = any(isinstance(constant, types.CodeType) for constant in code.co_consts)
    known = get_state.__globals__
    return not nested and all(name in known and not callable(known[name]) for name in stores)


class Durable:
    """ASGI middleware that holds a changing request's answer until the change is on disk."""

    def __init__(self, application: Application, store: Store) -> None:
        self._application = application
        self._store = store
        self._changed: set[str] = set()  # modules to write before the waiting answers go out
        self._waiting: asyncio.Event | None = None
        self._last_took = 0.0  # seconds that the last write took
        self._last_change = 0.0
        self._sweep: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        request = Request(scope, receive)
        used: set[str] = set()
        token = _used.set(used)

        async def send_durably(message: Message) -> None:
            if message["type"] == "http.response.start" and request.changes and used:
                await self._written(used)
            await send(message)

        try:
            await self._application(scope, request.receive, send_durably)
        finally:
            _used.reset(token)

    async def _written(self, modules: set[str]) -> None:
        self._changed |= modules
        self._last_change = time.monotonic()
        if self._sweep is None or self._sweep.done():
            self._sweep = asyncio.create_task(self._sweep_for_a_while())
        if self._waiting is None:
            self._waiting = asyncio.Event()
            asyncio.get_running_loop().call_later(self._last_took * _GATHERING, self._write, self._waiting)
        await self._waiting.wait()

    def _write(self, waiting: asyncio.Event) -> None:
        changed, self._changed, self._waiting = self._changed, set(), None
        began = time.monotonic()
        try:
            self._store.save(changed)
        finally:  # a request must not wait for ever for what went wrong here
            self._last_took = time.monotonic() - began
            waiting.set()

    async def _sweep_for_a_while(self) -> None:
        while time.monotonic() < self._last_change + _SWEPT_FOR_SECONDS:
            await asyncio.sleep(_SWEEP_SECONDS)
            self._store.save_all()
