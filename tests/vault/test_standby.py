"""What a node that does not lead does with a request: the balancer chooses any of them (decision 92)."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
import requests
from hvac.exceptions import VaultError
from pydantic import SecretStr

from components.vault.cluster.balancer import HEALTH_PATH, LEADER_HEALTH_PATH
from strongroom.stores.vault import Vault
from tests.vault.emulator import eventually

if TYPE_CHECKING:
    from local.providers.autoscaling.host import Host
    from tests.vault.rig import Rig

pytestmark = pytest.mark.real

AUDIT = "/var/log/vault/audit.log"


def test_a_standby_answers_reads_itself_and_hands_on_writes_alone(cluster: Rig) -> None:
    """Which node a balancer chooses costs a reader nothing: what is not in the leader's audit log never reached it."""
    leader, standby = cluster.leader(), _standby(cluster)
    with cluster.root(leader) as root:
        asked = _asked(cluster, standby, root.token)
        asked.secrets.kv.v2.create_or_update_secret("standby/written", {"value": "x"})
        for number in range(3):
            assert asked.read(f"secret/data/standby/read-{number}") is None
    at_leader, at_standby = leader.at(AUDIT).read_text(), standby.at(AUDIT).read_text()
    assert "standby/written" in at_leader
    assert "standby/read-2" in at_standby
    assert "standby/read-" not in at_leader


def test_what_is_put_through_a_standby_is_read_back_there_though_it_learns_of_it_late(cluster: Rig) -> None:
    with cluster.root(cluster.leader()) as root:
        store = Vault("local", _asked(cluster, _standby(cluster), root.token))
        for number in range(5):
            version = store.put("standby/put", SecretStr(f"value {number}"), over=str(number) if number else None)
            assert version.id == str(number + 1)


def test_the_balancer_s_two_doors_lead_to_every_node_and_to_the_leader(cluster: Rig) -> None:
    leader = cluster.leader()
    behind = {
        path: {host.instance for host in cluster.hosts.values() if _status(cluster, host, path) == HTTPStatus.OK}
        for path in (HEALTH_PATH, LEADER_HEALTH_PATH)
    }
    assert behind == {HEALTH_PATH: set(cluster.hosts), LEADER_HEALTH_PATH: {leader.instance}}


def _asked(cluster: Rig, host: Host, token: str) -> Any:
    """A client of a node that knows of the engine: with the cluster just made, it was mounted a moment ago."""
    client = cluster.client(host, token)
    cluster.client(cluster.leader(), token).secrets.kv.v2.create_or_update_secret("standby/known", {"value": "x"})

    def knows() -> bool:
        with suppress(VaultError):
            return client.read("secret/data/standby/known") is not None
        return False

    eventually(knows, what="a secret on a standby")
    return client


def _status(cluster: Rig, host: Host, path: str) -> int:
    return requests.get(f"https://{host.address}:8200{path}", verify=str(cluster.authority()), timeout=10).status_code


def _standby(cluster: Rig) -> Host:
    leader = cluster.leader()
    return next(host for host in cluster.hosts.values() if host is not leader)
