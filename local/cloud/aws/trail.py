"""CloudTrail as an audit trail needs it: no value in an event, and no event lost with the process.

ministack records events in memory, forgets them at a restart, and shows some parameters that the real one hides.
"""

import collections
import json
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Request parameters that the real CloudTrail redacts or omits and ministack records: parameter values, plaintexts,
# user data, function environments and code, connection credentials. (Secret strings and passwords it knows itself.)
_LEFT_OUT = frozenset({
    "value", "plaintext", "message", "messagebody", "mac", "environment", "code", "zipfile", "userdata",
    "launchtemplatedata.userdata", "masteruserpassword", "newpassword", "oldpassword", "authparameters",
    "encryptedkeymaterial", "entries",
})  # fmt: skip


def leave_out_values(cloudtrail: types.ModuleType) -> None:
    """Add to the parameters that ministack's CloudTrail shows as `***REDACTED***`."""
    scrubbed: frozenset[str] = cloudtrail._SCRUB_KEYS
    cloudtrail.__dict__["_SCRUB_KEYS"] = scrubbed | _LEFT_OUT


def keep_events(cloudtrail: types.ModuleType, file: Path) -> None:
    """Read the events of earlier runs from `file` (one JSON line each), and write each new one to it."""
    kept = _read(file, cloudtrail._MAX_EVENTS)
    for account, region, event in kept:
        queue = cloudtrail._events.get_scoped(account, region, "events")
        if queue is None:
            queue = collections.deque(maxlen=cloudtrail._MAX_EVENTS)
            cloudtrail._events.set_scoped(account, region, "events", queue)
        queue.append(event)
    renewed = file.with_suffix(".new")
    renewed.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
    renewed.replace(file)

    record: Callable[..., None] = cloudtrail.record_event
    lines = file.open("a", buffering=1, encoding="utf-8")  # open for as long as the process lives

    def recording(*arguments: Any, **named: Any) -> None:
        record(*arguments, **named)
        event = cloudtrail._get_event_queue()[-1]
        lines.write(json.dumps([cloudtrail.get_account_id(), cloudtrail.get_region(), event]) + "\n")

    cloudtrail.__dict__["record_event"] = recording


def _read(file: Path, limit: int) -> list[tuple[str, str, dict[str, Any]]]:
    if not file.exists():
        return []
    found = []
    for line in file.read_text(encoding="utf-8").splitlines()[-limit:]:
        try:
            account, region, event = json.loads(line)
        except ValueError:  # the line that a kill cut short
            continue
        found.append((account, region, event))
    return found
