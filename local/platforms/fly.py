"""Apps, secrets and machines as Fly's Machines API has them."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from typing import TYPE_CHECKING, Any

from local.platforms.answers import Call, Endpoint
from local.platforms.model import AppSecret, Machine, now
from local.stand_in.answers import Answer, RefusalError

if TYPE_CHECKING:
    from local.platforms.model import App

NONCE = "fly-machine-lease-nonce"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LEASE = 30  # seconds, where none are asked for


def _app(call: Call) -> App:
    found = call.world.apps.get(call.names["app"])
    if found is None:
        raise RefusalError(404, "app not found")
    return found


def _machine(call: Call) -> Machine:
    found = _app(call).machines.get(call.names["machine"])
    if found is None:
        raise RefusalError(404, "machine not found")
    return found


def _parsed(call: Call) -> dict[str, Any]:
    try:
        found = json.loads(call.body or b"{}")
    except ValueError:
        raise RefusalError(400, "invalid JSON body") from None
    if not isinstance(found, dict):
        raise RefusalError(400, "the body is not an object")
    return found


def _shown(secret: AppSecret) -> dict[str, str]:
    return {
        "name": secret.name,
        "digest": secret.digest,
        "created_at": secret.created_at,
        "updated_at": secret.updated_at,
    }


def _secrets(call: Call) -> Answer:
    return Answer(body={"secrets": [_shown(one) for _, one in sorted(_app(call).secrets.items())]})


def _set(call: Call) -> Answer:
    app, values = _app(call), _parsed(call).get("values")
    if not isinstance(values, dict) or not values:
        raise RefusalError(400, "values are required")
    for name, value in values.items():
        if not _NAME.fullmatch(name) or not (value is None or isinstance(value, str)):
            raise RefusalError(422, "a secret's name or value is invalid")
    for name, value in values.items():
        known = app.secrets.get(name)
        if value is None:
            app.secrets.pop(name, None)
            continue
        digest = hashlib.sha256(value.encode()).hexdigest()[:16]
        secret = AppSecret(name=name, sealed=call.world.seal(value), digest=digest)
        app.secrets[name] = secret.model_copy(update={"created_at": known.created_at}) if known else secret
    app.version += 1
    return Answer(
        body={"secrets": [_shown(app.secrets[name]) for name in values if name in app.secrets], "version": app.version}
    )


def _unset(call: Call) -> Answer:
    app = _app(call)
    if app.secrets.pop(call.names["name"], None) is None:
        raise RefusalError(404, "secret not found")
    app.version += 1
    return Answer(body={"version": app.version})


def _view(machine: Machine) -> dict[str, Any]:
    return machine.model_dump(exclude={"nonce", "leased_until", "taken"})


def _machines(call: Call) -> Answer:
    return Answer(body=[_view(one) for one in _app(call).machines.values()])


def _one_machine(call: Call) -> Answer:
    return Answer(body=_view(_machine(call)))


def _lease(call: Call) -> Answer:
    machine = _machine(call)
    if machine.leased_until > time.time() and call.headers.get(NONCE) != machine.nonce:
        raise RefusalError(409, "machine is already leased")
    machine.nonce = secrets.token_hex(8)
    machine.leased_until = time.time() + int(call.query.get("ttl", _LEASE))
    data = {"nonce": machine.nonce, "expires_at": int(machine.leased_until), "owner": "stand-in"}
    return Answer(status=201, body={"status": "success", "data": data})


def _release(call: Call) -> Answer:
    machine = _machine(call)
    _demand_lease(call, machine)
    machine.nonce, machine.leased_until = None, 0.0
    return Answer(body={"status": "success"})


def _demand_lease(call: Call, machine: Machine) -> None:
    if machine.leased_until > time.time() and call.headers.get(NONCE) != machine.nonce:
        raise RefusalError(409, "machine is leased by somebody else")


def _update(call: Call) -> Answer:
    app, machine, body = _app(call), _machine(call), _parsed(call)
    _demand_lease(call, machine)
    if not isinstance(body.get("config"), dict):
        raise RefusalError(400, "config is required")
    if int(body.get("min_secrets_version") or 0) > app.version:
        raise RefusalError(412, "min_secrets_version is not yet available")
    machine.config, machine.updated_at = body["config"], now()
    machine.instance_id = secrets.token_hex(13)
    machine.taken = {name: one.sealed for name, one in app.secrets.items()}
    machine.state = "stopped" if body.get("skip_launch") else "started"
    return Answer(body=_view(machine))


_APP, _ONE = "/v1/apps/{app}", "/v1/apps/{app}/machines/{machine}"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(method="GET", path=f"{_APP}/secrets", handler=_secrets),
    Endpoint(method="POST", path=f"{_APP}/secrets", handler=_set),
    Endpoint(method="DELETE", path=f"{_APP}/secrets/{{name}}", handler=_unset),
    Endpoint(method="GET", path=f"{_APP}/machines", handler=_machines),
    Endpoint(method="GET", path=_ONE, handler=_one_machine),
    Endpoint(method="POST", path=_ONE, handler=_update),
    Endpoint(method="POST", path=f"{_ONE}/lease", handler=_lease),
    Endpoint(method="DELETE", path=f"{_ONE}/lease", handler=_release),
)
