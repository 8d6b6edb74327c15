"""What rings of a cache, as data: the worst of its nodes counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.alerts import Alarm, Formula

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMESPACE = "AWS/ElastiCache"
_MEMORY_PERCENT, _CPU_PERCENT, _LAG_SECONDS = 80, 90, 30


def of_cache(name: str, identifier: str, *, nodes: int, connections: int) -> list[Alarm]:
    """Memory, connections, CPU, and how far the standbys are behind."""
    members = node_ids(identifier, nodes)
    alarms = [
        _worst(
            f"cache-{name}-memory",
            f"Cache {name} uses more than {_MEMORY_PERCENT} % of its memory, or tells nothing: it will evict values;"
            " choose a larger nodeType. See docs/databases.md",
            "DatabaseMemoryUsagePercentage",
            members,
            _MEMORY_PERCENT,
            missing_rings=True,
        ),
        _worst(
            f"cache-{name}-connections",
            f"A node of cache {name} has more than {connections * 4 // 5} connections: look for clients that open one"
            " a request. See docs/databases.md",
            "CurrConnections",
            members,
            connections * 4 // 5,
        ),
        _worst(
            f"cache-{name}-cpu",
            f"The engine of cache {name} has been busier than {_CPU_PERCENT} % for a quarter of an hour: its slow log"
            " says by what. See docs/databases.md",
            "EngineCPUUtilization",
            members,
            _CPU_PERCENT,
        ),
    ]
    if nodes > 1:
        behind = (
            f"A standby of cache {name} is more than {_LAG_SECONDS} seconds behind: what was written since is lost if"
            " it takes over now. See docs/databases.md"
        )
        alarms.append(_worst(f"cache-{name}-lag", behind, "ReplicationLag", members, _LAG_SECONDS))
    return alarms


def node_ids(identifier: str, nodes: int) -> list[str]:
    """The names that ElastiCache gives the nodes of a replication group."""
    return [f"{identifier}-{number:03}" for number in range(1, nodes + 1)]


def _worst(
    purpose: str,
    description: str,
    metric: str,
    members: Sequence[str],
    threshold: float,
    *,
    missing_rings: bool = False,
) -> Alarm:
    series = ", ".join(f"m{number}" for number in range(len(members)))
    return Alarm(
        purpose=purpose,
        description=description,
        namespace=NAMESPACE,
        metric=metric,
        dimensions=[{"CacheClusterId": member} for member in members],
        periods=3,
        statistic="Maximum",
        threshold=threshold,
        missing="breaching" if missing_rings else "notBreaching",
        formulas=[Formula(id="worst", expression=f"MAX([{series}])")],
    )
