"""What a real cluster writes into its audit log, counted by the filters and read by the command."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hvac.exceptions import Forbidden, InvalidRequest

from components.vault.watch.audit_filters import audit_filters
from strongroom.vault.access import read
from tests.components.filter_patterns import matcher
from tests.operations.test_vault_access import METRICS
from tests.vault.configured import approle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.autoscaling.host import Host
    from tests.vault.rig import Rig

pytestmark = pytest.mark.real

GLASS = "strongroom-local-break-glass"
PATH = "secret/data/audit/entry"


def test_every_way_in_and_every_refusal_is_counted_once_on_whichever_node_it_is(cluster: Rig) -> None:
    leader = cluster.leader()
    standby = next(host for host in cluster.hosts.values() if host is not leader)
    with _machine_that_breaks_the_glass(cluster, leader):
        before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        ours = _walk_through(cluster, leader, standby)
    lines = [line for line in _lines(cluster) if before <= line.partition('"time":"')[2][:27] and _ours(line)]
    counted = Counter({one.metric: sum(map(matcher(one.pattern), lines)) for one in audit_filters("local")})
    assert {metric: count for metric, count in counted.items() if count} == ours
    told = read(lines, "local").counts()
    assert {metric: told[kind] for metric, kind in METRICS.items() if told[kind]} == {
        metric: count for metric, count in ours.items() if metric in METRICS
    }


@contextmanager
def _machine_that_breaks_the_glass(cluster: Rig, leader: Host) -> Iterator[None]:
    deployer = cluster.deployer(leader)
    deployer.sys.create_or_update_acl_policy(GLASS, f'path "{PATH}" {{ capabilities = ["read"] }}')
    try:
        with approle(deployer):
            deployer.auth.approle.create_or_update_approle("glass", token_policies=[GLASS])
            yield
    finally:  # the cluster is everybody's
        deployer.delete(f"sys/policies/acl/{GLASS}")


def _walk_through(cluster: Rig, leader: Host, standby: Host) -> dict[str, int]:
    """Do each thing on the leader and on a standby; returns how often each metric has to have counted."""
    deployer = cluster.deployer(leader)  # 1 login
    role = deployer.auth.approle.read_role_id("glass")["data"]["role_id"]
    secret = deployer.auth.approle.generate_secret_id("glass")["data"]["secret_id"]
    deployer.write_data(PATH, data={"data": {"k": "v"}})  # 1 write
    for host in (leader, standby):
        machine, stranger = cluster.client(host), cluster.client(host)
        machine.auth.approle.login(role, secret)  # 2 logins, 2 broken glasses
        machine.read(PATH)  # 2 reads, by a machine
        with pytest.raises(InvalidRequest):
            stranger.auth.approle.login(role, "no-secret")
        with pytest.raises(InvalidRequest):
            stranger.auth.jwt.jwt_login("deployer", "a.b.c", path="deployer")
        with pytest.raises(Forbidden):
            cluster.client(host, token="s.nobody").read(PATH)  # 6 failed logins by these three
        with pytest.raises(Forbidden):
            machine.read("secret/data/audit/other")  # 2 denied
    return {
        "Logins": 3,
        "Writes": 1,
        "Reads": 2,
        "BreakGlassLogins": 2,
        "FailedLogins": 6,
        "Denied": 2,
    }


def _ours(line: str) -> bool:
    """Not what the nodes do by themselves every minute."""
    return '"path":"auth/node/' not in line and '"display_name":"node-' not in line


def _lines(cluster: Rig) -> list[str]:
    logs = [host.root / "var/log/vault/audit.log" for host in cluster.hosts.values()]
    found = [log if log.exists() else next(log.parents[3].rglob("audit.log")) for log in logs]
    return [line for log in found for line in log.read_text().splitlines()]
