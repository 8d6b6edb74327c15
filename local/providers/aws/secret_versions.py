"""Secrets Manager: versions, the values of a container."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    unless_missing,
)
from local.providers.aws.secrets_manager import SERVICE, described
from local.providers.check import Problem
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_CURRENT: Final = "AWSCURRENT"
_VALUES: Final = ("secretString", "secretBinary", "secretStringWo")


def _create_version(call: Call[Aws]) -> Made:
    text = call.inputs.get("secretString", call.inputs.get("secretStringWo"))
    value = (
        {"SecretString": text} if text is not None else {"SecretBinary": base64.b64decode(call.inputs["secretBinary"])}
    )
    client = client_of(call, SERVICE)
    answer = client.put_secret_value(
        SecretId=call.inputs["secretId"],
        ClientRequestToken=call.nonce,
        **value,
        **given(call, VersionStages="versionStages"),
    )
    # The emulator drops every label that stands beside AWSCURRENT; Secrets Manager keeps them all.
    for stage in sorted(set(call.inputs.get("versionStages") or ()) - set(answer["VersionStages"])):
        client.update_secret_version_stage(
            SecretId=answer["ARN"], VersionStage=stage, MoveToVersionId=answer["VersionId"]
        )
    return Made(id=f"{answer['ARN']}|{answer['VersionId']}")


def _versions(call: Call[Aws], secret_id: str) -> dict[str, list[str]]:
    """Version id to stages, of every version that still exists."""
    listed = unless_missing(
        client_of(call, SERVICE).list_secret_version_ids, SecretId=secret_id, IncludeDeprecated=True, MaxResults=100
    )
    return {version["VersionId"]: version.get("VersionStages") or [] for version in (listed or {}).get("Versions", ())}


def _find_version(call: Call[Aws]) -> str | None:
    secret = described(call, call.inputs["secretId"])
    found = secret and call.nonce in _versions(call, secret["ARN"])
    return f"{secret['ARN']}|{call.nonce}" if secret and found else None


def _read_version(call: Call[Aws]) -> Properties | None:
    arn, _, version = call.id.partition("|")
    secret = described(call, arn)
    if secret is None:
        return None
    answer = unless_missing(client_of(call, SERVICE).get_secret_value, SecretId=arn, VersionId=version)
    if answer is None:
        return None
    binary = answer.get("SecretBinary")
    hidden = "secretStringWo" in call.inputs
    return {
        "arn": secret["ARN"],
        "secretArn": secret["ARN"],
        "secretId": call.inputs.get("secretId", secret["ARN"]),
        "secretString": None if hidden else answer.get("SecretString"),
        "secretBinary": base64.b64encode(binary).decode() if binary else None,
        "hasSecretStringWo": hidden,
        "versionId": version,
        "versionStages": sorted(answer.get("VersionStages") or []),
    }


def _update_version(call: Call[Aws]) -> None:
    if "versionStages" not in call.changed:
        return
    arn, _, version = call.id.partition("|")
    client, there = client_of(call, SERVICE), _versions(call, arn)
    wanted, has = set(call.inputs.get("versionStages", ())), set(there.get(version, ()))
    for stage in sorted(wanted - has):
        holder = next((other for other, stages in there.items() if stage in stages), None)
        moved = {"RemoveFromVersionId": holder} if holder else {}
        client.update_secret_version_stage(SecretId=arn, VersionStage=stage, MoveToVersionId=version, **moved)
    for stage in sorted(has - wanted - {_CURRENT}):
        client.update_secret_version_stage(SecretId=arn, VersionStage=stage, RemoveFromVersionId=version)


def _delete_version(call: Call[Aws]) -> None:
    """A version has no deletion of its own: without stages it is deprecated. The current one keeps its stage."""
    arn, _, version = call.id.partition("|")
    if described(call, arn) is None:
        return
    for stage in _versions(call, arn).get(version, ()):
        if stage != _CURRENT:
            client_of(call, SERVICE).update_secret_version_stage(
                SecretId=arn, VersionStage=stage, RemoveFromVersionId=version
            )


def _version_rules(inputs: Properties) -> Iterator[Problem]:
    given_values = [name for name in _VALUES if inputs.get(name) is not None]
    if len(given_values) != 1:
        yield Problem(_VALUES[0], f"exactly one of {', '.join(_VALUES)} is needed; {len(given_values)} are given")


SECRET_VERSIONS: Final = table(
    aws_type(
        "secretsmanager/secretVersion:SecretVersion",
        Effect(
            create=_create_version,
            read=_read_version,
            update=_update_version,
            delete=_delete_version,
            find=_find_version,
        ),
        replace_on=("secretId", "secretString", "secretBinary", "secretStringWoVersion"),
        computed=("versionStages",),
        unordered=("versionStages",),
        write_only=("secretStringWo",),
        note="deleting the current version leaves it, as in AWS",
        check=_version_rules,
    ),
)
