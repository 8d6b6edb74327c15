"""The state of a cluster and the outcome of a drill, as JSON and as tables."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from strongroom.vault.cloud import Stored
    from strongroom.vault.status import Cluster, Node


def as_json(cluster: Cluster) -> dict[str, Any]:
    """Everything that is known, for programs; times in UTC, the age in seconds."""
    age = cluster.snapshot_age
    facts = {name: plain(fact) for name, fact in asdict(cluster).items() if name != "unknown"}
    return {
        **facts,
        "snapshot_age": round(age.total_seconds()) if age else None,
        "healthy": not cluster.problems,
        "problems": list(cluster.problems),
    }


def plain(fact: Any) -> Any:
    """A fact as JSON has it."""
    match fact:
        case datetime():
            return fact.isoformat(timespec="seconds")
        case dict():
            return {name: plain(one) for name, one in fact.items()}
        case list() | tuple():
            return [plain(one) for one in fact]
    return fact


def as_tables(cluster: Cluster) -> Iterator[RenderableType]:
    """The nodes, then the cluster's figures a line each, then what is wrong."""
    from rich.table import Table
    from rich.text import Text

    if cluster.nodes:
        table = Table(title=f"{cluster.name} at {cluster.address}", title_justify="left")
        for heading in ("node", "address", "role", "sealed", "healthy", "behind", "version", "certificate ends"):
            table.add_column(heading, overflow="fold")
        for node in cluster.nodes:
            table.add_row(*map(Text, _cells(node)))
        yield table
    for name, fact in _figures(cluster):
        yield Text(f"{name:18} {fact}")
    for problem in cluster.problems:
        yield Text(f"look: {problem}", style="red")


def _cells(node: Node) -> tuple[str, ...]:
    ends = f"{node.certificate_ends:%Y-%m-%d}" if node.certificate_ends else "not reached from here"
    sealed = "?" if node.sealed is None else _yes(node.sealed)
    behind = str(node.entries_behind)
    return node.name, node.address, node.role, sealed, _yes(node.healthy), behind, node.version, ends


def _figures(cluster: Cluster) -> Iterator[tuple[str, str]]:
    yield "initialised", _yes(cluster.initialised)
    yield "sealed", _yes(cluster.sealed)
    if cluster.nodes:
        yield "leader", cluster.leader or "none"
        yield "failure tolerance", f"{cluster.failure_tolerance} of {cluster.voters} voters"
    if cluster.audit_devices is not None:
        yield "audit devices", ", ".join(cluster.audit_devices) or "none"
    if cluster.snapshot:
        yield "newest snapshot", _stored(cluster.snapshot, cluster.at)
    if cluster.copies:
        newest = cluster.copies.newest
        yield f"copy in {cluster.copies.region}", _stored(newest, cluster.at) if newest else "none"


def _stored(snapshot: Stored, now: datetime) -> str:
    minutes = (now - snapshot.stored).total_seconds() / 60
    return f"{snapshot.key}, {snapshot.size} bytes, {minutes:.0f} minutes old"


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
