"""While the node lives: tell its state as metrics, and leave the cluster in order when the scaling group says so."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING, Any

from strongroom_node import certificates, snapshot
from strongroom_node import instance as machine
from strongroom_node.aws import AwsError
from strongroom_node.node import Node, run, until
from strongroom_node.settings import HaltError, log
from strongroom_node.vault import Vault, VaultError

if TYPE_CHECKING:
    from pathlib import Path

LOOK_EVERY = 3
TELL_EVERY = 60
LEAVE_WITHIN = 60
JOIN_WITHIN = 600
SERVER = "vault.service"
_AUDIT_FAILURES = re.compile(r"^vault_audit_log_(?:request|response)_failure(?:\{[^}]*\})? (\S+)$", re.MULTILINE)


def watch(node: Node) -> None:
    """Look at the wanted state and tell metrics until this node is asked to leave, then leave."""
    told = 0.0
    while machine.lifecycle_state(node.files) != "Terminated":
        if time.monotonic() - told >= TELL_EVERY:
            told = time.monotonic()
            try:
                tell(node)
            except (AwsError, VaultError, OSError) as error:
                log("watch", f"metrics: {error}")
        time.sleep(LOOK_EVERY)
    leave(node)


def tell(node: Node) -> None:
    """Put the node's metrics, and the cluster's where this node leads."""
    metrics = measure(node)
    parameters = {"Namespace": node.settings.metrics_namespace}
    for number, (name, value) in enumerate(sorted(metrics.items()), start=1):
        prefix = f"MetricData.member.{number}"
        parameters[f"{prefix}.MetricName"] = name
        parameters[f"{prefix}.Value"] = f"{value:g}"
        parameters[f"{prefix}.Dimensions.member.1.Name"] = "Cluster"
        parameters[f"{prefix}.Dimensions.member.1.Value"] = node.settings.cluster
    node.aws.query("monitoring", "PutMetricData", **parameters)


def measure(node: Node) -> dict[str, float]:
    """Answering, Sealed, Leading, AuditFailures, certificate and volumes; the leader adds the cluster's figures."""
    vault = node.vault()
    health = vault.health()
    metrics = {
        "Answering": float(health is not None),
        "CertificateDaysLeft": certificates.days_left(node) or 0.0,
        "DataDiskUsed": _used(node.files.data),
        "AuditDiskUsed": _used(node.files.audit),
    }
    if health is None:
        return metrics
    metrics["Sealed"] = float(health["sealed"])
    metrics["Leading"] = float(not health["standby"] and not health["sealed"] and health["initialized"])
    metrics["AuditFailures"] = _audit_failures(vault)
    if metrics["Leading"]:
        metrics["SnapshotAge"] = snapshot.age(node)
        metrics.update(_cluster_figures(vault))
    return metrics


def _used(volume: Path) -> float:
    """How full a volume is, in percent of what programs that are not root may fill."""
    found = os.statvfs(volume)
    used = found.f_blocks - found.f_bfree
    return 100.0 * used / max(used + found.f_bavail, 1)


def _cluster_figures(vault: Vault) -> dict[str, float]:
    """What only the leader is asked. A server that can't audit refuses it, and must not hide its own figures so."""
    try:
        with vault.login():
            state = _autopilot(vault)
    except (VaultError, OSError) as error:
        log("watch", f"the cluster's figures: {error}")
        return {}
    return {"FailureTolerance": float(state["failure_tolerance"]), "Voters": float(len(state["voters"]))}


def leave(node: Node) -> None:
    """Hand over the lead, step out of the peer list, stop, and let the scaling group go on.

    A node that can't do this in time leaves all the same: autopilot removes it later as a dead peer.
    """
    vault = node.vault()
    try:
        with vault.login():
            if vault.read("sys/leader").get("is_self"):
                vault.write("sys/step-down")
                until(lambda: _led_by_another(vault), seconds=LEAVE_WITHIN, pause=0.3, what="the hand-over of the lead")
            vault.write("sys/storage/raft/remove-peer", server_id=node.instance.id)
        log("leave", "this node is no peer any more")
    except (VaultError, OSError, HaltError) as error:
        log("leave", f"{error}; autopilot will remove this node as a dead peer")
    run("systemctl", "stop", SERVER)
    _complete(node, node.settings.terminate_hook)


def joined(node: Node) -> None:
    """Wait until this node is a healthy voter of a cluster that can lose one, then tell the scaling group.

    This is what a rolling replacement waits for before it takes the next node.
    """
    until(lambda: _is_healthy_voter(node), seconds=JOIN_WITHIN, pause=2, what="the healthy vote of this node")
    log("join", "this node is a healthy voter")
    _complete(node, node.settings.launch_hook)


def unhealthy(node: Node) -> None:
    """The server keeps dying: ask the scaling group for another machine. A sealed server never leads here."""
    node.aws.query("autoscaling", "SetInstanceHealth", InstanceId=node.instance.id, HealthStatus="Unhealthy")
    log("health", "this node asked to be replaced")


def _complete(node: Node, hook: str) -> None:
    if not hook:
        return
    try:
        node.aws.query(
            "autoscaling",
            "CompleteLifecycleAction",
            AutoScalingGroupName=node.settings.group,
            LifecycleHookName=hook,
            InstanceId=node.instance.id,
            LifecycleActionResult="CONTINUE",
        )
    except AwsError as error:
        # Outside of a lifecycle transition (a reboot) there is nothing to complete.
        log("lifecycle", f"{hook}: {error}")


def _is_healthy_voter(node: Node) -> bool | None:
    vault = node.vault()
    health = vault.health()
    if health is None or health["sealed"] or not health["initialized"]:
        return None
    try:
        with vault.login():
            state = _autopilot(vault)
    except (VaultError, OSError):
        return None
    own = state["servers"].get(node.instance.id, {})
    voter = own.get("status") in ("leader", "voter") and own.get("healthy")
    return True if voter and state["failure_tolerance"] >= 1 else None


def _autopilot(vault: Vault) -> dict[str, Any]:
    data: dict[str, Any] = vault.read("sys/storage/raft/autopilot/state")["data"]
    return data


def _led_by_another(vault: Vault) -> bool | None:
    leader = vault.read("sys/leader")
    return True if leader.get("leader_address") and not leader.get("is_self") else None


def _audit_failures(vault: Vault) -> float:
    with vault.open("sys/metrics?format=prometheus") as response:
        values: list[str] = _AUDIT_FAILURES.findall(response.read().decode())
    return sum(float(value) for value in values)
