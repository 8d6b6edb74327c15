"""Break-glass on the real cluster: two agree, one reads for a time, and everything else is refused by the servers."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hvac.exceptions import Forbidden, VaultError

from components.break_glass.login import BreakGlassLogin, BreakGlassLoginArgs
from local.providers.vault.package import PACKAGE as VAULT
from strongroom.catalogue.vault_policies import break_glass_policy
from tests.break_glass import people
from tests.break_glass.people import World
from tests.cli.conftest import Command, Result
from tests.components.entries import context
from tests.components.recording import record
from tests.local.providers.engine import engine_for
from tests.operations import catalogues
from tests.vault.emulator import eventually
from tests.vault.rig import SERVER_NAME
from tests.vault.test_cluster import TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.vault.rig import Rig

pytestmark = pytest.mark.real
KEY, TURNING = "shop/payment/api_key", "shop/jwt/rotating"
PATHS = (KEY, TURNING, "shop/mongodb/connection")
TIMES = ("token_ttl", "token_max_ttl", "token_explicit_max_ttl")
WHY = "--ticket=INC-42", "--reason=The shop can't charge and nobody else can read the key"


@dataclass
class Night:
    """People at their shells, and the cluster."""

    cluster: Rig
    world: World
    command: Command
    values: dict[str, str]

    def __call__(self, who: str, *arguments: str, stdin: bytes = b"", session: str = "night") -> Result:
        """Run the command as somebody."""
        self.command.environment |= self.world.keys(who, session)
        return self.command("break-glass", *arguments, stdin=stdin)

    def asked(self, *paths: str, minutes: int = 15, who: str = "ada") -> str:
        """A new request."""
        done = self(who, "request", *(paths or ("--all",)), *WHY, f"--minutes={minutes}", "--json")
        assert done.code == 0, done.err
        return str(done.json["request"])

    def approved(self, *paths: str, minutes: int = 15) -> str:
        """A request of ada's that bob and cyd have approved."""
        number = self.asked(*paths, minutes=minutes)
        for who in ("bob", "cyd"):
            done = self(who, "approve", number, "--yes")
            assert done.code == 0, done.err
        return number


@pytest.fixture(scope="module")
def glass(cluster: Rig) -> World:
    """The function in the emulator, and Vault told of its key by the deployer, as the component says it."""
    world = World(cluster.emulator.environment["AWS_ENDPOINT_URL"])
    world.prepare(SERVER_NAME, paths=PATHS)
    login = BreakGlassLoginArgs(
        public_key=world.public_key(), audience=SERVER_NAME, durations=people.settings().durations
    )
    registered = record(lambda: BreakGlassLogin(context(environment="local"), login))
    leader = cluster.leader()
    deployer = cluster.deployer(leader)
    deployer.sys.create_or_update_acl_policy("strongroom-local-break-glass", str(break_glass_policy(PATHS)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAULT_ADDR", f"https://{leader.address}:8200")
        patch.setenv("VAULT_CACERT", str(cluster.authority()))
        patch.setenv("VAULT_TOKEN", deployer.token)
        with engine_for(VAULT) as engine:
            accessor = ""
            for one in registered:
                if not one.type.startswith("vault:"):
                    continue
                # The recording engine made an accessor up; the server has its own.
                inputs = json.loads(json.dumps(one.inputs).replace("aliases.auth_break-glass.", f"aliases.{accessor}."))
                made = engine.create(one.type, inputs, name=one.name)
                accessor = made.plain.get("accessor", accessor)
    return world


@pytest.fixture
def night(
    glass: World,
    cluster: Rig,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Night:
    """Values in the cluster, and a shell."""
    leader = cluster.leader()
    deployer = cluster.deployer(leader)
    values = {path: secrets.token_urlsafe(24) for path in (KEY, TURNING)}
    for path, value in values.items():
        deployer.secrets.kv.v2.create_or_update_secret(path, {"value": value})
    for name in ("AWS_PROFILE", "VAULT_TOKEN", "VAULT_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    environment = {
        **cluster.emulator.environment,
        "STRONGROOM_CATALOGUE": str(catalogues.write(tmp_path)),
        "STRONGROOM_ENVIRONMENT": "local",
        "STRONGROOM_JOURNAL": str(tmp_path / "journal.jsonl"),
        "VAULT_ADDR": f"https://{leader.address}:8200",
        "VAULT_CACERT": str(cluster.authority()),
        "VAULT_TLS_SERVER_NAME": SERVER_NAME,
        "HOME": str(tmp_path),
        "COLUMNS": "200",
        "NO_COLOR": "1",
    }
    command = Command(environment, monkeypatch, capsysbinary, tmp_path / "journal.jsonl")
    return Night(cluster=cluster, world=glass, command=command, values=values)


def test_two_agree_and_the_one_who_asked_reads_once_and_what_was_asked_only(night: Night) -> None:
    number = night.asked(KEY)
    assert night("ada", "read", number, KEY).err.startswith("2 of 2 approvals missing")
    assert night("bob", "approve", number, "--yes").code == 0
    refused = night("ada", "open", number)
    assert (refused.code, "1 of 2 approvals missing" in refused.err) == (1, True)
    assert night("cyd", "approve", number, "--yes").out.decode().startswith(f"approved: {number}, ready")
    assert night("bob", "open", number).code == 1, "who approved does not open"
    done = night("ada", "read", number, KEY)
    assert done.code == 0, done.err
    assert done.out.decode() == night.values[KEY]
    assert f"strongroom put {KEY} --environment local" in done.err
    again = night("ada", "read", number, KEY)
    assert (again.code, "opens once" in again.err) == (1, True)
    assert _tells_no_token(night.command.journal.read_bytes() + done.err.encode())


def test_a_request_for_one_path_opens_no_other(night: Night) -> None:
    number = night.approved(KEY)
    done = night("ada", "open", number, stdin=f"{TURNING}\n{KEY}\nend\n".encode())
    assert done.code == 0, done.err
    assert "denies it" in done.err
    assert done.out.decode().splitlines() == [night.values[KEY]]


def test_a_request_for_everything_reads_and_changes_nothing(night: Night) -> None:
    number = night.approved()
    client = _inside(night, number)
    read = client.secrets.kv.v2.read_secret_version(TURNING, raise_on_deleted_version=True)
    assert read["data"]["data"] == {"value": night.values[TURNING]}
    with pytest.raises(Forbidden):
        client.secrets.kv.v2.create_or_update_secret(TURNING, {"value": "changed"})
    with pytest.raises(Forbidden):
        client.secrets.kv.v2.read_secret_version("not/in/the/catalogue", raise_on_deleted_version=True)
    assert night("bob", "end", number, "--yes").out.decode().startswith("revoked")


def test_the_server_ends_it_after_the_granted_time_and_no_renewal_outlasts_that(night: Night) -> None:
    deployer = night.cluster.deployer(night.cluster.leader())
    role = "auth/break-glass/role/all-30"
    configured = deployer.read(role)["data"]
    assert configured["token_explicit_max_ttl"] == 1800
    deployer.write_data(role, data={**configured, **dict.fromkeys(TIMES, 4)})
    try:
        client = _inside(night, night.approved(minutes=30))
    finally:
        deployer.write_data(role, data=configured)
    assert client.secrets.kv.v2.read_secret_version(KEY, raise_on_deleted_version=True)
    client.auth.token.renew_self(increment="1h")
    eventually(lambda: not _reads(client), seconds=30, what="the end of the token")


def test_an_approver_ends_what_somebody_else_has_open_and_nothing_beside_it(night: Night) -> None:
    number, other = night.approved(KEY), night.approved()
    login = _called(night, "ada", "open", request=number)["login"]
    client, going_on = _with(night, login), _inside(night, other)
    assert _reads(client)
    assert _reads(going_on)
    done = night("dan", "end", number, "--yes")
    assert (done.code, done.out.decode().strip()) == (0, f"revoked: {number}, over")
    eventually(lambda: not _reads(client), seconds=10, what="the end of the token")
    assert night("dan", "end", number, "--yes").code == 0, "a repeat is no fault: the first may have been cut off"
    with pytest.raises(VaultError):  # nor does what was signed for it let anybody in, within its minute
        _with(night, login)
    assert _reads(going_on), "another's emergency goes on"


def test_an_end_that_meets_another_cluster_or_another_key_is_told_and_never_taken_for_done(night: Night) -> None:
    number = night.approved(KEY)
    client = _inside(night, number)
    deployer = night.cluster.deployer(night.cluster.leader())
    configured = deployer.read("auth/break-glass/config")["data"]
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    deployer.write_data("auth/break-glass/config", data={**configured, "jwt_validation_pubkeys": [pem]})
    try:
        for _ in range(2):
            done = night("dan", "end", number, "--yes")
            assert (done.code, "does not let break-glass in" in done.err) == (3, True)
    finally:
        deployer.write_data("auth/break-glass/config", data=configured)
    assert _reads(client)
    assert night("dan", "end", number, "--yes").code == 0
    assert not _reads(client)


def test_whoever_copied_the_way_in_is_out_when_the_one_who_asked_is(night: Night) -> None:
    """A second login within the token's minute must not outlive what the list shows as over."""
    number = night.approved(KEY)
    copied = _inside(night, number)
    assert night("ada", "read", number, KEY).code == 0
    assert not _reads(copied)


def test_who_ends_one_request_may_do_nothing_else_to_it_nor_anything_to_another(night: Night) -> None:
    number, other = night.approved(KEY), night.approved()
    _inside(night, number)
    entity = _inside(night, other).auth.token.lookup_self()["data"]["entity_id"]
    login = _called(night, "dan", "end", request=number)["login"]
    ending = night.cluster.client(night.cluster.leader())
    own = ending.auth.jwt.jwt_login(role=login["role"], jwt=login["jwt"], path="break-glass")["auth"]["entity_id"]
    for whose, sent in (
        (entity, {"disabled": True}),
        (own, {"disabled": False}),
        (own, {"policies": ["strongroom-local-break-glass"]}),
        (own, {"disabled": True, "policies": ["strongroom-local-break-glass"]}),
    ):
        with pytest.raises(Forbidden):
            ending.write_data(f"identity/entity/id/{whose}", data=sent)


def test_the_way_in_to_end_is_no_way_in_to_read(night: Night) -> None:
    number = night.approved()
    _inside(night, number)
    login = _called(night, "bob", "end", request=number)["login"]
    client = night.cluster.client(night.cluster.leader())
    client.auth.jwt.jwt_login(role=login["role"], jwt=login["jwt"], path="break-glass")
    assert not _reads(client)
    for role in ("all-15", "all-30", "paths-15"):
        with pytest.raises(VaultError):
            client.auth.jwt.jwt_login(role=role, jwt=login["jwt"], path="break-glass")


def test_a_granted_token_opens_no_longer_and_no_wider_role(night: Night) -> None:
    login = _called(night, "ada", "open", request=night.approved(KEY))["login"]
    assert login["role"] == "paths-15"
    for role in ("all-15", "paths-30", "end"):
        client = night.cluster.client(night.cluster.leader())
        with pytest.raises(VaultError):
            client.auth.jwt.jwt_login(role=role, jwt=login["jwt"], path="break-glass")


def test_the_evidence_has_everything_and_no_value(night: Night) -> None:
    number = night.approved(KEY, TURNING)
    assert night("ada", "read", number, KEY, TURNING).code == 0
    log = next(iter(night.cluster.leader().root.rglob("audit.log")))
    done = night("bob", "report", number, "--audit-log", str(log), "--json")
    assert done.code == 0, done.err
    found = done.json
    assert found["reason"] in WHY[1]
    assert (found["ticket"], found["person"], found["state"]) == ("INC-42", "ada", "over")
    assert [one["person"] for one in found["approvals"]] == ["bob", "cyd"]
    assert found["read"] == sorted([KEY, TURNING])
    assert {event["requester"] for event in found["events"]} == {"ada"}
    assert found["to_do"] == [
        f"strongroom rotate {TURNING} --environment local",
        f"strongroom put {KEY} --environment local",
    ]
    assert {event["error"] for event in found["events"]} == {None}
    shown = night("bob", "report", number, "--audit-log", str(log)).out.decode()
    assert "## Approvals" in shown
    assert not any(value in shown for value in night.values.values())
    assert _tells_no_token(shown.encode())


def _inside(night: Night, number: str) -> Any:
    """A client that keeps its token, as no command does."""
    return _with(night, _called(night, "ada", "open", request=number)["login"])


def _with(night: Night, login: dict[str, Any]) -> Any:
    client = night.cluster.client(night.cluster.leader())
    client.auth.jwt.jwt_login(role=login["role"], jwt=login["jwt"], path="break-glass")
    return client


def _called(night: Night, who: str, action: str, **facts: Any) -> dict[str, Any]:
    return night.world.call(night.world.signed(who, action, **facts))


def _reads(client: Any) -> bool:
    try:
        client.secrets.kv.v2.read_secret_version(KEY, raise_on_deleted_version=True)
    except Forbidden:
        return False
    return True


def _tells_no_token(said: bytes) -> bool:
    """Neither one of Vault's nor the beginning of a JSON web token."""
    return TOKEN.search(said) is None and b"eyJ" not in said
