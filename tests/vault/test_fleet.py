"""A cluster that grows, shrinks and is replaced whole while it is written to (STRONGROOM_SOAK=1)."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from tests.vault.emulator import eventually
from tests.vault.writer import Writer

if TYPE_CHECKING:
    from local.providers.autoscaling.host import Host
    from tests.vault.rig import Rig

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not os.environ.get("STRONGROOM_SOAK"), reason="minutes long; STRONGROOM_SOAK=1 runs it"),
]


def test_three_to_five_to_three_and_all_replaced_under_writes_loses_none_of_them(three: Rig) -> None:
    old = list(three.hosts.values())
    user_data = old[0].user_data
    fresh = [three.host(number) for number in (4, 5, 6, 7, 8)]
    writer = Writer(three.deployer(three.leader()), [three.client(host) for host in (*old, *fresh)])
    for host in fresh:
        del three.hosts[host.instance]
    writer.start()
    for host in fresh[:2]:
        join(three, host, user_data)
    assert three.peers(three.leader()) == dict.fromkeys(three.hosts, True)
    assert len(three.hosts) == 5
    for host in old[:2]:
        leave(three, host)
    assert three.peers(three.leader()) == dict.fromkeys(three.hosts, True)
    for gone, host in zip(list(three.hosts.values()), fresh[2:], strict=True):
        join(three, host, user_data)
        leave(three, gone)
    eventually(lambda: time.monotonic() - writer.last < 1, what="a write at the end")
    writer.stop()
    print(writer.told())
    assert set(three.hosts) == {host.instance for host in fresh[2:]}
    assert three.peers(three.leader()) == dict.fromkeys(three.hosts, True)
    with three.root(three.leader()) as client:
        assert writer.lost(client) == set()


def test_a_node_that_died_without_a_word_is_replaced_and_its_peer_removed(three: Rig) -> None:
    """Autopilot removes a dead peer five minutes after its last contact; here after the least that it takes."""
    with three.root(three.leader()) as client:
        client.write_data(
            "sys/storage/raft/autopilot/configuration",
            data={"cleanup_dead_servers": True, "min_quorum": 3, "dead_server_last_contact_threshold": "1m"},
        )
    leader = three.leader()
    dead = next(host for host in three.hosts.values() if host is not leader)
    three.terminate(dead)
    assert dead.instance in three.peers(three.leader()), "it is missed only later"
    fresh = three.host(4)
    del three.hosts[fresh.instance]
    join(three, fresh, leader.user_data)
    wanted = dict.fromkeys(three.hosts, True)
    eventually(lambda: three.peers(three.leader()) == wanted, seconds=240, what="the removal of the dead peer")


def join(cluster: Rig, host: Host, user_data: str) -> None:
    """Boot a machine and wait until it is a healthy voter."""
    cluster.hosts[host.instance] = host.boot(user_data)
    cluster.joined(cluster.hosts[host.instance], 180)


def leave(cluster: Rig, host: Host) -> None:
    """Tell a machine to go as the scaling group does, wait until its node has left, take it away."""
    host.tell("Terminated")
    eventually(
        lambda: host.unit("strongroom-node-watch.service").read_state().get("phase") == "done",
        seconds=120,
        what=f"the leaving of {host.instance}",
    )
    cluster.terminate(host)
