"""Configuration variables. Source: https://docs.github.com/rest/actions/variables."""

from __future__ import annotations

from typing import Any

from local.github import places, visibility
from local.github.answers import Call, Endpoint, not_found, page, required, typed
from local.github.limits import check_room, check_size, checked_name
from local.github.model import Organisation, Variable, now
from local.stand_in.answers import Answer, RefusalError


def find(call: Call) -> Variable:
    """The variable of a path."""
    found = places.holder(call).variables.get(call.names["name"].upper())
    if found is None:
        raise not_found()
    return found


def _view(call: Call, variable: Variable) -> dict[str, Any]:
    return visibility.entry_view(call, variable, "variables") | {"value": variable.value}


def _list(call: Call) -> Answer:
    entries = sorted(places.holder(call).variables.items())
    return page(call, "variables", [_view(call, entry) for _, entry in entries], default=10, most=30)


def _get(call: Call) -> Answer:
    return Answer(body=_view(call, find(call)))


def _create(call: Call) -> Answer:
    holder, name = places.holder(call), checked_name("Variable", required(call, "name", str))
    value = required(call, "value", str)
    check_size("Variable", value.encode())
    if name in holder.variables:
        raise RefusalError(409, "Already exists - Variable already exists")
    check_room("Variable", holder)
    variable = Variable(name=name, value=value)
    if isinstance(holder, Organisation):
        variable.visibility, variable.selected = visibility.wanted_visibility(call, None)
    holder.variables[name] = variable
    return Answer(status=201, body={})


def _update(call: Call) -> Answer:
    holder, variable = places.holder(call), find(call)
    name = checked_name("Variable", typed(call.body.get("name", variable.name), "name", str))
    value = typed(call.body.get("value", variable.value), "value", str)
    check_size("Variable", value.encode())
    if name != variable.name and name in holder.variables:
        raise RefusalError(409, "Already exists - Variable already exists")
    if isinstance(holder, Organisation):
        variable.visibility, variable.selected = visibility.wanted_visibility(call, variable)
    del holder.variables[variable.name]
    variable.name, variable.value, variable.updated_at = name, value, now()
    holder.variables[name] = variable
    return Answer(status=204)


def _delete(call: Call) -> Answer:
    del places.holder(call).variables[find(call).name]
    return Answer(status=204)


def _table(base: str) -> tuple[Endpoint, ...]:
    return (
        Endpoint(method="GET", path=base, handler=_list),
        Endpoint(method="POST", path=base, handler=_create),
        Endpoint(method="GET", path=f"{base}/{{name}}", handler=_get),
        Endpoint(method="PATCH", path=f"{base}/{{name}}", handler=_update),
        Endpoint(method="DELETE", path=f"{base}/{{name}}", handler=_delete),
    )


ENDPOINTS = (
    *(row for path in places.ENVIRONMENT_PATHS for row in _table(f"{path}/variables")),
    *(
        row
        for path in (*places.REPOSITORY_PATHS, places.ORGANISATION_PATH)
        for row in _table(f"{path}/actions/variables")
    ),
    *visibility.endpoints(f"{places.ORGANISATION_PATH}/actions/variables/{{name}}/repositories", find),
)
