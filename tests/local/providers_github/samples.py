"""One example of every type: how it is made, what updates it, what replaces it, where it is at GitHub."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def token_of(name: str) -> str:
    """`ActionsSecret` -> `github:index/actionsSecret:ActionsSecret`."""
    return f"github:index/{name[0].lower()}{name[1:]}:{name}"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`update` and `replacement` are merged into `inputs`. `drift` is a request that changes it behind our back."""

    name: str
    inputs: Mapping[str, Any]
    id: str
    path: str
    update: Mapping[str, Any]
    replacement: Mapping[str, Any]
    outputs: frozenset[str] = frozenset()
    delete_first: bool = False
    delete_forgives: bool = False
    drift: tuple[str, Mapping[str, Any]] | None = None
    drifted: frozenset[str] = field(default_factory=frozenset)


ENVIRONMENT = "/repos/occ/site/environments/prod%2Feu"
_SECRET_OUTPUTS = frozenset({"keyId", "createdAt", "updatedAt", "remoteUpdatedAt"})
_IN_ENVIRONMENT = {"repository": "site", "environment": "prod/eu"}


def _value() -> str:
    return secrets.token_urlsafe()


SAMPLES = (
    Sample(
        name="RepositoryEnvironment",
        inputs={"repository": "site", "environment": "a:b", "waitTimer": 5},
        id="site:a??b",
        path="/repos/occ/site/environments/a%3Ab",
        update={"waitTimer": 10, "deploymentBranchPolicy": {"protectedBranches": True, "customBranchPolicies": False}},
        replacement={"environment": "c"},
        outputs=frozenset({"repositoryId"}),
        delete_forgives=True,
        drift=("PUT", {"wait_timer": 7}),
        drifted=frozenset({"waitTimer"}),
    ),
    Sample(
        name="ActionsEnvironmentSecret",
        inputs={**_IN_ENVIRONMENT, "secretName": "API_KEY", "value": _value()},
        id="site:prod/eu:API_KEY",
        path=f"{ENVIRONMENT}/secrets/API_KEY",
        update={"value": _value()},
        replacement={"secretName": "OTHER_KEY"},
        outputs=_SECRET_OUTPUTS | {"repositoryId"},
        delete_first=True,
    ),
    Sample(
        name="ActionsSecret",
        inputs={"repository": "site", "secretName": "API_KEY", "plaintextValue": _value()},
        id="site:API_KEY",
        path="/repos/occ/site/actions/secrets/API_KEY",
        update={"plaintextValue": _value()},
        replacement={"repository": "other"},
        outputs=_SECRET_OUTPUTS | {"repositoryId"},
        delete_first=True,
    ),
    Sample(
        name="ActionsOrganizationSecret",
        inputs={"secretName": "API_KEY", "value": _value(), "visibility": "all"},
        id="API_KEY",
        path="/orgs/occ/actions/secrets/API_KEY",
        update={"visibility": "private"},
        replacement={"secretName": "OTHER_KEY"},
        outputs=_SECRET_OUTPUTS,
        delete_first=True,
    ),
    Sample(
        name="ActionsEnvironmentVariable",
        inputs={**_IN_ENVIRONMENT, "variableName": "SITE_ID", "value": "one"},
        id="site:prod/eu:SITE_ID",
        path=f"{ENVIRONMENT}/variables/SITE_ID",
        update={"value": "two"},
        replacement={"variableName": "OTHER_ID"},
        outputs=frozenset({"createdAt", "updatedAt", "repositoryId"}),
        drift=("PATCH", {"value": "changed"}),
        drifted=frozenset({"value"}),
    ),
    Sample(
        name="ActionsVariable",
        inputs={"repository": "site", "variableName": "SITE_ID", "value": "one"},
        id="site:SITE_ID",
        path="/repos/occ/site/actions/variables/SITE_ID",
        update={"value": "two"},
        replacement={"variableName": "OTHER_ID"},
        outputs=frozenset({"createdAt", "updatedAt", "repositoryId"}),
        drift=("PATCH", {"value": "changed"}),
        drifted=frozenset({"value"}),
    ),
    Sample(
        name="ActionsOrganizationVariable",
        inputs={"variableName": "SITE_ID", "value": "one", "visibility": "all"},
        id="SITE_ID",
        path="/orgs/occ/actions/variables/SITE_ID",
        update={"value": "two", "visibility": "private"},
        replacement={"variableName": "OTHER_ID"},
        outputs=frozenset({"createdAt", "updatedAt"}),
        drift=("PATCH", {"value": "changed", "visibility": "private"}),
        drifted=frozenset({"value", "visibility"}),
    ),
    Sample(
        name="Repository",
        inputs={"name": "made", "description": "first", "visibility": "private"},
        id="made",
        path="/repos/occ/made",
        update={"description": "second", "hasWiki": False},
        replacement={"name": "made-again"},
        outputs=frozenset({"fullName", "repoId", "nodeId", "htmlUrl", "sshCloneUrl"}),
        delete_forgives=True,
        drift=("PATCH", {"description": "changed"}),
        drifted=frozenset({"description"}),
    ),
)
