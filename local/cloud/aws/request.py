"""What an AWS request asks for, told from its envelope: the operation, and whether it can change anything."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Operations that leave no trace in a store. One that is missing here costs a write; a wrong one would cost data.
_READS = re.compile(
    r"(Get|List|Describe|Head|Lookup|Search|Filter|Query|Scan|BatchGet|Simulate|Decrypt|Encrypt|ReEncrypt|GenerateDataKey"
    r"|GenerateRandom|GenerateMac|VerifyMac|Sign|Verify)(?![a-z])"
)
_WRITES = frozenset({"GetSessionToken", "GetFederationToken"})  # these make credentials that must outlive a crash
_ACTION = re.compile(rb"(?:^|&)Action=([A-Za-z0-9]{1,80})(?:&|$)")
_CREDENTIAL = re.compile(rb"Credential=[^/,\s]*/\d{8}/[a-z0-9-]+/([a-z0-9-]{1,40})/")


def _action(form: bytes) -> str:
    action = _ACTION.search(form)
    return action.group(1).decode() if action else ""


class Request:
    """An HTTP request as it passes: it knows its operation once its body has been read."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self._receive = receive
        self._action = _action(scope.get("query_string", b""))
        headers = dict(scope["headers"])
        self._target: str = headers.get(b"x-amz-target", b"").decode("ascii", "replace").rpartition(".")[2]
        credential = _CREDENTIAL.search(headers.get(b"authorization", b""))
        self.service = credential.group(1).decode() if credential else "-"

    async def receive(self) -> Message:
        """Pass the body on and read the name of a form's action in passing; nothing of the body is kept."""
        message = await self._receive()
        if not self._action and not self._target:
            self._action = _action(message.get("body", b""))
        return message

    @property
    def operation(self) -> str:
        """The operation as AWS names it, or the HTTP method of a REST service."""
        return self._target or self._action or self.method

    @property
    def changes(self) -> bool:
        """Whether the request may have changed a store; unsure means yes."""
        name = self._target or self._action
        if not name:
            return self.method not in _SAFE_METHODS
        return name in _WRITES or not _READS.match(name)
