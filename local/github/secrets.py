"""Secrets of environments, repositories and organisations. Source: https://docs.github.com/rest/actions/secrets."""

from __future__ import annotations

from local.github import places, visibility
from local.github.answers import Call, Endpoint, invalid, not_found, page, required
from local.github.limits import check_room, check_size, checked_name
from local.github.model import Entry, Organisation, Secret, now
from local.github.sealing import public_key, unseal
from local.stand_in.answers import Answer


def _public_key(call: Call) -> Answer:
    return Answer(body=public_key(places.holder(call)))


def find(call: Call) -> Secret:
    """The secret of a path."""
    found = places.holder(call).secrets.get(call.names["name"].upper())
    if found is None:
        raise not_found()
    return found


def _list(call: Call) -> Answer:
    entries = sorted(places.holder(call).secrets.items())
    return page(call, "secrets", [visibility.entry_view(call, entry, "secrets") for _, entry in entries])


def _get(call: Call) -> Answer:
    return Answer(body=visibility.entry_view(call, find(call), "secrets"))


def _put(call: Call) -> Answer:
    holder, name = places.holder(call), checked_name("Secret", call.names["name"])
    sealed = required(call, "encrypted_value", str)
    if required(call, "key_id", str) != public_key(holder)["key_id"]:
        raise invalid("Bad request - validation failed due to an improperly encrypted secret")
    check_size("Secret", unseal(holder, sealed))
    present: Entry | None = holder.secrets.get(name)
    if present is None:
        check_room("Secret", holder)
    secret = Secret(name=name, sealed=sealed)
    if isinstance(holder, Organisation):
        secret.visibility, secret.selected = visibility.wanted_visibility(call, present)
    if present is not None:
        secret.created_at, secret.updated_at = present.created_at, now()
    holder.secrets[name] = secret
    return Answer(status=201, body={}) if present is None else Answer(status=204)


def _delete(call: Call) -> Answer:
    del places.holder(call).secrets[find(call).name]
    return Answer(status=204)


def _table(base: str) -> tuple[Endpoint, ...]:
    return (
        Endpoint(method="GET", path=base, handler=_list),
        Endpoint(method="GET", path=f"{base}/public-key", handler=_public_key),
        Endpoint(method="GET", path=f"{base}/{{name}}", handler=_get),
        Endpoint(method="PUT", path=f"{base}/{{name}}", handler=_put),
        Endpoint(method="DELETE", path=f"{base}/{{name}}", handler=_delete),
    )


ENDPOINTS = (
    *(row for path in places.ENVIRONMENT_PATHS for row in _table(f"{path}/secrets")),
    *(
        row
        for path in (*places.REPOSITORY_PATHS, places.ORGANISATION_PATH)
        for row in _table(f"{path}/actions/secrets")
    ),
    *visibility.endpoints(f"{places.ORGANISATION_PATH}/actions/secrets/{{name}}/repositories", find),
)
