"""Starts the table of services, repairs what died, and stops everything."""

import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack

from local.cloud import directory as directories
from local.cloud import processes
from local.cloud.lock import locked
from local.cloud.members import Directory
from local.cloud.paths import Layout, locate
from local.cloud.running import Cloud
from local.cloud.services import SERVICES, Service, chosen
from local.cloud.starting import Starter
from local.cloud.state import Running, State, change, read

Report = Callable[[str], None]
_UP_LOCK = ".up.lock"
_UP_SECONDS = 600.0  # somebody else's `up` may be starting everything
_STATE_SECONDS = 10.0
_TERM_SECONDS = 10.0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def start(
    directory: Directory = None,
    *,
    only: Collection[str] = (),
    services: Collection[Service] = SERVICES,
    report: Report = _say,
) -> Cloud:
    """Start the services that don't run, and give the running cloud; it outlives this process.

    `only` names services (what they need starts too). What runs and is healthy is left alone; what died, hangs or was
    started from other code is ended and started again, on its old port where that is free. On a failure, everything
    that this call started is stopped again. Raises StartError with the end of the failing service's log, CloudError.
    """
    layout = locate(directory)
    wanted = chosen(only, services)

    def waiting() -> None:
        report(f"another start or stop is under way in {layout.directory}; waiting for it")

    with locked(layout.directory / _UP_LOCK, deadline=_UP_SECONDS, waiting=waiting):
        directories.prepare(layout)
        with change(layout):
            pass  # the token exists before anything is started with it
        starter = Starter(layout=layout, report=report)
        try:
            for service in wanted:
                starter.ensure(service)
        except BaseException:  # Ctrl-C too: nothing half-started stays
            for name in reversed(starter.started):
                _end(layout, name)
            raise
        if not starter.started:
            report(f"the local cloud runs already: {', '.join(service.name for service in wanted)}")
    return Cloud(layout)


def stop(
    directory: Directory = None,
    *,
    keep_data: bool = False,
    services: Collection[Service] = SERVICES,
    report: Report = _say,
) -> list[str]:
    """End every process of the cloud and remove its files; gives the names of what was ended, none if nothing ran.

    Services end before what they need; a service that launches others ends before these. `keep_data` keeps what is on
    disk (stores, Pulumi's state, logs), so that the next start continues with it.
    """
    layout = locate(directory)
    if not directories.is_ours(layout):
        return []
    with locked(layout.directory / _UP_LOCK, deadline=_UP_SECONDS), ExitStack() as stack:
        if not directories.is_ours(layout):  # somebody else has just removed it
            directories.remove_locks(layout)
            return []
        state = read(layout) or State()
        ended = []
        for running in _order(state.services, services):
            if processes.end_whole(layout, running, state.services.values(), deadline=_TERM_SECONDS):
                report(f"{running.name}: stopped")
                ended.append(running.name)
        processes.end(processes.strays(layout), deadline=_TERM_SECONDS)
        stack.enter_context(locked(layout.directory / ".state.lock", deadline=_STATE_SECONDS))
        directories.remove(layout, keep_data=keep_data)
    return ended


def _order(recorded: Mapping[str, Running], services: Collection[Service]) -> list[Running]:
    """Give what is recorded in the order in which it ends: launchers, what they launched, then the rest backwards."""
    table = [service for service in reversed(list(services)) if service.name in recorded]
    launchers = [recorded[service.name] for service in table if service.launches]
    fixed = [recorded[service.name] for service in table if not service.launches]
    known = {running.name for running in (*launchers, *fixed)}
    return [*launchers, *(running for name, running in recorded.items() if name not in known), *fixed]


def _end(layout: Layout, name: str) -> None:
    state = read(layout)
    if state and (running := state.services.get(name)):
        processes.end_whole(layout, running, state.services.values(), deadline=_TERM_SECONDS)
        with change(layout) as changed:
            changed.services.pop(name, None)
