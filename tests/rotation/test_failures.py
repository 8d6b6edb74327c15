"""What can go wrong: the old value stays current, the alarm's metric is written, the error says step and way out."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from rotation import login, postgres_server, redis_server
from rotation.errors import StepFailedError
from tests.rotation import worlds
from tests.rotation.store import Secret, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rotation.worlds import Servers, World

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Failed:
    """How a rotation failed."""

    step: str
    said: str


@pytest.fixture
def failing(capsys: pytest.CaptureFixture[str]) -> Callable[[World], Failed]:
    """Rotates, expects a failure, and checks what holds of each: value, metric, log."""

    def fail(it: World) -> Failed:
        before = it.secret.value()
        capsys.readouterr()
        step, said = failure(it)
        written = "".join(capsys.readouterr())
        assert it.secret.value() == before
        assert said.startswith(f"{step} of {it.secret.name}: ")
        metrics = [json.loads(line) for line in written.splitlines() if '"RotationFailed"' in line]
        assert [(each["strategy"], each["step"]) for each in metrics] == [(it.strategy, step)]
        canaries = texts(before) | texts(it.secret.value("AWSPENDING"))
        assert not [1 for canary in canaries if canary in said + written]
        return Failed(step, said)

    return fail


def failure(it: World) -> tuple[str, str]:
    """The first step that fails, and what it raises."""
    token = str(uuid.uuid4())
    for step in worlds.STEPS:
        try:
            it.step(step, token)
        except StepFailedError as error:
            return step, str(error)
    pytest.fail("no step failed")


def changed(it: World, **fields: object) -> World:
    """The same entry with other fields in its value."""
    it.secret.put(json.dumps(json.loads(it.read()) | fields))
    return it


@pytest.mark.parametrize("name", ["postgres", "postgres-single", "redis"])
def test_a_target_that_is_down(name: str, servers: Servers, failing: Callable[[World], Failed]) -> None:
    it = worlds.make(name, servers)
    server = servers.redis if name == "redis" else servers.postgres
    server.process.stop()
    try:
        failed = failing(it)
    finally:
        server.process.start()
    assert failed.step == "setSecret"
    assert "can't be reached" in failed.said
    assert it.accepts(it.read())


def test_a_server_whose_certificate_is_not_the_expected_one(
    world: Callable[[str], World], servers: Servers, failing: Callable[[World], Failed]
) -> None:
    strangers = {"postgres-single": servers.redis.login, "redis": servers.postgres.login}
    for name, stranger in strangers.items():
        failed = failing(changed(world(name), sslrootcert=stranger["sslrootcert"]))
        assert "certificate" in failed.said


def test_tls_is_never_off_beyond_loopback(world: Callable[[str], World], failing: Callable[[World], Failed]) -> None:
    failed = failing(changed(world("postgres-single"), tls="off", host="db.example.net"))
    assert "tls is off" in failed.said


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_a_wrong_superuser(
    name: str, world: Callable[[str], World], servers: Servers, failing: Callable[[World], Failed]
) -> None:
    it = world(name)
    its = servers.postgres.login if name == "postgres" else servers.redis.login
    keeper = Secret.create(servers.client, json.dumps(its | {"password": uuid.uuid4().hex}))
    settings = f"superuser={keeper.name}" + (" alternating=true" if name == "postgres" else "")
    failed = failing(replace(it, secret=Secret.create(servers.client, it.read(), settings)))
    assert failed.step == "setSecret"
    assert "refuses the user keeper" in failed.said
    assert it.accepts(it.read())


def test_a_wrong_superuser_is_found_when_the_configuration_is_tried(servers: Servers) -> None:
    for name, login_of in (("postgres", servers.postgres.login), ("redis", servers.redis.login)):
        it = worlds.make(name, servers)
        keeper = Secret.create(servers.client, json.dumps(login_of | {"password": uuid.uuid4().hex}))
        settings = f"superuser={keeper.name}" + (" alternating=true" if name == "postgres" else "")
        it = replace(it, secret=Secret.create(servers.client, it.read(), settings))
        token = str(uuid.uuid4())
        it.secret.client.put_secret_value(
            SecretId=it.secret.name, ClientRequestToken=token, SecretString=it.read(), VersionStages=["AWSPENDING"]
        )
        with pytest.raises(StepFailedError, match="refuses the user keeper"):
            it.step("testSecret", token)


def test_a_superuser_of_another_server_gets_nothing_sent(
    world: Callable[[str], World], servers: Servers, failing: Callable[[World], Failed]
) -> None:
    failed = failing(changed(world("postgres"), host="localhost"))
    assert "another server" in failed.said


def test_a_superuser_that_nobody_named(servers: Servers, world: Callable[[str], World], failing: Any) -> None:
    for name, settings in (("postgres", "alternating=true"), ("mongodb-atlas", "")):
        it = world(name)
        failed = failing(replace(it, secret=Secret.create(servers.client, it.read(), settings)))
        assert "rotation.superuser" in failed.said


def test_a_redis_user_that_may_not_change_users(
    world: Callable[[str], World], servers: Servers, failing: Callable[[World], Failed]
) -> None:
    it = world("redis")
    with redis_server.session(it.services, login.Login(servers.redis.login)) as client:
        client.execute_command("ACL", "SETUSER", json.loads(it.read())["username"], "-@all", "+ping")
    failed = failing(it)
    assert failed.step == "setSecret"
    assert "acl|setuser" in failed.said
    assert it.accepts(it.read())


def test_a_postgres_superuser_that_may_not_change_the_role(
    world: Callable[[str], World], servers: Servers, failing: Callable[[World], Failed]
) -> None:
    it, weak = world("postgres"), world("postgres-single")
    keeper = Secret.create(servers.client, weak.read())
    settings = f"alternating=true superuser={keeper.name}"
    failed = failing(replace(it, secret=Secret.create(servers.client, it.read(), settings)))
    assert failed.step == "setSecret"
    assert "42501" in failed.said


def test_a_permission_of_the_functions_role_that_is_missing(
    world: Callable[[str], World], failing: Callable[[World], Failed]
) -> None:
    it = world("random")

    class Denying:
        """A client whose role may not store values."""

        def __getattr__(self, name: str) -> Any:
            return getattr(it.secret.client, name)

        def put_secret_value(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "PutSecretValue")

    failed = failing(replace(it, services=replace(it.services, secrets=Denying())))  # type: ignore[arg-type]  # as above
    assert failed.step == "createSecret"
    assert "allow secretsmanager:PutSecretValue" in failed.said


def test_a_postgres_role_that_may_not_log_in_fails_its_test(
    world: Callable[[str], World], servers: Servers, failing: Callable[[World], Failed]
) -> None:
    it = world("postgres")
    twin = json.loads(it.read())["username"] + "_clone"
    with postgres_server.session(it.services, login.Login(servers.postgres.login)) as connection:
        connection.run(f"create role {twin} nologin")
    failed = failing(it)
    assert failed.step == "testSecret"
    assert "pg_hba.conf" in failed.said
    assert it.accepts(it.read())


def test_a_single_postgres_users_password_is_put_back_where_the_new_one_fails_its_test(
    world: Callable[[str], World], failing: Callable[[World], Failed]
) -> None:
    it = world("postgres-single")
    seen: list[str] = []
    real = it.services.postgres

    def after_the_change(**arguments: Any) -> Any:
        """A server that lets no new password in: as one whose pg_hba.conf asks for another kind of hash."""
        seen.append(arguments["password"])
        if arguments["password"] == json.loads(str(it.secret.value("AWSPENDING")))["password"]:
            arguments["password"] += "-"
        return real(**arguments)

    failed = failing(replace(it, services=replace(it.services, postgres=after_the_change)))
    assert failed.step == "finishSecret"
    assert "the old password is in force again" in failed.said
    assert it.accepts(it.read())


def test_a_sendgrid_key_without_the_current_ones_scopes_fails_its_test(
    world: Callable[[str], World], servers: Servers, failing: Callable[[World], Failed]
) -> None:
    servers.sendgrid.dropped = "mail.send"
    try:
        failed = failing(world("sendgrid"))
    finally:
        servers.sendgrid.dropped = ""
    assert failed.step == "testSecret"
    assert "scopes" in failed.said


@pytest.mark.parametrize(("status", "problem"), [(401, "refuses"), (403, "may not"), (429, "now"), (503, "now")])
def test_an_api_that_does_not_do_it(
    status: int, problem: str, servers: Servers, failing: Callable[[World], Failed]
) -> None:
    for name, api in (("sendgrid", servers.sendgrid), ("mongodb-atlas", servers.atlas)):
        it = worlds.make(name, servers)
        api.refusing = status
        try:
            assert problem in failing(it).said
        finally:
            api.refusing = 0


def test_an_atlas_change_that_does_not_arrive(servers: Servers, failing: Callable[[World], Failed]) -> None:
    servers.atlas.unapplied = 1_000
    try:
        failed = failing(worlds.make("mongodb-atlas", servers))
    finally:
        servers.atlas.unapplied = 0
    assert failed.step == "setSecret"
    assert "has not brought the change" in failed.said


def test_a_service_account_of_atlas_works_as_an_api_key_does(world: Callable[[str], World], servers: Servers) -> None:
    it = world("mongodb-atlas")
    account = {"group_id": "0" * 24, "client_id": "mdb_sa_id_x", "client_secret": uuid.uuid4().hex}
    keeper = Secret.create(servers.client, json.dumps(account))
    it = replace(it, secret=Secret.create(servers.client, it.read(), f"superuser={keeper.name}"))
    it.rotate()
    assert it.accepts(it.read())


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"Step": "removeSecret", "SecretId": "x", "ClientRequestToken": "y"},
        {"Step": "setSecret", "SecretId": "x"},
        {"Check": "everything", "SecretIds": ["x"]},
        {"Check": "sweep", "SecretIds": []},
    ],
)
def test_an_event_that_is_none(event: dict[str, Any], world: Callable[[str], World]) -> None:
    from rotation import handler

    with pytest.raises(StepFailedError, match=r"; (let|use|name) "):
        handler.run(event, "random", world("random").services)


def test_a_fault_of_a_driver_is_told_without_what_it_says(
    world: Callable[[str], World], failing: Callable[[World], Failed]
) -> None:
    it = world("postgres-single")

    def broken(**arguments: Any) -> Any:
        raise LookupError(f"no {arguments['password']} in here")

    failed = failing(replace(it, services=replace(it.services, postgres=broken)))
    assert "LookupError at test_failures.py:" in failed.said


def test_a_strategy_that_is_none(world: Callable[[str], World]) -> None:
    with pytest.raises(StepFailedError, match="ROTATION_STRATEGY"):
        replace(world("random"), strategy="telepathy").rotate()


def test_a_rotated_redis_password_outlives_a_restart(servers: Servers) -> None:
    it = worlds.make("redis", servers)
    first = it.read()
    it.rotate()
    it.sweep(hours=25)
    servers.redis.process.stop()
    servers.redis.process.start()
    assert it.accepts(it.read())
    assert not it.accepts(first)


def test_no_password_reaches_the_databases_own_log(servers: Servers) -> None:
    for name in ("postgres", "postgres-single"):
        it = worlds.make(name, servers)
        first = it.read()
        it.rotate()
        log = servers.postgres.process.log.read_text(errors="replace")
        assert "alter role" in log
        assert not [1 for canary in texts(first) | texts(it.read()) if canary in log]
