"""What the audit trails have about some entries: CloudTrail's events, and Vault's requests from its log group.

Only named fields are taken over: whatever else a trail recorded stays where it is.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
https://developer.hashicorp.com/vault/docs/audit
"""

from __future__ import annotations

import json
import os
from itertools import islice
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from strongroom import naming
from strongroom.stores.aws_errors import translated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

_CONFIG = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 4})
_EVENTS = 5000  # CloudTrail gives fifty a request, two requests a second
_PATTERN = 1024  # characters that a filter pattern may have
_SOURCE = "secretsmanager.amazonaws.com"


def cloudtrail_events(environment: str, paths: Collection[str], since: datetime) -> list[dict[str, Any]]:
    """Who did what with entries of Secrets Manager, newest first; raises StoreError."""
    names = {naming.secrets_manager(environment, path) for path in paths}
    with translated("CloudTrail", action="cloudtrail:LookupEvents"):
        client = boto3.client("cloudtrail", region_name=os.environ.get("AWS_REGION") or None, config=_CONFIG)
        pages = client.get_paginator("lookup_events").paginate(
            LookupAttributes=[{"AttributeKey": "EventSource", "AttributeValue": _SOURCE}], StartTime=since
        )
        events = islice((event for page in pages for event in page["Events"]), _EVENTS)
        return [facts for event in events if (facts := _event(event, names))]


def _event(event: Any, names: Collection[str]) -> dict[str, Any] | None:
    """The fields of an event that evidence needs; None for one about something else."""
    detail = _object(event.get("CloudTrailEvent", ""))
    parameters = {key.lower(): fact for key, fact in (detail.get("requestParameters") or {}).items()}
    asked = str(parameters.get("secretid", parameters.get("name", "")))
    about = [asked, *(str(resource.get("ResourceName", "")) for resource in event.get("Resources", ()))]
    name = next((name for name in names for text in about if _is(text, name)), None)
    if name is None:
        return None
    return {
        "time": event["EventTime"].isoformat(timespec="seconds"),
        "event": event.get("EventName"),
        "who": (detail.get("userIdentity") or {}).get("arn") or event.get("Username"),
        "from": detail.get("sourceIPAddress"),
        "entry": name,
        "error": detail.get("errorCode"),
        "id": event.get("EventId"),
    }


def _is(text: str, name: str) -> bool:
    """Whether a resource is the entry: its name, or an ARN, which ends in the name and six characters."""
    if text == name:
        return True
    resource = text.partition(":secret:")[2]
    return resource == name or (resource.startswith(f"{name}-") and len(resource) == len(name) + len("-abcdef"))


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def audit_lines(environment: str, since: datetime, pattern: str = "") -> Iterator[str]:
    """Lines of Vault's audit log, oldest first, from the log group that its nodes write to; raises StoreError."""
    group = naming.log_group(environment, "vault-audit")
    with translated(f"log group {group}", action="logs:FilterLogEvents"):
        client = boto3.client("logs", region_name=os.environ.get("AWS_REGION") or None, config=_CONFIG)
        pages = client.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=int(since.timestamp() * 1000), filterPattern=pattern
        )
        for page in pages:
            yield from (event.get("message", "") for event in page["events"])


def vault_requests(environment: str, paths: Collection[str], since: datetime) -> list[dict[str, Any]]:
    """Who asked Vault for entries, oldest first; raises StoreError."""
    return list(_requests(audit_lines(environment, since, _pattern(paths)), paths))


def _pattern(paths: Collection[str]) -> str:
    """What CloudWatch looks for itself, so that a busy month needn't come here; all where it would be too long."""
    pattern = "{ " + " || ".join(f'($.request.path = "{path}")' for path in sorted(_wanted(paths))) + " }"
    return pattern if len(pattern) <= _PATTERN else ""


def _wanted(paths: Collection[str]) -> dict[str, str]:
    """Entries by the paths of the requests that are about them."""
    return {f"{naming.KV_MOUNT}/{part}/{path}": path for path in paths for part in ("data", "metadata", "destroy")}


def _requests(messages: Iterable[str], paths: Collection[str]) -> Iterator[dict[str, Any]]:
    wanted = _wanted(paths)
    for message in messages:
        entry = _object(message)
        request, who = entry.get("request") or {}, entry.get("auth") or {}
        path = wanted.get(str(request.get("path", "")))
        if path is None or entry.get("type") != "request":
            continue
        yield {
            "time": entry.get("time"),
            "operation": request.get("operation"),
            "who": who.get("display_name"),
            "from": request.get("remote_address"),
            "entry": path,
            "error": "denied" if entry.get("error") else None,
            "id": request.get("id"),
        }
