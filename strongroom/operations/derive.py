"""Computes a value from another: a part of a connection string, a field of an object (requirement 2.7)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import SecretStr

from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from strongroom.catalogue.source import Derived

_DEFAULT_PORTS = {
    "postgres": 5432,
    "postgresql": 5432,
    "mysql": 3306,
    "mongodb": 27017,
    "redis": 6379,
    "rediss": 6379,
    "amqp": 5672,
}


def derive(source: Derived, value: SecretStr) -> SecretStr:
    """What `source.extract` takes out of the value of `source.secret`; raises InputError where it is not in there."""
    kind, _, part = source.extract.partition(".")
    text = value.get_secret_value()
    found = _from_object(part, text) if kind == "field" else _from_dsn(part, text)
    if found is None:
        raise InputError(f'the value of "{source.secret}" has no {source.extract}; put one that does')
    return SecretStr(found)


def _from_object(name: str, text: str) -> str | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    part = found.get(name) if isinstance(found, dict) else None
    return part if isinstance(part, str) else None


def _from_dsn(part: str, text: str) -> str | None:
    """User, password and database are percent-encoded in a URL and are not outside of one."""
    try:
        url = urlsplit(text.strip())
        scheme = url.scheme.partition("+")[0]
        parts = {
            "scheme": scheme or None,
            "host": url.hostname,
            "port": _port(url, scheme),
            "username": _plain(url.username),
            "password": _plain(url.password),
            "database": _plain(url.path.removeprefix("/")) or None,
        }
    except ValueError:
        return None
    return parts[part] if url.netloc else None


def _port(url: SplitResult, scheme: str) -> str | None:
    port = url.port or _DEFAULT_PORTS.get(scheme)
    return None if port is None else str(port)


def _plain(text: str | None) -> str | None:
    return None if text is None else unquote(text)
