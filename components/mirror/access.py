"""What the mirror workflow may do in AWS, as pure functions: who takes its role on, and each of its calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.mirror.settings import ISSUER
from components.rotation import access as rotation_access
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from components.context import Context
    from components.key_policy import Statement

ROOM = 8_000  # characters for the names: a role's inline policies hold 10,240, and the rest takes less than 2,240
_FRAME = 70  # characters of an entry's ARN beside its path
_READ = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
# A put stores, reads back, compares and moves the label (strongroom/stores/secrets_manager.py).
_KEEP = (
    *_READ,
    "secretsmanager:CreateSecret",
    "secretsmanager:ListSecretVersionIds",
    "secretsmanager:PutSecretValue",
    "secretsmanager:TagResource",
    "secretsmanager:UpdateSecretVersionStage",
)
_RESERVED = ("meta", "vault")  # the first parts of names that hold more than the catalogue's entries


class TooManyEntriesError(ValueError):
    """The entries' names don't fit into a role's policy."""


def trust_document(provider_arn: str, repository: str, environments: Iterable[str]) -> str:
    """A workflow of this repository takes the role on, from these of its environments and from nowhere else."""
    subjects = [f"repo:{repository}:environment:{environment}" for environment in environments]
    return rotation_access.document(
        {
            "Sid": "MirrorWorkflow",
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": subjects}},
        }
    )


def document(
    context: Context, *, entries: Iterable[str], written: Sequence[str] = (), app_key: str | None = None
) -> str:
    """Read these entries, keep the ledger, sign as the app. All of it is known before anything is made.

    `entries`: patterns of paths that are read; `written`: paths that are destinations. `app_key`: alias or ARN.
    """
    ledger = context.arn("secretsmanager", f"secret:{context.environment}/{naming.MIRROR_FOLDER}/*")
    statements = [
        rotation_access.allow("List", ["*"], "secretsmanager:ListSecrets"),  # knows no resources
        rotation_access.allow("Ledger", [ledger], *_KEEP),
    ]
    if read := [rotation_access.entry_arn(context, path) for path in entries]:
        statements.append(rotation_access.allow("Entries", read, *_READ))
    if written:
        places = [rotation_access.entry_arn(context, path) for path in written]
        statements.append(rotation_access.allow("Destinations", places, *_KEEP, "secretsmanager:RestoreSecret"))
    if app_key:
        statements.append(_sign(context, app_key))
    return rotation_access.document(*statements)


def key_document(context: Context, key_arn: str) -> str:
    """Use the key of the stack's entries, by way of Secrets Manager and in no other way."""
    return rotation_access.document(
        rotation_access.through(context, "Key", key_arn, "secretsmanager", "kms:Decrypt", "kms:GenerateDataKey")
    )


def patterns(context: Context, paths: Collection[str], others: Collection[str], room: int = ROOM) -> list[str]:
    """The paths, each by its name; where they don't fit, a folder in place of its entries, all of which are read.

    `others`: entries that are not read; no folder with one of them is taken. Raises TooManyEntriesError.
    """
    found = set(paths)
    while sum(len(rotation_access.entry_arn(context, path)) + 4 for path in found) > room:
        beneath = _whole_folders(found, others)
        if not beneath:
            raise TooManyEntriesError
        folder = max(sorted(beneath), key=lambda name: sum(len(path) + _FRAME for path in beneath[name]) - len(name))
        found = (found - beneath[folder]) | {f"{folder}/*"}
    return sorted(found)


def _whole_folders(found: Collection[str], others: Collection[str]) -> dict[str, set[str]]:
    """Folders with several of the paths, and with nothing else."""
    folders: dict[str, set[str]] = {}
    for path in found:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folders.setdefault("/".join(parts[:depth]), set()).add(path)
    return {
        folder: beneath
        for folder, beneath in folders.items()
        if len(beneath) > 1
        and "*" not in folder
        and folder.partition("/")[0] not in _RESERVED
        and not any(other.startswith(f"{folder}/") for other in others)
    }


def _sign(context: Context, key: str) -> Statement:
    """IAM knows keys by their ARNs only; an alias is a condition on all of the account's."""
    if key.startswith("arn:"):
        return rotation_access.allow("App", [key], "kms:Sign")
    condition = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": key}}
    return {**rotation_access.allow("App", [context.arn("kms", "key/*")], "kms:Sign"), "Condition": condition}
