"""May the token administer the repositories whose environments the program makes?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.operations.doctor.doctor import Finding, failed, left_out, not_looked_at, ok
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue import Catalogue
    from strongroom.destinations.github.client import GithubClient

_RIGHTS = "give it Administration, Environments, Secrets and Variables, read and write"


def repositories(client: GithubClient, catalogue: Catalogue) -> Iterator[Finding]:
    """Each repository that the catalogue declares with environments. What a token may write, GitHub does not tell."""
    declared = {
        name: None for workspace in catalogue.workspaces if workspace.github for name in workspace.github.repositories
    }
    if not declared:
        yield left_out("GitHub", "the program makes nothing there")
    for name in declared:
        yield _repository(client, name)


def _repository(client: GithubClient, name: str) -> Finding:
    label = f"GitHub: {name}"
    try:
        rights = client.get(f"repos/{name}", label).get("permissions")
    except StoreError as error:
        return not_looked_at(label, error.problem, error.way_out)
    if rights is None:
        return not_looked_at(label, "GitHub does not say what an app's token may do here", f"see the app: {_RIGHTS}")
    if not rights.get("admin"):
        return failed(label, "who gave the token may not administer it", "let an administrator of it give the token")
    return ok(label, f"given by an administrator; {_RIGHTS}")
