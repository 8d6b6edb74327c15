"""Audit: two devices that can't fail together, and every request about the canary in the log, without its value."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from strongroom.stores.errors import DeniedError, StoreError
from strongroom.vault.validation import clear_text
from strongroom.vault.validation.finding import Finding, fails, holds, unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from strongroom.vault.validation.scene import Scene

_FILE_SECONDS, _GROUP_SECONDS = 5.0, 60.0  # the agent on a node sends what it has every few seconds
_TAIL = 64 << 20  # bytes of a file, from its end
_WHO_MAY = "logs:FilterLogEvents on the log group, or --audit-log 'FILES' where the files themselves can be read"

Lines = dict[str, list[str]]


def audit(scene: Scene) -> Iterator[Finding]:
    """The devices, then the log itself."""
    yield _devices(scene)
    scene.demand_canary()
    files = _files(scene.wishes.audit_log)
    place = scene.wishes.audit_log or scene.cloud.names.audit_log
    if scene.wishes.audit_log and not files:
        yield unseen("every access is in the log", f"no file is called {place}", "correct --audit-log")
        return
    try:
        if files:
            lines = _awaited(lambda: _of_files(scene, files), scene.requests.values(), _FILE_SECONDS)
        else:
            lines = _awaited(lambda: _of_group(scene), scene.requests.values(), _GROUP_SECONDS)
    except StoreError as problem:
        yield unseen("every access is in the log", f"{problem.place}: {problem.problem}", _WHO_MAY)
        return
    yield _complete(scene.requests, lines, place)
    yield _silent(scene, lines, place)


def _devices(scene: Scene) -> Finding:
    name = "two audit devices"
    try:
        told: Mapping[str, Any] = scene.demand_client().read("sys/audit")["data"]
    except DeniedError as refusal:
        return unseen(name, refusal.problem, "docs/vault.md, Who may do what: the operator sees them")
    found = [f"{path} ({facts.get('type')})" for path, facts in sorted(told.items())]
    kinds = {str(facts.get("type")) for facts in told.values()}
    if len(found) < 2 or len(kinds) < 2:  # noqa: PLR2004 (two)
        way_out = "two of different types: one disk or one socket takes both away at once, and then the cluster stops"
        return fails(name, ", ".join(found) or "none", f"{way_out} (docs/vault.md)")
    return holds(name, ", ".join(found))


def _awaited(look: Callable[[], Lines], requests: Iterable[str], seconds: float) -> Lines:
    """The lines of each request, asked for again until every one has some."""
    deadline, wanted = time.monotonic() + seconds, set(requests)
    while True:
        lines = look()
        if time.monotonic() > deadline or not wanted - set(lines):
            return lines
        time.sleep(0.5)


def _files(pattern: str | None) -> list[Path]:
    """Those that a path with `*` means."""
    if not pattern:
        return []
    whole = Path(pattern).absolute()
    return sorted(Path(whole.anchor).glob(str(whole.relative_to(whole.anchor))))


def _of_files(scene: Scene, files: Iterable[Path]) -> Lines:
    found: Lines = {}
    for file in files:
        with suppress(OSError):
            _take(found, _tail(file), scene.requests.values())
    return found


def _tail(file: Path) -> Iterator[str]:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - _TAIL))
        for line in opened:
            yield line.decode(errors="replace")


def _of_group(scene: Scene) -> Lines:
    found: Lines = {}
    since = datetime.fromtimestamp(scene.began, UTC) - timedelta(minutes=2)  # another clock may be behind ours
    for request in scene.requests.values():
        _take(found, scene.cloud.log_lines(scene.cloud.names.audit_log, request, since), [request])
    return found


def _take(found: Lines, lines: Iterable[str], requests: Iterable[str]) -> None:
    wanted = set(requests)
    for line in lines:
        if any(request in line for request in wanted) and (request := _request_of(line)) in wanted:
            found.setdefault(request, []).append(line)


def _request_of(line: str) -> str:
    with suppress(ValueError, AttributeError):
        return str((json.loads(line).get("request") or {}).get("id", ""))
    return ""


def _complete(requests: Mapping[str, str], lines: Lines, place: str) -> Finding:
    name = "every access is in the log"
    missing = [what for what, request in requests.items() if request not in lines]
    if missing:
        found = f"{len(missing)} of {len(requests)} requests about the canary are not in {place}: {', '.join(missing)}"
        return fails(name, found, "look at the log's agent and the devices on that node (docs/vault.md, Metrics)")
    return holds(name, f"{len(requests)} of {len(requests)} requests about the canary, by their ids, in {place}")


def _silent(scene: Scene, lines: Lines, place: str) -> Finding:
    name = "the log has no value"
    told = [line.encode() for some in lines.values() for line in some]
    if not told:
        return unseen(name, f"{place} has nothing of this run", _WHO_MAY)
    words = clear_text.forms(scene.demand_canary().value)
    if any(word in line for line in told for word in words):
        way_out = "take log_raw from the device, rotate what was read since, and treat the log as secret"
        return fails(name, f"the canary's value stands in {place}", way_out)
    return holds(name, f"{len(told)} lines; the canary's value is in none of them")
