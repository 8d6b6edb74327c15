"""Who read, who was refused, and who had everything open: read from Vault's audit log (requirement 4.15).

A request has two lines. What a standby can't answer it writes down with an error and hands to the leader, which writes
it down again, with the outcome: such a line is nobody's. components/vault/watch/audit_filters.py counts the same; tests
hold both against each other.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["read", "write", "login", "refused", "denied", "root", "root attempt", "break-glass", "break-glass use"]

UNKNOWN = "nobody known"
_DATA = f"{naming.KV_MOUNT}/data/"
_OWN = f"{_DATA}{naming.PROJECT}/"  # canaries, which are no secrets
_WRITING = {"create", "update", "patch", "delete"}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. `who` is Vault's display name; times are the log's, UTC."""

    kind: Kind
    time: str
    who: str
    operation: str
    path: str
    source: str
    request: str

    @property
    def entry(self) -> str:
        """The catalogue's path where a secret is meant, else Vault's."""
        return self.path.removeprefix(_DATA)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The same thing, several times."""

    who: str
    operation: str
    path: str
    source: str
    times: int
    first: str
    last: str


@dataclass(kw_only=True)
class Access:
    """What a time's lines say."""

    lines: int = 0
    unreadable: int = 0
    first: str = ""
    last: str = ""
    events: list[Event] = field(default_factory=list)

    def tallies(self, *kinds: Kind) -> list[Tally]:
        """Events of these kinds, put together where the same came from the same, the most frequent first."""
        alike: dict[tuple[str, str, str, str], list[str]] = {}
        for event in self.events:
            if event.kind in kinds:
                alike.setdefault((event.who, event.operation, event.entry, event.source), []).append(event.time)
        found = [
            Tally(
                who=who, operation=operation, path=path, source=source,
                times=len(times), first=min(times), last=max(times),
            )
            for (who, operation, path, source), times in alike.items()
        ]  # fmt: skip
        return sorted(found, key=lambda one: (-one.times, one.who, one.path, one.source, one.operation))

    def of(self, *kinds: Kind) -> list[Event]:
        """Events of these kinds, oldest first; an event of several of them once."""
        found = {event.request: event for event in self.events if event.kind in kinds}
        return sorted(found.values(), key=lambda event: (event.time, event.request))

    def counts(self) -> Counter[Kind]:
        """How many events of each kind."""
        return Counter(event.kind for event in self.events)


def read(lines: Iterable[str], environment: str, *, who: str | None = None, since: str = "") -> Access:
    """What the lines of an audit log say happened since a moment (ISO 8601), by anybody, or by one display name."""
    found = Access()
    for line in lines:
        if not line.strip():
            continue
        entry = _object(line)
        if entry is None:
            found.unreadable += 1
            continue
        time = str(entry.get("time", ""))
        if time < since:
            continue
        found.lines += 1
        found.first, found.last = min(found.first or time, time), max(found.last, time)
        found.events += [event for event in _events(entry, environment) if who in (None, event.who)]
    return found


def _events(entry: dict[str, Any], environment: str) -> Iterator[Event]:
    request, auth = entry.get("request") or {}, entry.get("auth") or {}
    given = (entry.get("response") or {}).get("auth") or {}

    def event(kind: Kind) -> Event:
        return Event(
            kind=kind,
            time=str(entry.get("time", "")),
            who=str(given.get("display_name") or auth.get("display_name") or UNKNOWN),
            operation=str(request.get("operation", "")),
            path=str(request.get("path", "")),
            source=str(request.get("remote_address", "")),
            request=str(request.get("id", "")),
        )

    found = _asked(entry, request, auth) if entry.get("type") == "request" else _answered(entry, request, auth, given)
    glass = naming.resource(environment, "break-glass")
    if _has(given, glass) and "error" not in entry:
        found = [*found, "break-glass"]
    if _has(auth, glass) and entry.get("type") == "request":
        found = [*found, "break-glass use"]
    yield from map(event, found)


def _has(auth: dict[str, Any], policy: str) -> bool:
    return any(str(one).startswith(policy) for one in auth.get("policies") or ())


def _asked(entry: dict[str, Any], request: dict[str, Any], auth: dict[str, Any]) -> list[Kind]:
    """What the line of a request tells."""
    found: list[Kind] = []
    if "permission denied" in str(entry.get("error", "")):
        found.append("denied" if auth.get("display_name") else "refused")
    if (auth.get("policies") or [""])[0] == "root":
        found.append("root")
    if str(request.get("path", "")).startswith("sys/generate-root"):
        found.append("root attempt")
    return found


def _answered(
    entry: dict[str, Any], request: dict[str, Any], auth: dict[str, Any], given: dict[str, Any]
) -> list[Kind]:
    """What the line of an answer tells; of a secret one with an error tells nothing that the request's line has not."""
    if entry.get("type") != "response":
        return []
    path, operation = str(request.get("path", "")), request.get("operation")
    if request.get("mount_class") == "auth" and _is_refusal(entry, request, auth):
        return ["refused"]
    if "error" in entry:
        return []
    if request.get("mount_class") == "auth":
        return ["login"] if given.get("accessor") else []
    if path.startswith(_OWN):
        return []
    if operation == "read" and path.startswith(_DATA):
        return ["read"]
    return ["write"] if operation in _WRITING and path.startswith(f"{naming.KV_MOUNT}/") else []


def _is_refusal(entry: dict[str, Any], request: dict[str, Any], auth: dict[str, Any]) -> bool:
    """Whether somebody without a token got none, and that is not a standby's word for a login that it hands on."""
    reason = str(entry.get("error", ""))
    undecided = reason == "invalid request" or "readonly storage" in reason
    asked_for_one = request.get("mount_type") != "token" and "accessor" not in auth and "client_token" not in request
    return asked_for_one and not undecided and "error" in ((entry.get("response") or {}).get("data") or {})


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
