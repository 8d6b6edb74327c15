"""How a cluster is: every node, what holds it together, what it could be restored from, and what is wrong with it."""

from __future__ import annotations

import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from strongroom.stores.errors import StoreError
from strongroom.vault.sign_in import signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.client import Client
    from strongroom.vault.cloud import Cloud, Stored

OLDEST_SNAPSHOT = timedelta(hours=2)  # one is taken every hour
LAST_DAYS = timedelta(days=10)  # of a certificate: it is renewed with ten of its thirty days left
AUDIT_DEVICES = 2
_LOOK_SECONDS = 6.0
Topic = Literal["seal", "leader", "tolerance", "audit", "node", "certificate", "versions", "snapshot", "copies"]


@dataclass(frozen=True, kw_only=True)
class Node:
    """One peer. What only the node itself could tell is None where it is not reached from here."""

    name: str
    address: str
    role: str
    """`leader`, `voter`, `non-voter`."""
    healthy: bool
    last_contact: str
    entries_behind: int
    version: str
    reached: bool = False
    sealed: bool | None = None
    certificate_ends: datetime | None = None
    clock_apart: float | None = None
    """Seconds between its clock and ours; it tells whole ones."""


@dataclass(frozen=True, kw_only=True)
class Copies:
    """What a second region has of the snapshots."""

    region: str
    newest: Stored | None


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A cluster at one moment. `unknown` says what could not be found out, and why."""

    address: str
    name: str
    version: str
    initialised: bool
    sealed: bool
    leader: str | None = None
    failure_tolerance: int | None = None
    voters: int | None = None
    nodes: tuple[Node, ...] = ()
    audit_devices: tuple[str, ...] | None = None
    snapshot: Stored | None = None
    copies: Copies | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    unknown: tuple[str, ...] = ()

    @property
    def snapshot_age(self) -> timedelta | None:
        """Since the newest snapshot."""
        return self.at - self.snapshot.stored if self.snapshot else None

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that somebody should look at, each with where to look."""
        return (*(text for _, text in _problems(self)), *self.unknown)

    def problems_of(self, *topics: Topic) -> tuple[str, ...]:
        """Those of some topics."""
        return tuple(text for topic, text in _problems(self) if topic in topics)


def status(client: Client, cloud: Cloud, second: Cloud | None = None) -> Cluster:
    """Ask the cluster, each of its nodes and the bucket; and the second region's, where there is one.

    Raises:
        StoreError: the cluster does not answer at all.
    """
    health = client.health()
    found = Cluster(
        address=client.address,
        name=str(health.get("cluster_name") or cloud.names.table),
        version=str(health["version"]),
        initialised=bool(health["initialized"]),
        sealed=bool(health["sealed"]),
    )
    found = _with_copies(_with_snapshot(found, cloud), second)
    if found.sealed or not found.initialised:
        return found
    try:
        with signed_in(client, cloud) as ours:
            return _with_peers(found, ours, cloud)
    except StoreError as problem:
        return replace(found, unknown=(*found.unknown, f"its peers are not known: {problem}"))


def _with_snapshot(cluster: Cluster, cloud: Cloud) -> Cluster:
    try:
        return replace(cluster, snapshot=cloud.newest())
    except StoreError as problem:
        return replace(cluster, unknown=(f"its snapshots are not known: {problem}",))


def _with_copies(cluster: Cluster, second: Cloud | None) -> Cluster:
    if second is None or second.copies is None:
        return cluster
    try:
        return replace(cluster, copies=Copies(region=second.copies, newest=second.newest()))
    except StoreError as problem:
        return replace(cluster, unknown=(*cluster.unknown, f"its copies are not known: {problem}"))


def _with_peers(cluster: Cluster, client: Client, cloud: Cloud) -> Cluster:
    state: dict[str, Any] = client.read("sys/storage/raft/autopilot/state")["data"]
    places = {one["cluster_address"]: one for one in client.read("sys/ha-status")["data"]["nodes"]}
    leader_index = max((int(one["last_index"]) for one in state["servers"].values()), default=0)
    nodes = [_node(server, places, leader_index) for server in state["servers"].values()]
    cluster = replace(
        cluster,
        leader=state.get("leader") or None,
        failure_tolerance=int(state["failure_tolerance"]),
        voters=len(state.get("voters") or ()),
        nodes=_visited(nodes, client, cloud),
    )
    try:
        return replace(cluster, audit_devices=tuple(sorted(client.read("sys/audit")["data"])))
    except StoreError as problem:
        return replace(cluster, unknown=(*cluster.unknown, f"its audit devices are not known: {problem}"))


def _node(server: dict[str, Any], places: dict[str, dict[str, Any]], leader_index: int) -> Node:
    place = places.get(f"https://{server['address']}", {})
    host = str(server["address"]).rpartition(":")[0]
    return Node(
        name=str(server["name"]),
        address=str(place.get("api_address") or f"https://{host}:8200"),
        role=str(server["status"]),
        healthy=bool(server["healthy"]),
        last_contact=str(server["last_contact"]),
        entries_behind=max(0, leader_index - int(server["last_index"])),
        version=str(server.get("version") or place.get("version") or ""),
    )


def _visited(nodes: list[Node], client: Client, cloud: Cloud) -> tuple[Node, ...]:
    """The nodes, each asked itself. From outside of the network only the balancer can be reached."""
    authorities = cloud.authority() or client.authorities

    def visit(node: Node) -> Node:
        try:
            shown, health = client.at(
                node.address, authorities=authorities, patience=_LOOK_SECONDS
            ).certificate_and_health()
        except (StoreError, ValueError):
            return node
        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC) if shown else None
        apart = abs(time.time() - float(health["server_time_utc"])) if "server_time_utc" in health else None
        return replace(node, reached=True, sealed=bool(health["sealed"]), certificate_ends=ends, clock_apart=apart)

    with ThreadPoolExecutor(max_workers=8) as pool:
        return tuple(sorted(pool.map(visit, nodes), key=lambda node: node.address))


def _problems(cluster: Cluster) -> Iterator[tuple[Topic, str]]:
    if not cluster.initialised:
        yield "seal", "it is not initialised; docs/runbooks/vault-initialisation.md"
    elif cluster.sealed:
        yield "seal", "it is sealed; docs/runbooks/vault-seal-key.md"
    elif cluster.nodes and not cluster.leader:
        yield "leader", "it has no leader; docs/runbooks/vault-quorum-loss.md"
    if cluster.failure_tolerance is not None and cluster.failure_tolerance < 1:
        yield "tolerance", "it can't lose another node; docs/runbooks/vault-node-replacement.md"
    if cluster.audit_devices is not None and len(cluster.audit_devices) < AUDIT_DEVICES:
        devices = ", ".join(cluster.audit_devices) or "none"
        yield "audit", f"it has fewer than {AUDIT_DEVICES} audit devices ({devices}); with the last one it stops"
    for node in cluster.nodes:
        yield from ((topic, f"{node.name}: {problem}") for topic, problem in _node_problems(node, cluster.at))
    if len({node.version for node in cluster.nodes}) > 1:
        see = "docs/runbooks/vault-upgrade.md"
        yield "versions", f"its nodes run different versions; a replacement has not finished ({see})"
    yield from (("snapshot", problem) for problem in _snapshot_problems(cluster))
    if cluster.copies:
        yield from (("copies", problem) for problem in _copy_problems(cluster.copies, cluster.at))


def _snapshot_problems(cluster: Cluster) -> Iterator[str]:
    age = cluster.snapshot_age
    if age is None and not any("snapshots" in one for one in cluster.unknown):
        yield "it has no snapshot; take one: strongroom vault snapshot"
    elif age is not None and age > OLDEST_SNAPSHOT:
        hours = age.total_seconds() / 3600
        yield f"its newest snapshot is {hours:.0f} hours old; journalctl -u strongroom-node-snapshot on the leader"


def _copy_problems(copies: Copies, now: datetime) -> Iterator[str]:
    see = "docs/runbooks/vault-region-loss.md"
    if copies.newest is None:
        yield f"no copy of a snapshot is in {copies.region}; {see}"
    elif now - copies.newest.stored > OLDEST_SNAPSHOT:
        hours = (now - copies.newest.stored).total_seconds() / 3600
        yield f"the newest copy in {copies.region} is {hours:.0f} hours old; {see}"


def _node_problems(node: Node, now: datetime) -> Iterator[tuple[Topic, str]]:
    if not node.healthy:
        see = "docs/runbooks/vault-node-replacement.md"
        yield "node", f"not healthy, last contact {node.last_contact} ago; {see}"
    if node.sealed:
        yield "seal", "sealed; docs/runbooks/vault-seal-key.md"
    if node.certificate_ends and node.certificate_ends - now < LAST_DAYS:
        see = "docs/runbooks/vault-certificates.md"
        yield "certificate", f"its certificate ends {node.certificate_ends:%Y-%m-%d}; {see}"
