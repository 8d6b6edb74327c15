"""Starts one service: a port, a process, a record of it, and then the wait for its health."""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from local.cloud import health, processes
from local.cloud.errors import StartError
from local.cloud.members import record
from local.cloud.paths import Layout
from local.cloud.services import Service, fill
from local.cloud.state import Running, State, change, read

_POLL_SECONDS = 0.05
_TERM_SECONDS = 5.0
_HUNG_SECONDS = 10.0  # for a service that runs, to answer, before it counts as hung
_ATTEMPTS = 3  # as often as a port may be taken between its choice and its use
_LAST_LINES = 20


class _PortTakenError(Exception):
    """Somebody else was faster."""


@dataclass(kw_only=True)
class Starter:
    """Starts services of one directory and remembers which, so that a failure can be undone."""

    layout: Layout
    report: Callable[[str], None]
    started: list[str] = field(default_factory=list)

    def ensure(self, service: Service) -> None:
        """Leave a healthy service alone; else end what is left of it and start it. Raises StartError."""
        state = read(self.layout) or State()
        needed = _needed(service, state)
        fingerprint = hashlib.sha256(f"{service.fingerprint()} {sorted(needed.items())}".encode()).hexdigest()[:16]
        known = state.services.get(service.name)
        if known:
            reason = _why_again(service, known, fingerprint)
            if reason is None:
                return
            self.report(f"{service.name}: {reason}; starting it again")
        leftover = known or Running(name=service.name, pid=0, created=0)  # no process: found by its mark alone
        processes.end_whole(self.layout, leftover, state.services.values(), deadline=_TERM_SECONDS)
        old_port = known.ports.get(service.name) if known else None
        for attempt in range(_ATTEMPTS):
            port = old_port if old_port and health.is_free(service.address, old_port) else None
            try:
                self._start(service, needed, fingerprint, port or health.free_port(service.address), state.token)
            except _PortTakenError:
                self.report(f"{service.name}: its port was taken meanwhile; trying another (attempt {attempt + 2})")
                old_port = None
            else:
                return
        raise StartError(f"{service.name}: {_ATTEMPTS} ports in a row were taken before it could listen; try again")

    def _start(self, service: Service, needed: Mapping[str, str], fingerprint: str, port: int, token: str) -> None:
        log, data = self.layout.log(service.name), self.layout.data(service.name)
        data.mkdir(mode=0o700, exist_ok=True)
        values = {
            "python": sys.executable,
            "directory": self.layout.directory,
            "data": data,
            "address": service.address,
            "port": port,
            "ports": {} if service.announces else {service.name: port},
            "token": token,
        }
        offset = log.stat().st_size if log.exists() else 0
        began = time.monotonic()
        command = [fill(part, values) for part in service.command]
        environment = {**needed, **{key: fill(value, values) for key, value in service.environment.items()}}
        self.started.append(service.name)
        process = processes.spawn(self.layout, service.name, command, environment, log)
        details = {"address": service.address, "log": log, "fingerprint": fingerprint}
        running = record(self.layout, service.name, process, ready=False, ports=values["ports"], **details)
        try:
            ports = _wait_until_healthy(service, running, process, log, offset)
        except (StartError, _PortTakenError):
            self._undo(running)
            raise
        exports = {key: fill(value, {**values, "ports": ports}) for key, value in service.exports.items()}
        running = running.model_copy(update={"ready": True, "ports": ports, "exports": exports})
        with change(self.layout) as state:
            state.services[service.name] = running
        where = ", ".join(f"{service.address}:{number}" for number in ports.values())
        self.report(f"{service.name}: started in {time.monotonic() - began:.1f} s on {where}")

    def _undo(self, running: Running) -> None:
        state = read(self.layout) or State()
        processes.end_whole(self.layout, running, state.services.values(), deadline=_TERM_SECONDS)
        with change(self.layout) as changed:
            changed.services.pop(running.name, None)
        self.started.remove(running.name)


def _needed(service: Service, state: State) -> dict[str, str]:
    """Give the exports of what a service needs."""
    recorded = (state.services[name] for name in service.needs if name in state.services)
    return {key: value for running in recorded for key, value in running.exports.items()}


def _why_again(service: Service, known: Running, fingerprint: str) -> str | None:
    """Say why a recorded service has to be started again; None when it is well."""
    until = time.monotonic() + _HUNG_SECONDS
    while True:
        if processes.find(known) is None:
            return f"died (it was pid {known.pid})"
        if not known.ready:
            return "was never finished starting"
        if known.fingerprint != fingerprint:
            return "its code or what it needs has changed"
        problem = health.problem(known, service.health)
        if problem is None:
            return None
        if time.monotonic() > until:
            return f"does not answer ({problem})"
        time.sleep(_POLL_SECONDS)


def _wait_until_healthy(
    service: Service, running: Running, process: psutil.Process, log: Path, offset: int
) -> dict[str, int]:
    """Give the ports of a service once it answers on them. Raises StartError with the end of its log."""
    until = time.monotonic() + service.deadline
    ports: dict[str, int] | None = None if service.announces else running.ports
    problem: str | None = "has not said which ports it uses"
    while time.monotonic() < until:
        ports = ports or _announced(log, offset)
        if ports:
            answering = running.model_copy(update={"ready": True, "ports": ports})
            problem = health.problem(answering, service.health)
            # Somebody else may answer on a port that was free a moment ago.
            if problem is None and health.listens(process, ports.values()):
                return ports
        if not processes.is_alive(process):
            if any(not health.is_free(service.address, port) for port in running.ports.values()):
                raise _PortTakenError
            raise StartError(f"{service.name}: ended while it was starting{_end_of(log, offset)}")
        time.sleep(_POLL_SECONDS)
    reason = problem or "another process answers on its port"
    raise StartError(f"{service.name}: not healthy after {service.deadline:.0f} s: {reason}{_end_of(log, offset)}")


def _announced(log: Path, offset: int) -> dict[str, int] | None:
    """Find the first complete line of a service's output that is a JSON object of ports."""
    for line in _text(log, offset).splitlines(keepends=True):
        if line.startswith("{") and line.endswith("\n"):
            try:
                ports = json.loads(line)
            except ValueError:
                continue
            if ports and all(isinstance(port, int) for port in ports.values()):
                return dict(ports)
    return None


def _end_of(log: Path, offset: int) -> str:
    lines = _text(log, offset).splitlines()[-_LAST_LINES:]
    said = "\n".join(f"  {line}" for line in lines) or "  (nothing)"
    return f"; the last it said ({log}):\n{said}"


def _text(log: Path, offset: int) -> str:
    with log.open("rb") as file:
        file.seek(offset)
        return file.read().decode("utf-8", "replace")
