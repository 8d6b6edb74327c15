"""Deploying staged secrets: each machine of an app is updated with the configuration that it has, one after another.

A plain restart does not do: a machine keeps the secrets of its last update. What it took is noted in its metadata,
so that nothing is restarted twice for the same values. https://fly.io/docs/machines/api/machines-resource/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strongroom.stores.errors import RefusedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from strongroom.destinations.fly_client import FlyClient

MARK = "strongroom_secrets"  # which state of the secrets a machine has
NONCE = "fly-machine-lease-nonce"
_LEASE = 120  # seconds
_START = 120  # seconds that a machine may take to start and to pass its checks
_PAUSE = 2.0
_GONE = ("destroyed", "destroying")
_ASLEEP = ("stopped", "suspended", "stopping", "suspending")
_OF_A_MOMENT = ("fly_app_release_command", "fly_app_console", "fly_app_test_machine_command")


@dataclass(frozen=True)
class FlyMachines:
    """The machines of an app."""

    client: FlyClient
    app: str

    def take(self, state: str, version: int | None) -> Iterator[str]:
        """Bring this state of the secrets to every machine that has another one."""
        machines: list[dict[str, Any]] = self.client.get(f"apps/{self.app}/machines", f"fly:{self.app}")
        old = [one for one in machines if _serves(one) and _metadata(one).get(MARK) != state]
        for machine in old:
            yield self._update(machine, state, version)

    def _update(self, machine: Mapping[str, Any], state: str, version: int | None) -> str:
        number = machine["id"]
        path, place = f"apps/{self.app}/machines/{number}", f"fly:{self.app} (machine {number})"
        answer = self.client.send("POST", f"{path}/lease?ttl={_LEASE + _START}", place)
        lease = answer.response.json()["data"]["nonce"]
        asleep = machine["state"] in _ASLEEP
        config = dict(machine["config"])
        config["metadata"] = {**_metadata(machine), MARK: state}
        body: dict[str, Any] = {"config": config, "skip_launch": asleep}
        if version is not None:
            body["min_secrets_version"] = version
        try:
            self.client.send("POST", path, place, body, {NONCE: lease})
            if not asleep:
                self._wait(path, place)
        finally:
            self._release(path, place, lease)
        return f"{place}: {'will start with the new values' if asleep else 'runs with the new values'}"

    def _wait(self, path: str, place: str) -> None:
        """The check afterwards (2.12): it runs, and its own checks pass."""
        until = self.client.clock.now() + _START
        while problem := _unready(self.client.get(path, place)):
            if self.client.clock.now() >= until:
                raise RefusedError(
                    place=place,
                    problem=f"it was given the new values, and {problem}",
                    way_out="the machines after it keep the old ones; see fly logs, put what is right, and repeat",
                )
            self.client.clock.sleep(_PAUSE)

    def _release(self, path: str, place: str, lease: str) -> None:
        """A lease ends by itself: what goes wrong here hides nothing that went wrong before."""
        try:
            self.client.send("DELETE", f"{path}/lease", place, headers={NONCE: lease})
        except StoreError:
            return


def _unready(machine: Mapping[str, Any]) -> str | None:
    """Why a machine does not serve yet."""
    if machine.get("state") != "started":
        return f"it is {machine.get('state')}, not started"
    failing = sorted(str(one.get("name")) for one in machine.get("checks") or [] if one.get("status") != "passing")
    return f"its check {', '.join(failing)} does not pass" if failing else None


def _metadata(machine: Mapping[str, Any]) -> dict[str, str]:
    return dict((machine.get("config") or {}).get("metadata") or {})


def _serves(machine: Mapping[str, Any]) -> bool:
    """Whether it is one of the app's own, and not one that runs a command and goes."""
    return machine.get("state") not in _GONE and _metadata(machine).get("fly_process_group") not in _OF_A_MOMENT
