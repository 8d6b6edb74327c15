"""What runs, as a table or as JSON."""

from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import BaseModel
from rich.table import Table

from local.cloud import health, processes
from local.cloud.services import SERVICES, Service
from local.cloud.state import Running

_COLOURS = {"running": "green", "unhealthy": "yellow", "dead": "red", "stopped": "dim"}


class Line(BaseModel):
    """One service's state: running, unhealthy (its process runs and does not answer), dead or stopped."""

    name: str
    state: str
    pid: int | None = None
    address: str | None = None
    ports: dict[str, int] = {}
    uptime: float | None = None  # seconds
    problem: str | None = None
    log: Path | None = None


def status(recorded: Mapping[str, Running], services: Collection[Service] = SERVICES) -> list[Line]:
    """Give a line for every row of the table and for every process that was launched at run time."""
    paths = {service.name: service.health for service in services}
    names = [*paths, *(name for name in recorded if name not in paths)]
    return [_line(name, recorded.get(name), paths.get(name)) for name in names]


def table(lines: Collection[Line]) -> Table:
    """Lay the lines out for people."""
    shown = Table("service", "state", "pid", "address", "uptime", "problem", box=None, pad_edge=False)
    for line in lines:
        ports = [
            f"{line.address}:{port}" + ("" if purpose == line.name else f" ({purpose})")
            for purpose, port in line.ports.items()
        ]
        state = f"[{_COLOURS[line.state]}]{line.state}[/]"
        pid = "" if line.pid is None else str(line.pid)
        shown.add_row(line.name, state, pid, "\n".join(ports), _duration(line.uptime), line.problem or "")
    return shown


def _line(name: str, running: Running | None, path: str | None) -> Line:
    if running is None:
        return Line(name=name, state="stopped")
    process = processes.find(running)
    problem = health.problem(running, path) if process else f"ended by itself (it was pid {running.pid})"
    return Line(
        name=name,
        state="dead" if process is None else "unhealthy" if problem else "running",
        pid=running.pid if process else None,
        address=running.address,
        ports=running.ports,
        uptime=processes.uptime(process) if process else None,
        problem=problem,
        log=running.log,
    )


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
