"""Long tests on real nodes (STRONGROOM_SOAK=1): kills while a cluster begins, five nodes, lost audit, restore."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, Any

import pytest
from hvac.exceptions import Forbidden

from tests.vault.emulator import eventually
from tests.vault.rig import BUCKET, CLUSTER
from tests.vault.test_cluster import BOOT
from tests.vault.test_fleet import leave
from tests.vault.writer import fill

# isort: split
from tests.vault import node_program  # noqa: F401 (makes the import below work)

# isort: split
from strongroom_node import snapshot, watch
from strongroom_node.node import Node
from strongroom_node.settings import Files

if TYPE_CHECKING:
    from pathlib import Path

    from local.providers.autoscaling.host import Host
    from tests.vault.rig import Rig

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not os.environ.get("STRONGROOM_SOAK"), reason="minutes long; STRONGROOM_SOAK=1 runs it"),
]

POINTS = ("elected with claim", "the store is initialised", "root token is revoked", "are in custody", "is declared")


@pytest.mark.parametrize("point", POINTS)
def test_a_power_cut_while_the_cluster_begins_loses_no_recovery_key(bare: Rig, point: str) -> None:
    hosts = bare.boot(1, 2)
    elected = eventually(
        lambda: next((host for host in hosts if point in host.log(BOOT)), None), seconds=90, what=f"'{point}'"
    )
    elected.pull_the_plug()
    elected.resume()
    leader = bare.leader()
    record = bare.record()
    assert record is not None
    assert {share["cluster"] for share in bare.shares()} == {record["claim"]}
    with bare.root(leader) as client:
        assert client.lookup_token()["data"]["policies"] == ["root"]


def test_five_nodes_started_together_initialise_once_and_shrink_to_three(bare: Rig) -> None:
    hosts = bare.boot(1, 2, 3, 4, 5)
    for host in hosts:
        bare.joined(host, 180)
    assert sum("is declared" in host.log(BOOT) for host in hosts) == 1
    assert bare.peers(bare.leader()) == dict.fromkeys(bare.hosts, True)
    for host in hosts[:2]:
        leave(bare, host)
    assert bare.peers(bare.leader()) == dict.fromkeys(bare.hosts, True)
    assert len(bare.hosts) == 3


def test_an_audit_device_that_is_gone_or_full_stops_nothing_and_both_are_seen(
    three: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in three.emulator.environment.items():
        monkeypatch.setenv(name, text)
    leader = three.leader()
    client = three.deployer(leader)
    leader.journal().kill()
    leader.at("/var/log/vault/journal.sock").unlink()
    client.secrets.kv.v2.create_or_update_secret("audit/journal-gone", {"value": "x"})
    leader._start_journal()
    file = leader.at("/var/log/vault/audit.log")
    file.unlink()
    file.symlink_to("/dev/full")
    three.server(leader).send_signal(signal.SIGHUP)  # the server opens its files anew, as after a rotation
    journalled = leader.at("/var/log/journal.log")
    eventually(lambda: _audited(client, journalled), what="a request that only the journal has")
    assert _measured(leader)["AuditFailures"] == 0
    leader.journal().kill()
    leader.at("/var/log/vault/journal.sock").unlink()
    assert eventually(lambda: _refused(client), what="a refusal while nothing can be audited")
    assert _refused(client)  # as all that follow: a server that can't say what it did, does nothing
    eventually(lambda: _measured(leader)["AuditFailures"] > 0, what="the metric of the failures")
    told = _measured(leader)
    assert told["Answering"] == 1.0
    # It needs a login, which is refused; missing data is a breach. (A busy machine may have elected another leader.)
    assert not told["Leading"] or "FailureTolerance" not in told


def test_ten_thousand_secrets_come_back_in_a_fresh_cluster_with_the_canary(
    three: Rig, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fill(three.deployer(three.leader()), "many", 10_000)
    leader = three.leader()  # on a busy machine it may be another one by now
    canary = three.deployer(leader)
    canary.secrets.kv.v2.create_or_update_secret("canary", {"value": "it sings"})
    assert leader.systemctl("start", "strongroom-node-snapshot.service") == 0
    s3 = three.emulator.client("s3")
    (stored,) = s3.list_objects_v2(Bucket=BUCKET, Prefix="snapshots/")["Contents"]
    content = s3.get_object(Bucket=BUCKET, Key=stored["Key"])["Body"].read()
    with tempfile.TemporaryFile() as file:
        file.write(content)
        snapshot.check(file)
    for host in list(three.hosts.values()):
        three.terminate(host)
    three.emulator.client("dynamodb").delete_item(TableName=CLUSTER, Key={"id": {"S": "cluster"}})
    shares = three.shares()
    began = time.monotonic()
    for host in three.boot(7, 8, 9):
        three.joined(host, 180)
    formed = time.monotonic()
    fresh = three.leader()
    # The restored store does not know the token that restored it, so there is nothing left to revoke.
    with contextlib.suppress(Forbidden), three.root(fresh) as client:
        client.sys.force_restore_raft_snapshot(content)
        eventually(lambda: three.health(three.leader()), what="a leader after the restore")
    restored = eventually(lambda: _canary(three, shares), seconds=120, what="the canary")
    print(f"fresh cluster {formed - began:.1f} s, restore to the canary {time.monotonic() - formed:.1f} s")
    assert restored == "it sings"


def _canary(cluster: Rig, shares: list[dict[str, Any]]) -> str | None:
    """Read with the recovery shares of the cluster that the snapshot is of: they came back with it."""
    try:
        with cluster.root(cluster.leader(), shares) as client:
            return str(
                client.secrets.kv.v2.read_secret_version("canary", raise_on_deleted_version=True)["data"]["data"][
                    "value"
                ]
            )
    except Exception:  # noqa: BLE001 (not yet)
        return None


def _measured(host: Host) -> dict[str, float]:
    """What the node's own watch would tell now."""
    return watch.measure(Node(Files(str(host.root))))


def _audited(client: Any, journal: Path) -> bool:
    """Whether a write is served and stands in the journal."""
    client.secrets.kv.v2.create_or_update_secret("audit/file-full", {"value": "x"})
    return "secret/data/audit/file-full" in journal.read_text()


def _refused(client: Any) -> bool:
    try:
        client.secrets.kv.v2.create_or_update_secret("audit/both-gone", {"value": "x"})
    except Exception:  # noqa: BLE001 (refused, however)
        return True
    return False


@pytest.mark.skipif(not shutil.which("gpg"), reason="makes the custodians' keys with gpg")
def test_shares_wrapped_for_their_custodians_open_for_them_alone(bare: Rig, tmp_path: Path) -> None:
    gpg = ["gpg", "--homedir", str(tmp_path), "--batch", "--quiet"]
    tmp_path.chmod(0o700)
    people = [f"custodian{number}@example.internal" for number in range(1, 6)]
    for person in people:
        subprocess.run(
            [*gpg, "--passphrase", "", "--quick-gen-key", person, "default", "default"], check=True, capture_output=True
        )
    exported = [subprocess.run([*gpg, "--export", person], check=True, capture_output=True).stdout for person in people]
    bare.pgp_keys = tuple(base64.b64encode(key).decode() for key in exported)
    bare.boot(1)
    leader = bare.leader()
    wrapped = bare.shares()
    assert {share["encoding"] for share in wrapped} == {"pgp-base64"}
    opened = []
    for share in wrapped:
        sealed = base64.b64decode(share["value"])
        plain = subprocess.run([*gpg, "--decrypt"], input=sealed, check=True, capture_output=True).stdout
        opened.append({**share, "value": plain.decode()})
    with bare.root(leader, opened) as client:
        assert client.lookup_token()["data"]["policies"] == ["root"]
