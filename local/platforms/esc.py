"""Environments as Pulumi ESC has them: a text in, the same text with its secrets encrypted out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from local.platforms.answers import Call, Endpoint
from local.platforms.model import now
from local.stand_in.answers import Answer, RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.platforms.model import Environment

SECRET, CIPHERTEXT = "fn::secret", "ciphertext"
BYTES = 1024 * 1024  # refused above: larger than any environment that a person wrote
_TOP = {"imports", "values"}


def _name(call: Call) -> str:
    return f"{call.names['organisation']}/{call.names['project']}/{call.names['environment']}"


def _environment(call: Call) -> Environment:
    found = call.world.environments.get(_name(call))
    if found is None:
        raise RefusalError(404, "Not Found: Environment not found")
    return found


def _told(environment: Environment, text: str) -> Answer:
    headers = {"ETag": environment.tag, "Pulumi-ESC-Revision": str(environment.revision)}
    return Answer(body=text, headers=headers | {"Content-Type": "application/x-yaml"})


def _get(call: Call) -> Answer:
    environment = _environment(call)
    return _told(environment, environment.text)


def _decrypted(call: Call) -> Answer:
    environment = _environment(call)
    return _told(environment, decrypted(call, environment.text))


def _patch(call: Call) -> Answer:
    environment = _environment(call)
    tag = call.headers.get("etag")
    if tag and tag != environment.tag:
        raise RefusalError(409, "Conflict: the environment has changed")
    if len(call.body) > BYTES:
        raise RefusalError(413, "Request entity too large")
    data = _loaded(call.body.decode(errors="replace"))
    _check(data)
    environment.text = _rewritten(data, lambda node: _encrypted(call, node))
    environment.revision += 1
    environment.created = now()
    return Answer(body={}, headers={"Pulumi-ESC-Revision": str(environment.revision)})


def _revisions(call: Call) -> Answer:
    environment = _environment(call)
    shown = {
        "number": environment.revision,
        "created": environment.created,
        "creatorLogin": "stand-in",
        "creatorName": "stand-in",
        "tags": ["latest"],
    }
    return Answer(body=[shown])


def _loaded(text: str) -> Any:
    try:
        return _yaml().load(text)
    except YAMLError:
        raise RefusalError(400, "Bad Request: the definition is no YAML") from None


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    return yaml


def _check(data: Any) -> None:
    """What the service checks before it takes a definition; its answer is a 400 with diagnostics."""
    if data is None:
        return
    if not isinstance(data, dict) or set(data) - _TOP:
        raise RefusalError(400, "Bad Request: unexpected top-level key")
    for node in _walk(data):
        if isinstance(node, dict) and set(node) == {SECRET}:
            literal = node[SECRET]
            encrypted = isinstance(literal, dict) and set(literal) == {CIPHERTEXT}
            if not encrypted and (not isinstance(literal, str) or "${" in literal.replace("$$", "")):
                raise RefusalError(400, "Bad Request: secret values must be string literals")


def _walk(node: Any) -> list[Any]:
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return [node, *(each for part in inner for each in _walk(part))]


def _rewritten(data: Any, change: Callable[[Any], None]) -> str:
    if data is None:
        return ""
    for node in _walk(data):
        if isinstance(node, dict) and set(node) == {SECRET}:
            change(node)
    stream = io.StringIO()
    _yaml().dump(data, stream)
    return stream.getvalue()


def _encrypted(call: Call, node: Any) -> None:
    if isinstance(node[SECRET], str):
        node[SECRET] = {CIPHERTEXT: call.world.seal(node[SECRET])}


def decrypted(call: Call, text: str) -> str:
    """The definition with its secrets in clear."""

    def opened(node: Any) -> None:
        if isinstance(node[SECRET], dict):
            node[SECRET] = call.world.open(node[SECRET][CIPHERTEXT])

    return _rewritten(_loaded(text), opened) if text else ""


_PATH = "/api/esc/environments/{organisation}/{project}/{environment}"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(method="GET", path=f"{_PATH}/decrypt", handler=_decrypted),
    Endpoint(method="GET", path=f"{_PATH}/versions", handler=_revisions),
    Endpoint(method="GET", path=_PATH, handler=_get),
    Endpoint(method="PATCH", path=_PATH, handler=_patch),
)
