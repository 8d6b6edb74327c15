"""Opens places that are files on this machine, and says where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.machine.folders import HOME, folder_of, variable
from strongroom.stores.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from strongroom.destinations.contract import Place
    from strongroom.machine.record import MachineRecord

KINDS = ("env", "mcp")


def is_on_machines(address: str) -> bool:
    """Whether a place is a file that every developer has one of."""
    return address.partition(":")[0] in KINDS


def absent(address: str, environment: str) -> str | None:
    """Why this machine has no such place; None where it has, or where it is none of a machine's."""
    if not is_on_machines(address) or _folder(address, environment) is not None:
        return None
    project = project_of(address)
    if project == HOME:
        return f"a rehearsal stays out of your own folder; it takes {HOME} in ${variable(environment)}"
    return (
        f"project {project} has no folder on this machine;"
        f" say where it is: strongroom sync {project} --folder DIR, or ${variable(environment)}"
    )


def record_of(address: str, environment: str) -> MachineRecord | None:
    """What this machine recorded of such a place; None for a place whose record all share."""
    from strongroom.machine.record import MachineRecord

    file = _file(address, environment) if is_on_machines(address) else None
    return None if file is None else MachineRecord(environment, file)


def open_machine(address: str, environment: str) -> Place:
    """The place; raises NotFoundError where this machine has none, RefusedError where values must not lie there."""
    from strongroom.destinations.env import EnvPlace
    from strongroom.destinations.mcp import McpPlace

    file = _file(address, environment)
    if file is None:
        raise NotFoundError(place=address, problem="it is not on this machine", way_out="strongroom sync --help")
    place: EnvPlace | McpPlace
    if address.startswith("env:"):
        place = EnvPlace(address, file.parent)
    else:
        place = McpPlace(address, file, address.rpartition("/")[2])
    place.demand_safe()
    return place


def project_of(address: str) -> str:
    """The project in whose folder the file is."""
    return address.partition(":")[2].partition("/")[0]


def _folder(address: str, environment: str) -> Path | None:
    return folder_of(project_of(address), environment)


def _file(address: str, environment: str) -> Path | None:
    folder = _folder(address, environment)
    if folder is None:
        return None
    if address.startswith("env:"):
        return folder / ".env"
    return folder / address.partition("/")[2].rpartition("/")[0]
