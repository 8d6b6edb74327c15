"""For each strategy a world to rotate in: an entry with its first value, and the server that takes or refuses it."""

from __future__ import annotations

import json
import secrets as random
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rotation import handler, keyset, login, postgres_server, redis_server
from rotation.services import Services
from tests.rotation import stand_ins
from tests.rotation.store import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_secretsmanager import SecretsManagerClient

    from local.servers import PostgresServer, RedisServer

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
NEVER_REFUSES = ("random", "encryption-key")  # their old values have nobody who could refuse them


@dataclass(frozen=True)
class Servers:
    """What the worlds are made on."""

    client: SecretsManagerClient
    postgres: PostgresServer
    redis: RedisServer
    atlas: stand_ins.Atlas
    sendgrid: stand_ins.SendGrid


@dataclass(frozen=True, kw_only=True)
class World:
    """One entry and its surroundings. `accepts` tells whether a client with that value gets in now."""

    strategy: str
    secret: Secret
    services: Services
    accepts: Callable[[str], bool]
    turns: bool = True  # whether current and new credential are valid at once

    def read(self) -> str:
        """The current value, as a client reads it."""
        return str(self.secret.value())

    def step(self, step: str, token: str, services: Services | None = None) -> None:
        """Have the function run one step."""
        event = {"Step": step, "SecretId": self.secret.name, "ClientRequestToken": token}
        handler.run(event, self.strategy, services or self.services)

    def rotate(self, token: str | None = None) -> str:
        """All four steps, as Secrets Manager calls them."""
        token = token or str(uuid.uuid4())
        for step in STEPS:
            self.step(step, token)
        return token

    def sweep(self, *, hours: float = 0, services: Services | None = None) -> dict[str, Any]:
        """The sweep, as if it ran so many hours from now."""
        later = replace(services or self.services, now=lambda: datetime.now(UTC) + timedelta(hours=hours))
        event = {"Check": "sweep", "SecretIds": [self.secret.name]}
        return dict(handler.run(event, self.strategy, later) or {})


def make(name: str, servers: Servers) -> World:
    """A new world of a strategy; postgres-single and elasticache are variants of one."""
    return _MAKERS[name](servers)


def services(servers: Servers) -> Services:
    """Clients of the servers of the tests."""
    return Services(
        secrets=servers.client,
        atlas_url=servers.atlas.url,
        sendgrid_url=servers.sendgrid.url,
        sleep=lambda seconds: None,
        patience=60,
    )


def _random(servers: Servers) -> World:
    secret = Secret.create(servers.client, random.token_urlsafe(48), "format=base64 length=64")
    return World(strategy="random", secret=secret, services=services(servers), accepts=lambda value: True)


def _keys(strategy: str) -> Callable[[Servers], World]:
    def make(servers: Servers) -> World:
        secret = Secret.create(servers.client, random.token_urlsafe(48), "format=base64 length=64 grace-hours=24")

        def known(value: str) -> bool:
            """Whether something that this value's current key made can be read by who has the current value."""
            have = keyset.parse(str(secret.value()))
            return keyset.parse(value).current.value in {key.value for key in have.keys}

        return World(strategy=strategy, secret=secret, services=services(servers), accepts=known, turns=False)

    return make


def _postgres(*, alternating: bool) -> Callable[[Servers], World]:
    def make(servers: Servers) -> World:
        with_servers = services(servers)
        user, password = f"app_{uuid.uuid4().hex[:8]}", random.token_hex(16)
        value = servers.postgres.login | {"username": user, "password": password}
        with postgres_server.session(with_servers, login.Login(servers.postgres.login)) as connection:
            connection.run(f"create role {user} login")
            postgres_server.set_password(connection, user, password)
        settings = ""
        if alternating:
            keeper = Secret.create(servers.client, json.dumps(servers.postgres.login))
            settings = f"alternating=true superuser={keeper.name}"
        return World(
            strategy="postgres",
            secret=Secret.create(servers.client, json.dumps(value), settings),
            services=with_servers,
            accepts=lambda text: postgres_server.accepts(with_servers, login.parse(text)),
            turns=alternating,
        )

    return make


def _redis(servers: Servers) -> World:
    with_servers = services(servers)
    user, password = f"app-{uuid.uuid4().hex[:8]}", random.token_hex(16)
    rules = [f"#{redis_server.hashed(password)}", "on", "~*", "+@all"]
    with redis_server.session(with_servers, login.Login(servers.redis.login)) as client:
        client.execute_command("ACL", "SETUSER", user, *rules)
        redis_server.persist(client, user)
    value = servers.redis.login | {"username": user, "password": password}
    return World(
        strategy="redis",
        secret=Secret.create(servers.client, json.dumps(value)),
        services=with_servers,
        accepts=lambda text: redis_server.accepts(with_servers, login.parse(text)),
    )


class ElastiCache:
    """ElastiCache's user API in front of a real Redis: at most two passwords, and a while until they are there."""

    def __init__(self, services: Services, server: RedisServer) -> None:
        self._services = services
        self._server = server
        self._modifying = 0

    def modify_user(self, UserId: str, AuthenticationMode: dict[str, Any]) -> None:  # noqa: N803 - AWS's names
        """Set a user's passwords; a user of IAM has one from then on."""
        assert 1 <= len(AuthenticationMode["Passwords"]) <= 2, "ElastiCache takes one or two"
        hashes = [f"#{redis_server.hashed(password)}" for password in AuthenticationMode["Passwords"]]
        with redis_server.session(self._services, login.Login(self._server.login)) as client:
            client.execute_command("ACL", "SETUSER", UserId, "resetpass", *hashes)
        self._modifying = 2

    def describe_users(self, UserId: str) -> dict[str, Any]:  # noqa: N803 - AWS's names
        """Tell whether the change has arrived."""
        self._modifying = max(0, self._modifying - 1)
        return {"Users": [{"UserId": UserId, "Status": "modifying" if self._modifying else "active"}]}


def _elasticache(servers: Servers) -> World:
    world = _redis(servers)
    value = json.loads(str(world.secret.value()))
    secret = Secret.create(servers.client, json.dumps(value | {"user_id": value["username"]}))
    api = ElastiCache(world.services, servers.redis)
    return replace(world, secret=secret, services=replace(world.services, elasticache=lambda: api))


def _mongodb_atlas(servers: Servers) -> World:
    user, password = f"app-{uuid.uuid4().hex[:8]}", random.token_hex(16)
    roles = [{"roleName": "readWrite", "databaseName": "shop"}]
    servers.atlas.users[user] = {"username": user, "password": password, "roles": roles}
    key = {"group_id": stand_ins.GROUP, "public_key": stand_ins.PUBLIC_KEY, "private_key": servers.atlas.private_key}
    keeper = Secret.create(servers.client, json.dumps(key))
    uri = f"mongodb+srv://{user}:{password}@main.example.net/shop?retryWrites=true"
    value = json.dumps({"uri": uri, "username": user, "password": password})

    def accepts(text: str) -> bool:
        given = json.loads(text)
        assert f"//{given['username']}:{given['password']}@main.example.net/shop?retryWrites=true" in given["uri"]
        return servers.atlas.accepts(given["username"], given["password"])

    secret = Secret.create(servers.client, value, f"superuser={keeper.name}")
    return World(strategy="mongodb-atlas", secret=secret, services=services(servers), accepts=accepts)


def _sendgrid(servers: Servers) -> World:
    scopes = ["api_keys.create", "api_keys.read", "api_keys.delete", "mail.send"]
    key = servers.sendgrid.add("WIRED CHAOS PROD", scopes)
    secret = Secret.create(servers.client, key)
    return World(strategy="sendgrid", secret=secret, services=services(servers), accepts=servers.sendgrid.accepts)


_MAKERS: dict[str, Callable[[Servers], World]] = {
    "random": _random,
    "jwt-overlap": _keys("jwt-overlap"),
    "encryption-key": _keys("encryption-key"),
    "postgres": _postgres(alternating=True),
    "postgres-single": _postgres(alternating=False),
    "redis": _redis,
    "elasticache": _elasticache,
    "mongodb-atlas": _mongodb_atlas,
    "sendgrid": _sendgrid,
}
ALL = tuple(_MAKERS)
