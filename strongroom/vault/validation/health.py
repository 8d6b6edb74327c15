"""Health: every node is there, of one version and one time, and the cluster can lose one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.operations.doctor.doctor import SKEW
from strongroom.vault.validation.finding import Finding, fails, holds, judged, unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.status import Cluster
    from strongroom.vault.validation.scene import Scene

OLDEST = (1, 15)  # requirement 4.5, of HashiCorp Vault; OpenBao began at 2.0
INSIDE = "run it from inside of the nodes' network, or on a node (Session Manager)"


def health(scene: Scene) -> Iterator[Finding]:
    """Seal, leader, voters, nodes, versions, clocks."""
    cluster = scene.cluster
    reached = [node for node in cluster.nodes if node.reached]
    unsealed = f"the door, and each of {len(reached)} nodes that were reached" if reached else "the door"
    yield judged("unsealed", cluster.problems_of("seal"), unsealed)
    if not cluster.nodes:
        why = next(iter(cluster.unknown), "a sealed cluster tells no peers")
        yield unseen("peers", why, "strongroom vault status")
        return
    yield judged("a leader", cluster.problems_of("leader"), f"{cluster.leader} leads")
    tolerance = f"{cluster.voters} voters, {cluster.failure_tolerance} of them may be lost"
    yield judged("can lose a node", cluster.problems_of("tolerance"), tolerance, voters=cluster.voters)
    yield judged("every node is healthy", cluster.problems_of("node"), f"{len(cluster.nodes)} nodes, by autopilot")
    if missing := [node.name for node in cluster.nodes if node.healthy and not node.reached]:
        yield unseen("every node answers", f"not reached from here: {', '.join(missing)}", INSIDE)
    elif reached:
        yield holds("every node answers", f"{len(reached)} nodes, each asked itself")
    yield _versions(cluster)
    yield _clocks(cluster)


def _versions(cluster: Cluster) -> Finding:
    name, found = "one version", sorted({node.version for node in cluster.nodes})
    if problems := cluster.problems_of("versions"):
        return judged(name, tuple(f"{', '.join(found)}: {problem}" for problem in problems), "")
    if _number(found[0]) < OLDEST:
        return fails(name, found[0], "update it: docs/runbooks/vault-upgrade.md")
    return holds(name, found[0])


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].partition("+")[0].split(".")[:2] if part.isdigit())


def _clocks(cluster: Cluster) -> Finding:
    name = "clocks"
    apart = {node.name: node.clock_apart for node in cluster.nodes if node.clock_apart is not None}
    if not apart:
        return unseen(name, "no node was reached itself", INSIDE)
    if wrong := [f"{node} by {seconds:.0f} s" for node, seconds in apart.items() if seconds > SKEW]:
        way_out = "compare them with a third one (timedatectl, chronyc tracking), and set the one that is wrong"
        return fails(name, f"apart from this machine's: {', '.join(wrong)}", way_out)
    return holds(name, f"less than {SKEW} s apart from this machine's, {len(apart)} nodes", most=max(apart.values()))
