"""The machines of a scaling group on loopback: launched from a template, let go in order, replaced one by one.

What is there is asked of the emulator each time (an instance record stands for every machine, as the nodes find each
other by it), so nothing has to be remembered: a fleet that was interrupted goes on where it is.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.cloud import health, members, processes
from local.cloud.paths import locate
from local.providers.autoscaling.host import Host, decode
from local.providers.autoscaling.sign_in import exports

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

GROUP_TAG: Final = "AutoScalingGroup"
VERSION_TAG: Final = "LaunchTemplateVersion"
ZONE_TAG: Final = "Zone"
NODE_SETTINGS: Final = "/etc/strongroom/node.json"
FIRST_ADDRESS: Final = 11
LAST_ADDRESS: Final = 99
PORTS: Final = {"api": 8200, "cluster": 8201}
LEAVING_SECONDS: Final = 90.0
_MARK: Final = "STRONGROOM_LOCAL_PROCESS"  # local.cloud.processes finds by it what belongs to a member


class FleetError(Exception):
    """The machines did not become what was asked; the message names the machine, its log and what to do."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """What a machine boots from."""

    user_data: str
    version: str
    tags: Mapping[str, str]

    @property
    def boots_nodes(self) -> bool:
        """Whether it is of a kind that can run here: user data that carries a node's settings."""
        files = decode(self.user_data).get("write_files", []) if self.user_data else []
        return any(file["path"] == NODE_SETTINGS for file in files)


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A machine that the emulator knows."""

    instance: str
    address: str
    zone: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The machines of one group. `ec2` is a client of the emulator, `endpoint` its address."""

    group: str
    ec2: Any
    endpoint: str
    region: str
    zones: tuple[str, ...]
    deadline: float

    def converge(self, template: Template, size: int) -> None:
        """Make it `size` machines of this template: new ones first, all together; then old ones go, one at a time.

        Raises:
            FleetError: a machine did not join in time.
        """
        self._sweep()
        fresh = [machine for machine in self.machines() if machine.version == template.version]
        stale = [machine for machine in self.machines() if machine.version != template.version]
        if not stale:
            started = [self._launch(template) for _ in range(size - len(fresh))]
            for host in started or [self._host(machine) for machine in fresh]:
                self._joined(host)
        for machine in stale:
            if len(fresh) < size:
                host = self._launch(template)
                self._joined(host)
                fresh.append(self._machine(host.instance))
            self._let_go(machine)
        for machine in fresh[size:]:
            self._let_go(machine)

    def machines(self) -> list[Machine]:
        """The group's machines, in the order of their addresses."""
        filters = [
            {"Name": f"tag:{GROUP_TAG}", "Values": [self.group]},
            {"Name": "instance-state-name", "Values": ["running"]},
        ]
        found = self.ec2.describe_instances(Filters=filters)["Reservations"]
        machines = [_machine(instance) for reservation in found for instance in reservation["Instances"]]
        return sorted(machines, key=lambda machine: int(machine.address.rpartition(".")[2]))

    def end(self) -> None:
        """Take all machines away, and their disks."""
        for machine in self.machines():
            self._end(machine)

    def _launch(self, template: Template) -> Host:
        there = self.machines()
        address = free_address({machine.address for machine in there})
        zone = min(self.zones, key=[machine.zone for machine in there].count)
        tags = {**template.tags, GROUP_TAG: self.group, VERSION_TAG: template.version, ZONE_TAG: zone}
        started = self.ec2.run_instances(
            ImageId="ami-00000000000000000",
            MinCount=1,
            MaxCount=1,
            PrivateIpAddress=address,
            TagSpecifications=[
                {"ResourceType": "instance", "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
            ],
        )
        host = self._host(self._machine(started["Instances"][0]["InstanceId"]))
        host.root.mkdir(parents=True, mode=0o700)
        booted = host.boot(template.user_data)
        members.register(
            host.instance,
            booted.journal_process(),
            address=address,
            ports=PORTS,
            log=host.unit("strongroom-node-boot.service").log,
            exports=exports(template, address),
        )
        return booted

    def _joined(self, host: Host) -> None:
        boot = host.unit("strongroom-node-boot.service")

        def has_joined() -> bool:
            self.machines()  # raises where the emulator is gone: no node can join then, so nobody waits for it
            return boot.read_state().get("phase") == "done"

        if not _wait(has_joined, self.deadline):
            raise FleetError(
                f"{host.instance} on {host.address} did not join {self.group} within {self.deadline:.0f} s; "
                f"its boot program says why in {boot.log}; run the same command again to go on"
            )

    def _let_go(self, machine: Machine) -> None:
        """Ask the node to leave, wait until it has, take the machine away."""
        host = self._host(machine)
        host.tell("Terminated")
        watch = host.unit("strongroom-node-watch.service")
        _wait(lambda: watch.read_state().get("phase") == "done", LEAVING_SECONDS)
        self._end(machine)

    def _end(self, machine: Machine) -> None:
        host = self._host(machine)
        host.pull_the_plug()
        members.forget(machine.instance)
        self.ec2.terminate_instances(InstanceIds=[machine.instance])
        shutil.rmtree(host.root, ignore_errors=True)

    def _sweep(self) -> None:
        """Records without a machine: an interrupted launch, or a machine whose processes are gone for good."""
        for machine in self.machines():
            if not self._host(machine).processes():
                self._end(machine)

    def _machine(self, instance: str) -> Machine:
        return next(machine for machine in self.machines() if machine.instance == instance)

    def _host(self, machine: Machine) -> Host:
        return Host(
            root=nodes_folder() / machine.instance,
            instance=machine.instance,
            address=machine.address,
            zone=machine.zone,
            has_agent=True,
            environment={
                "AWS_ENDPOINT_URL": self.endpoint,
                "AWS_KMS_ENDPOINT": self.endpoint,
                "AWS_REGION": self.region,
                "AWS_ACCESS_KEY_ID": "local",
                "AWS_SECRET_ACCESS_KEY": "local",
                _MARK: processes.mark(locate(None), machine.instance),
            },
        )


def nodes_folder() -> Path:
    """Where the machines of this cloud lie."""
    return locate(None).data("nodes")


def _machine(instance: Mapping[str, Any]) -> Machine:
    tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
    return Machine(
        instance=instance["InstanceId"],
        address=instance["PrivateIpAddress"],
        zone=tags.get(ZONE_TAG, ""),
        version=tags.get(VERSION_TAG, ""),
    )


def free_address(taken: Collection[str]) -> str:
    """The first loopback address for a new machine; one where another stack's machine listens is left to it."""
    for number in range(FIRST_ADDRESS, LAST_ADDRESS + 1):
        address = f"127.0.0.{number}"
        if address not in taken and all(health.is_free(address, port) for port in PORTS.values()):
            return address
    raise FleetError(
        f"no address from 127.0.0.{FIRST_ADDRESS} to 127.0.0.{LAST_ADDRESS} has its ports {sorted(PORTS.values())}"
        " free; end what listens there (python -m local status names this stack's machines)"
    )


def _wait(question: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True
