"""A cluster whose region is lost is served from another one, by a snapshot and replicated keys (soak)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from hvac.exceptions import Forbidden

from components.vault.cluster.node_files import program_archive, program_key, user_data
from tests.soak import soak
from tests.vault.emulator import Emulator, eventually
from tests.vault.rig import BUCKET, CLUSTER, CUSTODY, KEYS, Rig, rig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from components.vault.cluster.node_files import NodeConfiguration
    from local.providers.autoscaling.host import Host

pytestmark = [pytest.mark.real, soak]
REGION = "us-west-2"
AGAIN = f"{BUCKET}-2"  # the lost region still has the other one


@dataclass
class Elsewhere(Emulator):
    """The same emulator, as its clients in the second region see it."""

    @property
    def environment(self) -> dict[str, str]:
        """What a client of it needs there."""
        return {**super().environment, "AWS_REGION": REGION}

    def client(self, service: str) -> Any:
        """A boto3 client of it there."""
        return boto3.client(  # type: ignore[call-overload]  # the service is a variable here
            service,
            endpoint_url=f"http://127.0.0.1:{self.port}",
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )


@dataclass
class SecondRegion(Rig):
    """Machines there: configured as those of the first region are, but for the region."""

    def configuration(self) -> NodeConfiguration:
        """The first region's, with the second one's name in it."""
        here = super().configuration()
        return replace(
            here,
            region=REGION,
            auto_join=here.auto_join.replace(here.region, REGION),
            snapshots=replace(here.snapshots, bucket=AGAIN),
            program_bucket=AGAIN,
        )

    def boot(self, *numbers: int) -> list[Host]:
        """New machines that boot at the same time, from a bucket of there."""
        self.emulator.client("s3").put_object(Bucket=AGAIN, Key=program_key(), Body=program_archive())
        data = user_data(self.configuration())
        booted = [self.host(number).boot(data) for number in numbers]
        self.hosts.update({host.instance: host for host in booted})
        return booted


@pytest.fixture
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """Three nodes whose keys can be replicated, with the KV engine mounted."""
    with rig(tmp_path_factory.mktemp("first")) as made:
        kms = made.emulator.client("kms")
        for name, spec in KEYS.items():
            usage = "ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else "SIGN_VERIFY"
            key = kms.create_key(KeySpec=spec, KeyUsage=usage, MultiRegion=True)["KeyMetadata"]["KeyId"]
            kms.update_alias(AliasName=f"alias/strongroom-local-vault-{name}", TargetKeyId=key)
        for host in made.boot(1, 2, 3):
            made.joined(host)
        made.deployer(made.leader()).sys.enable_secrets_engine("kv", path="secret", options={"version": "2"})
        yield made


def test_a_snapshot_is_served_elsewhere_and_nodes_deployer_and_old_shares_get_in(
    first: Rig, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first.deployer(first.leader()).secrets.kv.v2.create_or_update_secret("before", {"value": "the loss"})
    assert first.leader().systemctl("start", "strongroom-node-snapshot.service") == 0
    s3 = first.emulator.client("s3")
    (stored,) = s3.list_objects_v2(Bucket=BUCKET, Prefix="snapshots/")["Contents"]
    content = s3.get_object(Bucket=BUCKET, Key=stored["Key"])["Body"].read()
    shares = first.shares()
    second = _beside(first, tmp_path_factory.mktemp("second"))
    _lose(first)
    try:
        for host in second.boot(4, 5, 6):
            second.joined(host)
        # The restored store does not know the token that restored it, so there is nothing left to revoke.
        with contextlib.suppress(Forbidden), second.root(second.leader()) as client:
            client.sys.restore_raft_snapshot(content)
        assert eventually(lambda: _read(second, shares), seconds=120, what="the secret") == "the loss"
        second.deployer(second.leader()).secrets.kv.v2.create_or_update_secret("after", {"value": "the loss"})
        assert eventually(lambda: _snapshot(second), seconds=60, what="a node's snapshot: it got in by its certificate")
    finally:
        for host in second.hosts.values():
            host.pull_the_plug()


def _beside(first: Rig, folder: Path) -> SecondRegion:
    """The second region: replicas of the keys under the same aliases, and a table, entries and a bucket of its own."""
    there = Elsewhere(data=first.emulator.data, port=first.emulator.port, process=first.emulator.process)
    kms = first.emulator.client("kms")
    for name in KEYS:
        alias = f"alias/strongroom-local-vault-{name}"
        key = kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"]
        kms.replicate_key(KeyId=key, ReplicaRegion=REGION)
        there.client("kms").create_alias(AliasName=alias, TargetKeyId=key)
    there.client("dynamodb").create_table(
        TableName=CLUSTER,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    there.client("s3").create_bucket(
        Bucket=AGAIN, ObjectLockEnabledForBucket=True, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    for entry in CUSTODY:
        there.client("secretsmanager").create_secret(Name=entry)
    return SecondRegion(folder=folder, emulator=there)


def _lose(first: Rig) -> None:
    """The machines are gone, and the keys of that region open and sign nothing."""
    for host in list(first.hosts.values()):
        first.terminate(host)
    kms = first.emulator.client("kms")
    for name in KEYS:
        kms.disable_key(KeyId=kms.describe_key(KeyId=f"alias/strongroom-local-vault-{name}")["KeyMetadata"]["KeyId"])


def _read(second: Rig, shares: list[dict[str, Any]]) -> str | None:
    """Read with the lost cluster's recovery shares: they came with the snapshot."""
    try:
        with second.root(second.leader(), shares) as client:
            found = client.secrets.kv.v2.read_secret_version("before", raise_on_deleted_version=True)
            return str(found["data"]["data"]["value"])
    except Exception:  # noqa: BLE001 (not yet)
        return None


def _snapshot(second: Rig) -> bool:
    """The leader's own program: it signs in by a certificate of the second region's authority."""
    leader: Host = second.leader()
    if leader.systemctl("start", "strongroom-node-snapshot.service") != 0:
        return False
    there = second.emulator.client("s3").list_objects_v2(Bucket=AGAIN, Prefix="snapshots/")
    return any(leader.instance in one["Key"] for one in there.get("Contents", []))
