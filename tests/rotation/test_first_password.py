"""A login that waits for its first password: the program writes user and server, the first rotation the rest."""

from __future__ import annotations

import json
import secrets as random
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rotation import login, postgres_server, redis_server, superusers
from rotation.errors import SettingsError, StepFailedError
from rotation.superusers import ManagedSuperuser
from tests.rotation import worlds
from tests.rotation.store import Secret
from tests.rotation.worlds import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotation.services import Services
    from tests.rotation.worlds import Servers

pytestmark = pytest.mark.real


@pytest.fixture
def database(servers: Servers) -> dict[str, str]:
    """A new database, and its keeper: as of Amazon RDS, it may make users and databases and is no superuser."""
    name, keeper, password = f"shop_{uuid.uuid4().hex[:8]}", f"admin_{uuid.uuid4().hex[:8]}", random.token_hex(16)
    with postgres_server.session(worlds.services(servers), login.Login(servers.postgres.login)) as connection:
        connection.run(f"create role {keeper} login createrole createdb")
        postgres_server.set_password(connection, keeper, password)
        connection.run(f"create database {name} owner {keeper}")
    return {"dbname": name, "username": keeper, "password": password}


@pytest.fixture
def waiting(servers: Servers, database: dict[str, str]) -> World:
    """An entry as the program writes it, and the function that was told of the managed superuser."""
    server = {key: servers.postgres.login[key] for key in ("engine", "host", "port", "sslrootcert")}
    value = {**server, "dbname": database["dbname"], "username": f"{database['dbname']}_app"}
    keeper = Secret.create(
        servers.client, json.dumps({key: database[key] for key in ("username", "password")}), owner="rds"
    )
    secret = Secret.create(servers.client, json.dumps(value), "alternating=true")
    managed = ManagedSuperuser(
        secret=keeper.name,
        host=str(server["host"]),
        port=int(server["port"]),
        sslrootcert=str(server["sslrootcert"]),
    )
    with_servers = replace(worlds.services(servers), superusers={secret.name: managed})
    return World(
        strategy="postgres",
        secret=secret,
        services=with_servers,
        accepts=lambda text: postgres_server.accepts(with_servers, login.parse(text)),
    )


def test_the_first_rotation_makes_the_user_and_gives_it_the_database(waiting: World) -> None:
    before = json.loads(waiting.read())
    assert "password" not in before
    waiting.rotate()
    first = json.loads(waiting.read())
    assert first == {**before, "password": first["password"]}, "nothing else of the value changes"
    _write(waiting.services, waiting.read(), "create table orders (id int)")


def test_users_take_turns_from_the_second_rotation_on_and_share_what_they_make(waiting: World) -> None:
    waiting.rotate()
    first = waiting.read()
    _write(waiting.services, first, "create table orders (id int)")
    assert waiting.sweep(hours=25)["retired"] == [], "there was no credential before the first"
    waiting.rotate()
    second = waiting.read()
    assert json.loads(second)["username"] == json.loads(first)["username"] + "_clone"
    assert waiting.accepts(first)
    _write(waiting.services, second, "insert into orders values (1); create table more (id int)")
    assert waiting.sweep(hours=25)["retired"] == [waiting.secret.name]
    assert not waiting.accepts(first)
    waiting.rotate()
    _write(waiting.services, waiting.read(), "insert into more values (1)")


def test_a_second_user_of_a_database_takes_it_from_nobody(
    waiting: World, servers: Servers, database: dict[str, str]
) -> None:
    waiting.rotate()
    owner = json.loads(waiting.read())
    other = {**owner, "username": f"{database['dbname']}_report"}
    other.pop("password")
    secret = Secret.create(servers.client, json.dumps(other), "alternating=true")
    managed = next(iter(waiting.services.superusers.values()))
    beside = replace(waiting, secret=secret, services=replace(waiting.services, superusers={secret.name: managed}))
    beside.rotate()
    assert waiting.accepts(beside.read())
    query = "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
    with postgres_server.session(waiting.services, login.parse(beside.read())) as connection:
        assert connection.run(query) == [[owner["username"]]]


def test_every_step_of_a_first_rotation_can_be_repeated_and_killed(waiting: World) -> None:
    token = str(uuid.uuid4())
    for step in worlds.STEPS:
        waiting.step(step, token)
        waiting.step(step, token)
    assert waiting.secret.holders("AWSCURRENT") == [token]
    assert waiting.accepts(waiting.read())


def test_a_rotation_that_was_given_up_is_taken_over(waiting: World) -> None:
    token = str(uuid.uuid4())
    for step in ("createSecret", "setSecret"):
        waiting.step(step, token)
    begun = json.loads(str(waiting.secret.value("AWSPENDING")))["password"]
    waiting.rotate()
    assert json.loads(waiting.read())["password"] == begun


def test_a_new_configuration_is_tried_without_making_anything(waiting: World, servers: Servers) -> None:
    token = str(uuid.uuid4())
    servers.client.put_secret_value(
        SecretId=waiting.secret.name,
        ClientRequestToken=token,
        SecretString=waiting.read(),
        VersionStages=["AWSPENDING"],
    )
    waiting.step("testSecret", token)
    user = json.loads(waiting.read())["username"]
    with postgres_server.session(waiting.services, login.Login(servers.postgres.login)) as connection:
        assert not postgres_server.exists(connection, user)


def test_a_managed_password_is_sent_to_no_server_but_its_own(waiting: World) -> None:
    told = json.loads(waiting.read())
    waiting.secret.put(json.dumps({**told, "host": "localhost"}))
    waiting.step("createSecret", token := str(uuid.uuid4()))
    with pytest.raises(StepFailedError, match="another server"):
        waiting.step("setSecret", token)


def test_a_login_that_waits_with_nobody_to_make_it_says_what_is_missing(waiting: World) -> None:
    alone = replace(waiting.services, superusers={})
    waiting.step("createSecret", token := str(uuid.uuid4()), alone)
    with pytest.raises(StepFailedError, match="no superuser is named"):
        waiting.step("setSecret", token, alone)


def test_a_cache_user_gets_its_first_password_and_two_in_the_overlap(
    servers: Servers, world: Callable[[str], World]
) -> None:
    it = world("elasticache")
    value = json.loads(it.read())
    user = value.pop("username")
    with redis_server.session(it.services, login.Login(servers.redis.login)) as client:
        client.execute_command("ACL", "SETUSER", user, "resetpass")  # a user of IAM has no password
    value.pop("password")
    it = replace(it, secret=Secret.create(servers.client, json.dumps({**value, "username": user})))
    it.rotate()
    first = it.read()
    assert it.accepts(first)
    it.rotate()
    assert it.accepts(first)
    assert it.accepts(it.read())
    assert it.sweep(hours=25)["retired"] == [it.secret.name]
    assert not it.accepts(first)


def test_what_the_program_tells_of_superusers_is_read_with_the_authorities_of_the_region() -> None:
    told = {"production/shop/db": {"secret": "arn:of:it", "host": "db.example", "port": 5432}}
    environment = {superusers.VARIABLE: json.dumps(told), "AWS_REGION": "us-east-1"}
    (found,) = superusers.of(environment).values()
    assert (found.secret, found.host, found.port) == ("arn:of:it", "db.example", 5432)
    assert str(found.sslrootcert).count("BEGIN CERTIFICATE") == 3
    assert superusers.of({}) == {}
    for wrong in ("x", "[]", '{"a": {}}', '{"a": {"secret": "s", "host": "h", "port": "p"}}'):
        with pytest.raises(SettingsError, match="pulumi up"):
            superusers.of({superusers.VARIABLE: wrong})


def _write(services: Services, text: str, statements: str) -> None:
    with postgres_server.session(services, login.parse(text)) as connection:
        for statement in statements.split(";"):
            connection.run(statement)
