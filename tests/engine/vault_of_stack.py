"""What the Vault cluster of a local stack looks like from outside."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import httpx

from local.providers.autoscaling.fleet import PORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.local_stack import LocalStack


def machines(stack: LocalStack) -> list[dict[str, Any]]:
    """Instances of the emulator that are not gone."""
    pages = stack.aws("ec2").describe_instances(Filters=[{"Name": "instance-state-name", "Values": ["running"]}])
    return [instance for page in pages["Reservations"] for instance in page["Instances"]]


def a_machine_boots(stack: LocalStack) -> Callable[[], bool]:
    """Whether the scaling group has started a first node."""
    return lambda: bool(machines(stack))


def vault_is_initialised(stack: LocalStack) -> Callable[[], bool]:
    """Whether the elected node has written a recovery share into custody; the stack's cloud runs."""
    listing = stack.aws("secretsmanager").get_paginator("list_secrets")  # a client takes longer than what it asks

    def asked() -> bool:
        entries = [entry for page in listing.paginate() for entry in page["SecretList"]]
        return any("recovery" in entry["Name"] and entry.get("SecretVersionsToStages") for entry in entries)

    return asked


def is_one_unsealed_cluster_of_three(stack: LocalStack) -> None:
    """Assert it, and that the engine left nothing half done."""
    answers = [_health(machine["PrivateIpAddress"]) for machine in machines(stack)]
    assert [(one["initialized"], one["sealed"]) for one in answers] == [(True, False)] * 3
    assert len({one["cluster_id"] for one in answers}) == 1, "nodes of more than one cluster"
    assert "pending_operations" not in stack.export()


def _health(address: str) -> dict[str, Any]:
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE  # the answer is asked, nothing is told
    with httpx.Client(verify=unverified) as client:
        answer: dict[str, Any] = client.get(f"https://{address}:{PORTS['api']}/v1/sys/health?standbyok=true").json()
    return answer
