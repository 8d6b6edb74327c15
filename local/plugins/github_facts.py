"""The github plugin's types that the program uses, read from the source of the provider that the plugin wraps."""

from __future__ import annotations

from typing import Final

from local.plugins.facts import Facts

# A repository that was renamed is no other one: the plugin asks GitHub for its number before it replaces anything.
_PLACE: Final = ("repository", "environment")

FACTS: Final = (
    Facts(
        token="github:index/repositoryEnvironment:RepositoryEnvironment",  # noqa: S106 - the name of a type
        replaces=_PLACE,
        defaults={"canAdminsBypass": True, "preventSelfReview": False},
        sets=("reviewers[0].teams", "reviewers[0].users"),
        others=("waitTimer", "reviewers", "deploymentBranchPolicy"),
    ),
    Facts(
        token="github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",  # noqa: S106 - the name of a type
        replaces=_PLACE,
        others=("branchPattern", "tagPattern"),
        accepted={
            "branchPattern": "the plugin changes a pattern in place; the program names the resource by its pattern",
            "tagPattern": "as with branchPattern",
        },
    ),
    Facts(
        token="github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",  # noqa: S106 - the name of a type
        replaces=(*_PLACE, "secretName"),
        computed=("keyId",),
        others=("value", "valueEncrypted", "encryptedValue", "plaintextValue"),
    ),
    Facts(
        token="github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",  # noqa: S106 - the name of a type
        replaces=(*_PLACE, "variableName"),
        others=("value",),
    ),
)
