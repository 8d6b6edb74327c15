"""Key-value secrets, version 2. A value that was changed remotely is, as with the plugin, not seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from local.providers.check import Problem
from local.providers.differ import Rules
from local.providers.naming import Autoname
from local.providers.resource import Effect, Made, RefusedError, ResourceType
from local.providers.values import Unknown
from local.providers.vault.connection import VaultCall, namespace_of
from local.providers.vault.documents import Document, named, seconds, shown, written, zero

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.values import Properties

_METADATA: Final = named("casRequired", "deleteVersionAfter", "maxVersions", data="custom_metadata")
_FLAGS: Final = ("deleteAllVersions", "disableRead")
_VERSION: Final = "dataJsonWoVersion"
_CONFIG: Final = Document(
    template="{mount}/config",
    fields=named("casRequired", "deleteVersionAfter", "maxVersions"),
    deletable=False,
)


def _identity(call: VaultCall) -> tuple[str, str]:
    given = {**call.old, **call.inputs}
    if "mount" in given and "name" in given:
        return str(given["mount"]).strip("/"), str(given["name"])
    mount, found, name = call.id.partition("/data/")
    if not found:
        raise RefusedError(f"vault: an id here is MOUNT/data/NAME, not {call.id}")
    return mount, name


def _path(call: VaultCall, part: str) -> str:
    mount, name = _identity(call)
    return f"{mount}/{part}/{name}"


def _create(call: VaultCall) -> Made:
    _write(call)
    return Made(id=_path(call, "data"))


def _find(call: VaultCall) -> str | None:
    """The id of the secret, when it already holds just this: the answer to an earlier attempt got lost."""
    found = call.connection.read(_path(call, "data"), namespace_of(call))
    return _path(call, "data") if found and found.get("data") == _data(call) else None


def _data(call: VaultCall) -> Any:
    return json.loads(call.inputs.get("dataJson") or call.inputs.get("dataJsonWo") or "{}")


def _write(call: VaultCall) -> None:
    options: dict[str, Any] = dict(call.inputs.get("options") or {})
    if "cas" in call.inputs:
        options["cas"] = call.inputs["cas"]
    call.connection.write(_path(call, "data"), {"data": _data(call), "options": options}, namespace_of(call))
    _write_metadata(call)


def _write_metadata(call: VaultCall) -> None:
    wanted, before = call.inputs.get("customMetadata"), call.old_inputs.get("customMetadata") or {}
    if wanted is None and "customMetadata" not in call.changed:
        return
    gone = {_METADATA[name]: zero(value) for name, value in before.items() if name not in (wanted or {})}
    given = {_METADATA[name]: value for name, value in (wanted or {}).items()}
    call.connection.write(_path(call, "metadata"), gone | given, namespace_of(call))


def _update(call: VaultCall) -> None:
    """Write a new version; a write-only value needs its version bumped for anything to be written."""
    if not call.changed:
        return
    if "dataJsonWo" in call.inputs and _VERSION not in call.changed:
        raise RefusedError(f"vault: unexpected end of JSON input: with dataJsonWo, bump {_VERSION} to change anything")
    _write(call)


def _read(call: VaultCall) -> Properties | None:
    mount, name = _identity(call)
    path = _path(call, "data")
    own = {flag: call.inputs[flag] for flag in _FLAGS if flag in call.inputs}
    outputs: dict[str, Any] = {**own, "mount": mount, "name": name, "path": path}
    if call.inputs.get("disableRead"):
        return outputs
    found = call.connection.read(path, namespace_of(call))
    if not found or found.get("data") is None:
        return None
    outputs |= {"data": _texts(found["data"]), "metadata": _texts(found["metadata"])}
    if "dataJson" in call.inputs and not call.old:
        outputs["dataJson"] = json.dumps(found["data"])
    if "customMetadata" in call.inputs:
        described = call.connection.read(_path(call, "metadata"), namespace_of(call)) or {}
        outputs["customMetadata"] = _as_given(shown(_METADATA, described), call.inputs["customMetadata"])
    return outputs


def _as_given(found: Properties, given: Properties) -> dict[str, Any]:
    """Metadata with what was asked for and whatever else is set; a duration in seconds, as it was asked for."""
    plain = {name: seconds(value) if name == "deleteVersionAfter" else value for name, value in found.items()}
    return {name: value for name, value in plain.items() if name in given or value}


def _texts(document: Properties | None) -> dict[str, str]:
    """A map of texts, as the plugin shows documents: what is no text as its JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        for name, value in (document or {}).items()
    }


def _delete(call: VaultCall) -> None:
    """Soft-delete the latest version, or everything with `deleteAllVersions`."""
    part = "metadata" if call.old.get("deleteAllVersions") else "data"
    call.connection.delete(_path(call, part), namespace_of(call))


def _check(inputs: Properties) -> Iterator[Problem]:
    given = [name for name in ("dataJson", "dataJsonWo") if name in inputs]
    if len(given) > 1:
        yield Problem("dataJson", "conflicts with dataJsonWo; give one of them")
    for name in given:
        if not isinstance(inputs[name], Unknown) and not _is_object(inputs[name]):
            yield Problem(name, "not a JSON object")
    if "dataJsonWo" in inputs and _VERSION not in inputs:
        yield Problem(_VERSION, "required with dataJsonWo")


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _write_config(call: VaultCall) -> None:
    body = written(_CONFIG.fields, call)
    if "delete_version_after" in body:
        body["delete_version_after"] = f"{body['delete_version_after']}s"
    call.connection.write(_CONFIG.path(call), body, namespace_of(call))


def _create_config(call: VaultCall) -> Made:
    _write_config(call)
    return Made(id=_CONFIG.path(call))


def _read_config(call: VaultCall) -> Properties | None:
    found = _CONFIG.read(call)
    return found and {**found, "deleteVersionAfter": seconds(found.get("deleteVersionAfter"))}


ROWS: Final = (
    ResourceType(
        token="vault:kv/secretV2:SecretV2",  # noqa: S106 - the name of a type
        effect=Effect(create=_create, read=_read, update=_update, delete=_delete, find=_find),
        rules=Rules(replace_on=("mount", "name", "namespace"), documents=("dataJson",), ignored=("dataJsonWo",)),
        naming=Autoname(),
        defaults=dict.fromkeys(_FLAGS, False),
        delete_before_replace=True,
        unstable=("data", "metadata"),
        check=_check,
    ),
    ResourceType(
        token="vault:kv/secretBackendV2:SecretBackendV2",  # noqa: S106 - the name of a type
        effect=Effect(create=_create_config, read=_read_config, update=_write_config, delete=_CONFIG.delete),
        rules=Rules(replace_on=("mount", "namespace"), computed=("casRequired", "maxVersions")),
    ),
)
