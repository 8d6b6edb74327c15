"""Which repositories of an organisation see a secret or a variable.

Source: https://docs.github.com/rest/actions/secrets#list-selected-repositories-for-an-organization-secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.github import places
from local.github.answers import Call, Endpoint, invalid, page, required, typed
from local.github.repositories import repository_view
from local.stand_in.answers import Answer, RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.github.model import Entry, Visibility

LEVELS: tuple[Visibility, ...] = ("all", "private", "selected")


def wanted_visibility(call: Call, present: Entry | None) -> tuple[Visibility, list[int]]:
    """Visibility and selected repositories of a body; what it leaves out stays as it was."""
    level = call.body.get("visibility") or (present.visibility if present else None)
    if level not in LEVELS:
        raise invalid('Invalid request.\n\nFor "visibility", use all, private or selected.')
    given = call.body.get("selected_repository_ids")
    if level != "selected":
        if given:
            raise invalid("selected_repository_ids can be provided only when visibility is selected.")
        return level, []
    return level, _checked(call, given) if given is not None else list(present.selected if present else [])


def _checked(call: Call, numbers: Any) -> list[int]:
    known = {found.id for found in call.world.repositories.values()}
    chosen = [
        typed(number, "selected_repository_ids", int) for number in typed(numbers, "selected_repository_ids", list)
    ]
    if set(chosen) - known:
        raise invalid("Validation Failed", {"field": "selected_repository_ids", "code": "invalid"})
    return list(dict.fromkeys(chosen))


def entry_view(call: Call, entry: Entry, kind: str) -> dict[str, Any]:
    """What is shown of every entry, and of an organisation's its visibility."""
    view: dict[str, Any] = {"name": entry.name, "created_at": entry.created_at, "updated_at": entry.updated_at}
    if entry.visibility:
        view["visibility"] = entry.visibility
    if entry.visibility == "selected":
        path = f"/orgs/{call.names['organisation']}/actions/{kind}/{entry.name}/repositories"
        view["selected_repositories_url"] = call.root + path
    return view


def endpoints(path: str, find: Callable[[Call], Entry]) -> tuple[Endpoint, ...]:
    """The routes of the selected repositories below `path`, for the entries that `find` finds."""

    def selected(call: Call) -> Entry:
        entry = find(call)
        if entry.visibility != "selected":
            raise RefusalError(409, "Visibility is not set to selected.")
        return entry

    def listed(call: Call) -> Answer:
        chosen = [places.repository_by_id(call, number) for number in selected(call).selected]
        return page(call, "repositories", [repository_view(found, call.world, call.root) for found in chosen])

    def replace(call: Call) -> Answer:
        entry = selected(call)
        entry.selected = _checked(call, required(call, "selected_repository_ids", list))
        return Answer(status=204)

    def add(call: Call) -> Answer:
        entry, number = selected(call), places.repository_by_id(call, call.names["number"]).id
        entry.selected = list(dict.fromkeys([*entry.selected, number]))
        return Answer(status=204)

    def remove(call: Call) -> Answer:
        entry = selected(call)
        entry.selected = [number for number in entry.selected if str(number) != call.names["number"]]
        return Answer(status=204)

    return (
        Endpoint(method="GET", path=path, handler=listed),
        Endpoint(method="PUT", path=path, handler=replace),
        Endpoint(method="PUT", path=f"{path}/{{number}}", handler=add),
        Endpoint(method="DELETE", path=f"{path}/{{number}}", handler=remove),
    )
