"""`strongroom vault validate` on the real cluster: a sound one holds, and each area tells when something is broken."""

from __future__ import annotations

import datetime as dt
import io
import secrets
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hvac.exceptions import VaultError

from components.vault.configuration import GithubActions, VaultConfigurationArgs
from strongroom import naming
from strongroom.catalogue import load
from strongroom.catalogue.vault_policies import policies
from tests.components.entries import context
from tests.operations import catalogues
from tests.vault.configured import configure
from tests.vault.emulator import eventually
from tests.vault.rig import BUCKET, SERVER_NAME
from tests.vault.test_cluster import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.providers.autoscaling.host import Host
    from strongroom.catalogue import Catalogue
    from tests.cli.conftest import Command, Result
    from tests.vault.rig import Rig

pytestmark = pytest.mark.real
AUDIT_LOG = "var/log/vault/audit.log"
PLACE = f"{naming.KV_MOUNT}/metadata/{naming.VAULT_VALIDATION}"
READ_SHOP = "strongroom-local-read-shop"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small catalogue."""
    return catalogues.write(tmp_path_factory.mktemp("validated"))


@pytest.fixture(scope="module")
def sound(cluster: Rig, catalogue: Path) -> Rig:
    """The cluster as `pulumi up` leaves it for that catalogue, with shares in custody."""
    held = load(catalogue)
    wanted = VaultConfigurationArgs(
        workspaces=held.workspaces,
        secrets=_kept(held),
        distribution="openbao",
        domain_name=SERVER_NAME,
        github=GithubActions(mirror_repository="shop/site", mirror_environment="production", public_keys=(_public(),)),
        machine_cidrs=("127.0.0.0/8",),
    )
    configure(cluster, context(environment="local"), wanted)
    custody = cluster.emulator.client("secretsmanager")
    for share in range(1, 6):
        name = f"local/vault/recovery-share-{share}"
        custody.create_secret(Name=name, SecretString=secrets.token_urlsafe(16))
    return cluster


@pytest.fixture
def validate(sound: Rig, keeper: Command, catalogue: Path) -> Validate:
    """The command as the operator, who may read the nodes' audit files."""
    keeper.environment["STRONGROOM_CATALOGUE"] = str(catalogue)
    keeper.environment["STRONGROOM_VAULT_AUDIT_LOG"] = str(sound.folder / "*" / AUDIT_LOG)
    return Validate(keeper)


class Validate:
    """Runs of the command, and what they found."""

    def __init__(self, keeper: Command) -> None:
        self.keeper = keeper

    def __call__(self, *areas: str, options: tuple[str, ...] = ()) -> Result:
        """Some areas, or all; no load where none is asked for."""
        quiet = () if "--load" in options else ("--load", "0")
        return self.keeper("vault", "validate", *(f"--only={area}" for area in areas), *quiet, *options)

    def told(self, area: str, name: str, *options: str) -> dict[str, Any]:
        """One finding of a run over one area."""
        found = self(area, options=("--json", *options))
        assert found.code in (0, 1, 3), found.err
        return next(one for one in found.json["areas"][area] if one["name"] == name)


def test_a_sound_cluster_holds_everywhere_and_nothing_is_left_in_it(sound: Rig, validate: Validate) -> None:
    assert validate.keeper("vault", "snapshot").code == 0
    found = validate(options=("--json", "--drill", "--load", "2"))
    wrong = [
        (area, one["name"], one["found"])
        for area, some in found.json["areas"].items()
        for one in some
        if one["state"] != "holds" and one["asked"] and one["name"] != "p99 below 100 ms"  # a busy machine has its own
    ]
    assert wrong == [("backup", "encrypted and locked", "under aws:kms; S3 tells of no lock")], (
        "the rig's bucket locks none"
    )
    assert found.code == 3
    asked = {area: len(some) for area, some in found.json["areas"].items()}
    assert all(asked.values()), asked
    assert left(sound) == []
    assert TOKEN.search(found.out + found.err.encode() + validate.keeper.journal.read_bytes()) is None
    begun, ended = (one for one in validate.keeper.records() if one["command"] == "vault validate")
    assert (begun["result"], ended["result"], ended["failed"]) == ("begun", "not looked at", 0)


def test_it_says_what_it_will_write_before_it_does(validate: Validate) -> None:
    said = validate("retrieval", options=("--load", "1", "--rate", "20")).err
    assert "writes random values to secret/strongroom/validation/..." in said
    assert "snapshot" not in said
    assert "at most 20 reads a second" not in said, "no area of this run loads anything"


def test_a_pipeline_gets_a_case_for_each_finding_and_a_ticket_a_line(validate: Validate) -> None:
    written = validate("health", "load", options=("--format", "junit")).out
    suites = ET.fromstring(written)  # noqa: S314 (our own)
    assert [suite.get("name") for suite in suites] == ["vault.health", "vault.load"]
    assert suites[1][0][0].tag == "skipped"
    table = validate("health", options=("--format", "markdown")).out.decode()
    assert "| health | a leader | holds |" in table


def test_an_area_that_is_not_there_is_wrong_use(validate: Validate) -> None:
    done = validate("weather")
    assert (done.code, "there are health, retrieval, access" in done.err) == (2, True)


def test_a_sealed_node_is_told_and_no_value_is_read_from_it(sound: Rig, validate: Validate) -> None:
    standby = _standby(sound)
    with sound.root(sound.leader()) as root:
        sealing = sound.client(standby, root.token)
        eventually(lambda: _sealed(sealing), what="the sealing of a standby, once it has learned of the token")
    try:
        told = validate.told("health", "unsealed")
        assert (told["state"], standby.instance in told["found"]) == ("does not hold", True)
        assert "docs/runbooks/vault-seal-key.md" in told["way_out"]
        read = validate.told("retrieval", f"read from {standby.instance}")
        assert read["state"] == "does not hold"
    finally:
        standby.systemctl("stop", "vault.service")
        standby.systemctl("start", "vault.service")
        eventually(lambda: (sound.health(standby) or {}).get("sealed") is False, what="the node's own unsealing")


def test_a_policy_that_was_widened_by_hand_is_told_by_its_rule_and_by_what_the_server_lets(
    sound: Rig, validate: Validate, catalogue: Path
) -> None:
    deployer = sound.deployer(sound.leader())
    wanted = str(_policies(catalogue)["read-shop"])
    more = 'path "secret/data/vaulted/mail/api_key" { capabilities = ["read"] }'
    deployer.sys.create_or_update_acl_policy(READ_SHOP, f"{wanted}{more}\n")
    try:
        told = validate.told("access", "policy read-shop")
    finally:
        deployer.sys.create_or_update_acl_policy(READ_SHOP, wanted)
    assert told["state"] == "does not hold"
    assert f"1 lines that nobody derives: {more}" in told["found"]
    assert "the server lets more at 1 paths: read secret/data/vaulted/mail/api_key" in told["found"]
    assert validate.told("access", "policy read-shop")["state"] == "holds"


def test_a_role_that_carries_another_policy_is_told(sound: Rig, validate: Validate) -> None:
    deployer = sound.deployer(sound.leader())
    role = "auth/approle/role/strongroom-local-shop"
    assert validate.told("access", "roles of the sign-in methods")["state"] == "holds"
    deployer.write_data(role, data={"token_policies": [READ_SHOP, "strongroom-local-break-glass"]})
    try:
        told = validate.told("access", "roles of the sign-in methods")
    finally:
        deployer.write_data(role, data={"token_policies": [READ_SHOP]})
    assert told["state"] == "does not hold"
    assert f"{role} carries {READ_SHOP}, strongroom-local-break-glass" in told["found"]


def test_tokens_that_are_made_to_ask_are_refused_and_ones_that_are_not_are_told_and_revoked(
    sound: Rig, validate: Validate
) -> None:
    role = "auth/token/roles/validation"
    with sound.root(sound.leader()) as root:
        usual = root.read(role)["data"]["token_bound_cidrs"]
        assert usual == ["192.0.2.1"]
        root.write_data(role, data={"token_bound_cidrs": []})
        try:
            told = validate.told("access", "policy mirror")
        finally:
            root.write_data(role, data={"token_bound_cidrs": usual})
    assert (told["state"], "could be used; it is revoked" in told["found"]) == ("not looked at", True)


def test_a_root_token_that_somebody_validates_with_is_told(sound: Rig, validate: Validate) -> None:
    with sound.root(sound.leader()) as root:
        validate.keeper.environment["VAULT_TOKEN"] = root.token
        told = validate.told("access", "who validates")
    assert (told["state"], "is a root token" in told["found"]) == ("does not hold", True)


def test_a_certificate_that_the_authority_did_not_sign_is_told(sound: Rig, validate: Validate) -> None:
    standby = _standby(sound)
    with _other_certificate(sound, standby):
        told = eventually(
            lambda: _failing(validate, "encryption", f"TLS of {standby.instance}"), seconds=30, what="the wrong one"
        )
    assert "its certificate is not vouched for" in told["found"]
    assert "vault-certificates.md" in told["way_out"]


def test_a_seal_key_that_was_disabled_is_told(sound: Rig, validate: Validate) -> None:
    kms = sound.emulator.client("kms")
    key = kms.describe_key(KeyId="alias/strongroom-local-vault-seal")["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    try:
        told = validate.told("encryption", "seal key")
    finally:
        kms.enable_key(KeyId=key)
    assert (told["state"], "is Disabled" in told["found"]) == ("does not hold", True)


def test_a_lost_audit_device_is_told(sound: Rig, validate: Validate) -> None:
    with _without_second_device(sound):
        told = eventually(lambda: _failing(validate, "audit", "two audit devices"), seconds=30, what="the lost device")
    assert "socket" not in told["found"]
    eventually(lambda: validate.told("audit", "two audit devices")["state"] == "holds", what="both devices")


def test_a_node_whose_log_does_not_arrive_is_told_with_the_requests_that_are_missing(
    sound: Rig, validate: Validate
) -> None:
    standby = _standby(sound)
    others = [host for host in sound.hosts.values() if host is not standby]
    kept = sound.folder / "arrived"
    kept.mkdir()
    for host in others:
        (kept / f"{host.instance}.log").symlink_to(host.at(f"/{AUDIT_LOG}"))
    found = validate("retrieval", "audit", options=("--json", "--audit-log", str(kept / "*.log"))).json["areas"][
        "audit"
    ]
    told = next(one for one in found if one["name"] == "every access is in the log")
    assert told["state"] == "does not hold"
    assert f"read from {standby.instance}" in told["found"]
    silent = next(one for one in found if one["name"] == "the log has no value")
    assert silent["state"] == "holds"


def test_a_newest_snapshot_that_is_damaged_and_not_encrypted_is_told(sound: Rig, validate: Validate) -> None:
    s3, key = sound.emulator.client("s3"), "snapshots/9999/12/31/damaged.snap"
    s3.put_object(Bucket=BUCKET, Key=key, Body=io.BytesIO(secrets.token_bytes(4096)))
    try:
        told = validate.told("backup", "whole")
        kept = validate.told("backup", "encrypted and locked")
    finally:
        version = s3.head_object(Bucket=BUCKET, Key=key).get("VersionId")
        s3.delete_object(Bucket=BUCKET, Key=key, **({"VersionId": version} if version else {}))
    assert (told["state"], "no complete snapshot" in told["found"]) == ("does not hold", True)
    assert (kept["state"], "no key" in kept["found"] or "AES256" in kept["found"]) == ("does not hold", True)


def test_a_snapshot_that_is_too_old_is_told(validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    assert validate.keeper("vault", "snapshot").code == 0
    monkeypatch.setattr("strongroom.vault.status.OLDEST_SNAPSHOT", dt.timedelta(0))
    told = validate.told("backup", "a young snapshot")
    assert (told["state"], "hours old" in told["found"]) == ("does not hold", True)


def test_a_break_glass_policy_that_is_gone_or_writes_is_told(sound: Rig, validate: Validate, catalogue: Path) -> None:
    name, wanted = "strongroom-local-break-glass", str(_policies(catalogue)["break-glass"])
    deployer = sound.deployer(sound.leader())
    deployer.delete(f"sys/policies/acl/{name}")
    try:
        told = validate.told("break-glass", "policy break-glass")
        assert (told["state"], f"no policy {name}" in told["found"]) == ("does not hold", True)
        deployer.sys.create_or_update_acl_policy(name, wanted.replace('["read"]', '["read", "update"]'))
        told = validate.told("break-glass", "policy break-glass")
        assert "the server lets more" in told["found"]
    finally:
        deployer.sys.create_or_update_acl_policy(name, wanted)


def test_a_root_token_in_the_making_and_a_share_without_a_value_are_told(sound: Rig, validate: Validate) -> None:
    custody, name = sound.emulator.client("secretsmanager"), "local/vault/recovery-share-2"
    custody.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    custody.create_secret(Name=name)
    try:
        told = validate.told("break-glass", "shares in custody")
    finally:
        custody.put_secret_value(SecretId=name, SecretString=secrets.token_urlsafe(16))
    assert (told["state"], name in told["found"]) == ("does not hold", True)


def test_reads_that_a_limit_refuses_are_told(sound: Rig, validate: Validate) -> None:
    deployer = sound.deployer(sound.leader())
    limit = "sys/quotas/rate-limit/strongroom-local-narrow"
    deployer.write_data(limit, data={"path": "secret", "rate": 20})
    try:
        told = validate.told("load", "every read is answered", "--load", "2", "--rate", "200")
    finally:
        deployer.delete(limit)
    assert (told["state"], "status 429" in told["found"]) == ("does not hold", True)
    assert "rate limit" in told["way_out"]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_nothing_or_the_next_one_takes_it_away(
    sound: Rig, validate: Validate, end: signal.Signals
) -> None:
    run = validate.keeper.start("vault", "validate", "--only=load", "--load=120", "--rate=20")
    eventually(lambda: left(sound), what="its canary")
    run.send_signal(end)
    run.communicate(timeout=60)
    orphans = left(sound)
    if end is signal.SIGKILL:
        assert orphans
    if orphans:  # also of a run that was told to go while its canary was on its way
        told = validate.told("retrieval", "left by other runs")
        assert told["figures"]["removed"] == [f"secret/{naming.VAULT_VALIDATION}/{orphan}" for orphan in orphans]
    assert left(sound) == []


def test_nothing_is_run_on_production_under_load_unless_somebody_says_so(
    validate: Validate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strongroom.stores.opening.keep_apart", lambda *_: None)
    monkeypatch.setattr("strongroom.vault.cloud.keep_apart", lambda *_: None)
    found = validate.keeper("vault", "validate", "--only=load", "--environment=production", "--json")
    (told,) = found.json["areas"]["load"]
    assert (told["state"], told["asked"], found.code) == ("not looked at", False, 0)


def left(cluster: Rig) -> list[str]:
    """What lies in the place of validations."""
    found = cluster.deployer(cluster.leader()).list(PLACE)
    return list(found["data"]["keys"]) if found else []


def _sealed(client: Any) -> bool:
    """Whether a node lets itself be sealed: it asks nobody else about the token, and learns of one a little later."""
    try:
        client.sys.seal()
    except VaultError:
        return False
    return True


def _failing(validate: Validate, area: str, name: str) -> dict[str, Any] | None:
    told = validate.told(area, name)
    return told if told["state"] == "does not hold" else None


def _kept(catalogue: Catalogue) -> Any:
    return catalogue.select(("staging", "production"))


def _policies(folder: Path) -> Any:
    held = load(folder)
    return policies(held.workspaces, _kept(held))


def _standby(cluster: Rig) -> Host:
    leader = cluster.leader()
    return next(host for host in cluster.hosts.values() if host is not leader)


def _public() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem.decode().strip()


@contextmanager
def _other_certificate(cluster: Rig, host: Host) -> Iterator[None]:
    """A node that shows a certificate of its own making."""
    places = [host.at("/etc/vault.d/tls/node.pem"), host.at("/etc/vault.d/tls/node.key")]
    before = [place.read_bytes() for place in places]
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        for place, content in zip(places, (pem, private), strict=True):
            place.write_bytes(content)
        cluster.server(host).send_signal(signal.SIGHUP)
        yield
    finally:
        for place, content in zip(places, before, strict=True):
            place.write_bytes(content)
        cluster.server(host).send_signal(signal.SIGHUP)
        eventually(lambda: cluster.health(host), what="the node's own certificate again")


@contextmanager
def _without_second_device(cluster: Rig) -> Iterator[None]:
    """Every node's file without the socket, read anew, as an operator would do it by hand."""
    places = [host.at("/etc/vault.d/server.hcl") for host in cluster.hosts.values()]
    before = [place.read_text() for place in places]
    try:
        for place, text in zip(places, before, strict=True):
            head, _, rest = text.partition('audit "socket"')
            place.write_text(head + rest.partition("\n}\n")[2])
        for host in cluster.hosts.values():
            cluster.server(host).send_signal(signal.SIGHUP)
        yield
    finally:
        for place, text in zip(places, before, strict=True):
            place.write_text(text)
        for host in cluster.hosts.values():
            cluster.server(host).send_signal(signal.SIGHUP)
