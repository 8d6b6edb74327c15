"""What was done by a request, from Vault's audit log: the log group that the nodes write to, or a file of its lines.

Only named fields are taken over. https://openbao.org/docs/audit/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.operations.problem import InputError
from strongroom.stores import aws_client
from strongroom.stores.aws_errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

_DATA = f"{naming.KV_MOUNT}/data/"


def from_log_group(environment: str, request: str, since: datetime) -> list[dict[str, Any]]:
    """What the request's tokens did, oldest first; raises StoreError."""
    group = naming.log_group(environment, "vault-audit")
    with translated(f"log group {group}", action="logs:FilterLogEvents"):
        pages = (
            aws_client.logs()
            .get_paginator("filter_log_events")
            .paginate(
                logGroupName=group,
                startTime=int(since.timestamp() * 1000),
                filterPattern=f'"{request}"',
            )
        )
        return did((event.get("message", "") for page in pages for event in page["events"]), request)


def from_file(file: Path, request: str) -> list[dict[str, Any]]:
    """The same out of a node's audit log, or of many nodes' in one file; raises InputError."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return did(lines, request)
    except OSError as error:
        raise InputError(f"{file} can't be read ({type(error).__name__}); give a file of Vault's audit lines") from None


def did(lines: Iterable[str], request: str) -> list[dict[str, Any]]:
    """What the audit lines say that a request's tokens did, each request of theirs once, oldest first."""
    found = {event["id"]: event for event in _events(lines, request)}
    return sorted(found.values(), key=lambda event: str(event["time"]))


def _events(lines: Iterable[str], request: str) -> Iterator[dict[str, Any]]:
    """A request that was answered stands as a response in the log; one that was refused before, as a request."""
    for line in lines:
        if request not in line:
            continue
        entry = _object(line)
        asked, who = entry.get("request") or {}, entry.get("auth") or {}
        metadata = {**(who.get("metadata") or {})}
        is_ours = str(who.get("display_name", "")).endswith((f"-{request}", f"-{request}-end"))
        if not is_ours or (entry.get("type") != "response" and not entry.get("error")) or _handed_on(entry):
            continue
        path = str(asked.get("path", ""))
        yield {
            "time": entry.get("time"),
            "operation": asked.get("operation"),
            "path": path,
            "entry": path.removeprefix(_DATA) if path.startswith(_DATA) else None,
            "from": asked.get("remote_address"),
            "error": _error(entry),
            "requester": metadata.get("requester"),
            "id": asked.get("id"),
        }


def _handed_on(entry: Mapping[str, Any]) -> bool:
    """A standby's line about a login or a write that it gave to the leader, whose own line tells how that ended."""
    error = str(entry.get("error") or "")
    return error == "invalid request" or "readonly storage" in error


def _error(entry: Mapping[str, Any]) -> str | None:
    """How it ended, unless well: a reading that found nothing gave nothing out."""
    if error := str(entry.get("error") or ""):
        return "denied" if "denied" in error else "failed"
    request = entry.get("request") or {}
    is_reading = request.get("operation") == "read" and str(request.get("path", "")).startswith(_DATA)
    return "nothing there" if is_reading and not (entry.get("response") or {}).get("data") else None


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
