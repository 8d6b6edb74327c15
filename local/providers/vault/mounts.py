"""What is mounted: secrets engines, auth methods, audit devices."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.providers.differ import Rules
from local.providers.resource import Effect, Made, RefusedError, ResourceType
from local.providers.vault import checks
from local.providers.vault.connection import VaultCall, namespace_of
from local.providers.vault.documents import Names, named, seconds, shown, written, zero

if TYPE_CHECKING:
    from local.providers.values import Properties

_PATIENCE: Final = 60.0  # seconds that a move may take
_PAUSE: Final = 0.05  # seconds

_OWN: Final = named("type", "description", "local", "sealWrap", "externalEntropyAccess", "options", "pluginVersion")
_TUNED: Final = named(
    "allowedManagedKeys",
    "allowedResponseHeaders",
    "auditNonHmacRequestKeys",
    "auditNonHmacResponseKeys",
    "delegatedAuthAccessors",
    "forceNoCache",
    "identityTokenKey",
    "listingVisibility",
    "passthroughRequestHeaders",
    defaultLeaseTtlSeconds="default_lease_ttl",
    maxLeaseTtlSeconds="max_lease_ttl",
)


@dataclass(frozen=True, kw_only=True)
class Mounting:
    """A table of mounts below `sys/`. `prefix` stands before a path in a move (`auth/`)."""

    table: str
    prefix: str = ""

    def path(self, call: VaultCall) -> str:
        """Where it is mounted: as asked for, else as it was, else by its type."""
        given = call.inputs.get("path") or call.old.get("path") or call.id or call.inputs["type"]
        return str(given).strip("/")

    def info(self, call: VaultCall) -> dict[str, Any] | None:
        """What the table says of it."""
        found = call.connection.read(f"sys/{self.table}", namespace_of(call)) or {}
        return found.get(f"{self.path(call)}/")

    def enable(self, call: VaultCall, body: dict[str, Any]) -> Made:
        """Mount it; its id is its path."""
        path = self.path(call)
        call.connection.write(f"sys/{self.table}/{path}", body, namespace_of(call))
        return Made(id=path)

    def find(self, call: VaultCall) -> str | None:
        """The id of what an interrupted creation has mounted."""
        found = self.info(call)
        return self.path(call) if found and found["type"] == _engine(call.inputs) else None

    def tune(self, call: VaultCall, body: dict[str, Any]) -> None:
        """Change what can be changed of a mount."""
        if body:
            call.connection.write(f"sys/{self.table}/{self.path(call)}/tune", body, namespace_of(call))

    def move(self, call: VaultCall) -> None:
        """Mount it elsewhere, when its path has changed, and wait until that is done."""
        old, new = str(call.old.get("path") or call.id).strip("/"), self.path(call)
        if "path" not in call.changed or old == new:
            return
        if call.inputs.get("disableRemount"):
            raise RefusedError(f"vault: {old} can't become {new} while disableRemount is true; make a second one")
        body = {"from": f"{self.prefix}{old}", "to": f"{self.prefix}{new}"}
        started = call.connection.write("sys/remount", body, namespace_of(call))
        deadline = time.monotonic() + _PATIENCE
        while migration := started.get("migration_id"):
            answer = call.connection.read(f"sys/remount/status/{migration}", namespace_of(call)) or {}
            status = (answer.get("migration_info") or {}).get("status")
            if status == "success":
                return
            if status == "failure" or time.monotonic() > deadline:
                raise RefusedError(f"vault: moving {old} to {new} did not succeed; see the server's log")
            time.sleep(_PAUSE)

    def disable(self, call: VaultCall) -> None:
        """Unmount it; what is gone is fine."""
        call.connection.delete(f"sys/{self.table}/{self.path(call)}", namespace_of(call))


SECRETS: Final = Mounting(table="mounts")
AUTH: Final = Mounting(table="auth", prefix="auth/")
_AUDIT: Final = Mounting(table="audit")


def _engine(inputs: Properties) -> str:
    """The type that the server shows: `kv-v2` is `kv` with an option."""
    return "kv" if inputs["type"] == "kv-v2" else str(inputs["type"])


def in_seconds(body: dict[str, Any]) -> dict[str, Any]:
    """Leases as the server takes them."""
    leases = ("default_lease_ttl", "max_lease_ttl")
    return {
        field: f"{value}s" if field in leases and isinstance(value, int) else value for field, value in body.items()
    }


def _create(call: VaultCall) -> Made:
    config = in_seconds(written(_TUNED, call))
    return SECRETS.enable(call, written(_OWN, call) | ({"config": config} if config else {}))


def _update(call: VaultCall) -> None:
    SECRETS.move(call)
    fields: Names = {name: field for name, field in {**_TUNED, **_OWN}.items() if name in call.changed}
    SECRETS.tune(call, in_seconds(written(fields, call)))


def _read(call: VaultCall) -> Properties | None:
    found = SECRETS.info(call)
    if found is None:
        return None
    outputs = {**shown(_OWN, found), **shown(_TUNED, found["config"])}
    outputs |= {"accessor": found["accessor"], "path": SECRETS.path(call), "id": SECRETS.path(call)}
    if call.inputs.get("type") == "kv-v2" and outputs["type"] == "kv":
        outputs |= {"type": "kv-v2", "options": call.inputs.get("options")}
    return outputs


_DEVICE: Final = named("type", "description", "options", "local")


def _create_device(call: VaultCall) -> Made:
    return _AUDIT.enable(call, written(_DEVICE, call))


def _read_device(call: VaultCall) -> Properties | None:
    found = _AUDIT.info(call)
    if found is None:
        return None
    outputs = {**shown(_DEVICE, found), "path": _AUDIT.path(call)}
    given = call.inputs.get("options")
    if given is not None:  # the server adds options of its own
        outputs["options"] = {name: value for name, value in (found.get("options") or {}).items() if name in given}
    return outputs


_TUNE: Final = named(
    "allowedResponseHeaders",
    "auditNonHmacRequestKeys",
    "auditNonHmacResponseKeys",
    "defaultLeaseTtl",
    "listingVisibility",
    "maxLeaseTtl",
    "passthroughRequestHeaders",
    "tokenType",
)
METHOD: Final = named("type", "description", "local", "identityTokenKey")


def tuning(call: VaultCall) -> dict[str, Any]:
    """The part of an auth method's update that is tuning: its description and its `tune` block."""
    body: dict[str, Any] = {}
    if "description" in call.changed:
        body["description"] = call.inputs.get("description", "")
    if "tune" in call.changed:
        given, before = call.inputs.get("tune") or {}, call.old_inputs.get("tune") or {}
        body |= {_TUNE[name]: zero(value) for name, value in before.items() if name not in given}
        body |= {_TUNE[name]: value for name, value in given.items()}
    return body


def tuned(call: VaultCall) -> Properties | None:
    """The `tune` block as it is, in the inputs' words where both mean the same; None without one."""
    given = call.inputs.get("tune")
    if given is None:
        return None
    found = call.connection.read(f"sys/auth/{AUTH.path(call)}/tune", namespace_of(call)) or {}
    return {name: _same_words(value, found.get(_TUNE[name])) for name, value in given.items()}


def _same_words(given: Any, found: Any) -> Any:
    if isinstance(given, str) and isinstance(found, int):
        return given if seconds(given) == found else f"{found}s"
    return given if not given and not found else found


def _create_method(call: VaultCall) -> Made:
    return AUTH.enable(call, written(METHOD, call))


def _update_method(call: VaultCall) -> None:
    AUTH.move(call)
    AUTH.tune(call, tuning(call))


def _read_method(call: VaultCall) -> Properties | None:
    found = AUTH.info(call)
    if found is None:
        return None
    path = AUTH.path(call)
    block = tuned(call)
    own = {**shown(METHOD, found), "accessor": found["accessor"], "path": path, "id": path}
    return own if block is None else {**own, "tune": block}


ROWS: Final = (
    ResourceType(
        token="vault:index/mount:Mount",  # noqa: S106 - the name of a type
        effect=Effect(create=_create, read=_read, update=_update, delete=SECRETS.disable, find=SECRETS.find),
        rules=Rules(
            replace_on=("type", "local", "sealWrap", "externalEntropyAccess", "namespace"),
            computed=(
                "defaultLeaseTtlSeconds",
                "maxLeaseTtlSeconds",
                "forceNoCache",
                "auditNonHmacRequestKeys",
                "auditNonHmacResponseKeys",
                "sealWrap",
            ),
            unordered=("allowedManagedKeys",),
        ),
        defaults={"externalEntropyAccess": False},
        unstable=("accessor",),
    ),
    ResourceType(
        token="vault:index/authBackend:AuthBackend",  # noqa: S106 - the name of a type
        effect=Effect(
            create=_create_method,
            read=_read_method,
            update=_update_method,
            delete=AUTH.disable,
            find=AUTH.find,
            afterwards=("tune",),
        ),
        rules=Rules(replace_on=("type", "local", "namespace"), computed=("path", "tune"), ignored=("disableRemount",)),
        check=checks.method,
    ),
    ResourceType(
        token="vault:index/audit:Audit",  # noqa: S106 - the name of a type
        effect=Effect(create=_create_device, read=_read_device, delete=_AUDIT.disable, find=_AUDIT.find),
        rules=Rules(replace_on=("*",), computed=("path",)),
    ),
)
