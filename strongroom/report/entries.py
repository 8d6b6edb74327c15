"""Entries as lists and in full, as JSON and for people. Never with a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.writer import store_writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from strongroom.catalogue import Secret, Workspace
    from strongroom.operations.listing import Listed
    from strongroom.operations.scope import Scope
    from strongroom.stores.contract import Version


def listed_json(found: Sequence[Listed]) -> list[dict[str, Any]]:
    """A line of the list, for programs (1.15: name, scope and status)."""
    return [
        {
            "name": one.secret.name,
            "path": one.secret.path,
            "scope": one.workspace.namespace or one.workspace.workspace,
            "status": one.status,
            "kind": one.secret.kind,
            "type": one.secret.type,
            "owner": one.secret.owner,
            "environments": list(one.secret.environments),
            "visibility": list(one.secret.visibility),
            "stored": one.stored.isoformat(timespec="seconds") if one.stored else None,
        }
        for one in found
    ]


def listed_table(found: Sequence[Listed]) -> Iterator[RenderableType]:
    """The list for people."""
    from rich.table import Table
    from rich.text import Text

    table = Table(expand=True)
    for heading in ("name", "path", "scope", "type", "owner", "status"):
        table.add_column(heading, overflow="fold")
    for one in found:
        scope = one.workspace.namespace or one.workspace.workspace
        status = Text(f"status: {one.status}", style="green" if one.status == "active" else "yellow")
        table.add_row(*map(Text, (one.secret.name, one.secret.path, scope, one.secret.type, one.secret.owner)), status)
    yield table
    yield Text(f"{sum(one.status == 'active' for one in found)} of {len(found)} active")


def described(secret: Secret, workspace: Workspace, scope: Scope) -> dict[str, Any]:
    """Everything that the catalogue says about an entry, in the order in which a person asks."""
    facts: dict[str, Any] = {
        "path": secret.path,
        "name": secret.name,
        "description": secret.description,
        "workspace": workspace.workspace,
        "kind": secret.kind,
        "type": secret.type,
        "owner": secret.owner,
        "environments": list(secret.environments),
        "visibility": list(secret.visibility),
        "protected": secret.protected,
        "written by": workspace.role or "anybody with the store's permission",
        "origin": secret.source.origin,
        "value comes from": store_writer(secret),
    }
    if secret.fields:
        facts["fields"] = list(secret.fields)
    if secret.rotation:
        facts["rotation"] = f"every {secret.rotation.days} days ({secret.rotation.strategy})"
    facts["deliveries"] = [
        f"{delivery.address} (by {delivery.writer}, {delivery.environment})"
        for delivery in deliveries_of(secret)
        if delivery.environment in scope.rehearses
    ]
    return facts


def lines(facts: dict[str, Any]) -> Iterator[str]:
    """Facts for people, lists one item a line."""
    width = max(map(len, facts)) + 2
    for name, fact in facts.items():
        items = fact if isinstance(fact, list) else [fact]
        for number, item in enumerate(items or ["none"]):
            text = {True: "yes", False: "no"}.get(item, item) if isinstance(item, bool) else item
            yield f"{name if number == 0 else '':{width}}{text}"


def versions_json(versions: Sequence[Version]) -> list[dict[str, Any]]:
    """The versions of an entry, newest first."""
    return [
        {
            "version": version.id,
            "stored": version.created.isoformat(timespec="seconds"),
            "current": version.current,
            "author": version.author,
        }
        for version in versions
    ]
