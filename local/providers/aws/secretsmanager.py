"""Secrets Manager: containers, versions, their resource policies and rotation."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    if_offered,
    tag_list,
    tag_map,
    unless_missing,
    write_tags,
)
from local.providers.aws.shapes import camel, document, echo, pascal
from local.providers.check import Problem
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, RefusedError, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_SERVICE: Final = "secretsmanager"
_CURRENT: Final = "AWSCURRENT"
_RECOVERY_DAYS: Final = 30
_SHORTEST_RECOVERY: Final = 7
_VALUES: Final = ("secretString", "secretBinary", "secretStringWo")


def _create_secret(call: Call[Aws]) -> Made:
    name = call.inputs.get("name") or f"{call.inputs.get('namePrefix', '')}{call.nonce.replace('-', '')}"
    parameters = given(
        call,
        Description="description",
        KmsKeyId="kmsKeyId",
        Type="type",
        ForceOverwriteReplicaSecret="forceOverwriteReplicaSecret",
    )
    replicas = [
        {"Region": replica["region"], **({"KmsKeyId": replica["kmsKeyId"]} if replica.get("kmsKeyId") else {})}
        for replica in call.inputs.get("replicas", ())
    ]
    answer = client_of(call, _SERVICE).create_secret(
        Name=name,
        Tags=tag_list(call.connection.tags_all(call.inputs)),
        ClientRequestToken=call.nonce,
        **({"AddReplicaRegions": replicas} if replicas else {}),
        **parameters,
    )
    return Made(id=answer["ARN"])


def _described(call: Call[Aws], secret_id: str) -> dict[str, Any] | None:
    answer = unless_missing(client_of(call, _SERVICE).describe_secret, SecretId=secret_id)
    return answer if answer and not answer.get("DeletedDate") else None


def _find_secret(call: Call[Aws]) -> str | None:
    name = call.inputs.get("name")
    secret = _described(call, name) if name else None
    return secret["ARN"] if secret else None


def _read_secret(call: Call[Aws]) -> Properties | None:
    secret = _described(call, call.id)
    if secret is None:
        return None
    policy = unless_missing(client_of(call, _SERVICE).get_resource_policy, SecretId=call.id) or {}
    return {
        "arn": secret["ARN"],
        "name": secret["Name"],
        "description": secret.get("Description") or None,
        "kmsKeyId": secret.get("KmsKeyId"),
        "policy": policy.get("ResourcePolicy"),
        "replicas": _replicas(secret, call.inputs),
        "tags": call.connection.own_tags(tag_map(secret.get("Tags")), call.inputs),
    }


def _replicas(secret: Properties, inputs: Properties) -> list[dict[str, Any]]:
    """Replicas as found; the key is only told where the inputs name one."""
    keys = {replica["region"]: replica.get("kmsKeyId") for replica in inputs.get("replicas", ())}
    return [
        {"region": status["Region"], **({"kmsKeyId": status.get("KmsKeyId")} if keys.get(status["Region"]) else {})}
        for status in secret.get("ReplicationStatus") or ()
    ]


def _update_secret(call: Call[Aws]) -> None:
    client = client_of(call, _SERVICE)
    if call.changed & {"description", "kmsKeyId"}:
        parameters = {"Description": call.inputs.get("description", ""), **given(call, KmsKeyId="kmsKeyId")}
        client.update_secret(SecretId=call.id, **parameters)
    if "policy" in call.changed:
        _write_policy(client, call.id, call.inputs.get("policy"))
    if "replicas" in call.changed:
        _write_replicas(client, call)
    if "tags" in call.changed:
        write_tags(
            call,
            tag_map(client.describe_secret(SecretId=call.id).get("Tags")),
            tag=lambda tags: client.tag_resource(SecretId=call.id, Tags=tag_list(tags)),
            untag=lambda keys: client.untag_resource(SecretId=call.id, TagKeys=keys),
        )


def _write_policy(client: Any, secret_id: str, policy: str | None) -> None:
    """`{}` deletes the policy; leaving the property out leaves it alone, as the SDK documents."""
    if policy == "{}":
        client.delete_resource_policy(SecretId=secret_id)
    elif policy:
        client.put_resource_policy(SecretId=secret_id, ResourcePolicy=policy, BlockPublicPolicy=False)


def _write_replicas(client: Any, call: Call[Aws]) -> None:
    wanted = {replica["region"]: replica for replica in call.inputs.get("replicas", ())}
    there = {status["Region"] for status in client.describe_secret(SecretId=call.id).get("ReplicationStatus") or ()}
    if stale := sorted(there - wanted.keys()):
        client.remove_regions_from_replication(SecretId=call.id, RemoveReplicaRegions=stale)
    if new := sorted(wanted.keys() - there):
        client.replicate_secret_to_regions(SecretId=call.id, AddReplicaRegions=[{"Region": region} for region in new])


def _delete_secret(call: Call[Aws]) -> None:
    days = call.old_inputs.get("recoveryWindowInDays", _RECOVERY_DAYS)
    window = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
    if _described(call, call.id) is not None:
        unless_missing(client_of(call, _SERVICE).delete_secret, SecretId=call.id, **window)


def _secret_rules(inputs: Properties) -> Iterator[Problem]:
    days = inputs.get("recoveryWindowInDays")
    if isinstance(days, int) and days and not _SHORTEST_RECOVERY <= days <= _RECOVERY_DAYS:
        yield Problem("recoveryWindowInDays", f"must be 0, or {_SHORTEST_RECOVERY} to {_RECOVERY_DAYS}")


def _create_version(call: Call[Aws]) -> Made:
    text = call.inputs.get("secretString", call.inputs.get("secretStringWo"))
    value = (
        {"SecretString": text} if text is not None else {"SecretBinary": base64.b64decode(call.inputs["secretBinary"])}
    )
    client = client_of(call, _SERVICE)
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
        client_of(call, _SERVICE).list_secret_version_ids, SecretId=secret_id, IncludeDeprecated=True, MaxResults=100
    )
    return {version["VersionId"]: version.get("VersionStages") or [] for version in (listed or {}).get("Versions", ())}


def _find_version(call: Call[Aws]) -> str | None:
    secret = _described(call, call.inputs["secretId"])
    found = secret and call.nonce in _versions(call, secret["ARN"])
    return f"{secret['ARN']}|{call.nonce}" if secret and found else None


def _read_version(call: Call[Aws]) -> Properties | None:
    arn, _, version = call.id.partition("|")
    secret = _described(call, arn)
    if secret is None:
        return None
    answer = unless_missing(client_of(call, _SERVICE).get_secret_value, SecretId=arn, VersionId=version)
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
    client, there = client_of(call, _SERVICE), _versions(call, arn)
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
    if _described(call, arn) is None:
        return
    for stage in _versions(call, arn).get(version, ()):
        if stage != _CURRENT:
            client_of(call, _SERVICE).update_secret_version_stage(
                SecretId=arn, VersionStage=stage, RemoveFromVersionId=version
            )


def _version_rules(inputs: Properties) -> Iterator[Problem]:
    given_values = [name for name in _VALUES if inputs.get(name) is not None]
    if len(given_values) != 1:
        yield Problem(_VALUES[0], f"exactly one of {', '.join(_VALUES)} is needed; {len(given_values)} are given")


def _put_policy(call: Call[Aws]) -> None:
    client_of(call, _SERVICE).put_resource_policy(
        SecretId=call.inputs["secretArn"],
        ResourcePolicy=document(call.inputs["policy"]),
        BlockPublicPolicy=call.inputs.get("blockPublicPolicy", False),
    )


def _create_policy(call: Call[Aws]) -> Made:
    _put_policy(call)
    return Made(id=call.inputs["secretArn"])


def _read_policy(call: Call[Aws]) -> Properties | None:
    if _described(call, call.id) is None:
        return None
    answer = unless_missing(client_of(call, _SERVICE).get_resource_policy, SecretId=call.id) or {}
    return {"secretArn": call.id, "policy": answer["ResourcePolicy"]} if answer.get("ResourcePolicy") else None


def _delete_policy(call: Call[Aws]) -> None:
    unless_missing(client_of(call, _SERVICE).delete_resource_policy, SecretId=call.id)


def _rotate(call: Call[Aws]) -> None:
    """Write the schedule and the function. The emulator's own rotation only records, so nothing is rotated here."""
    client_of(call, _SERVICE).rotate_secret(
        SecretId=call.inputs["secretId"],
        RotateImmediately=False,
        RotationRules=pascal(call.inputs.get("rotationRules") or {}),
        **given(call, RotationLambdaARN="rotationLambdaArn"),
    )


def _create_rotation(call: Call[Aws]) -> Made:
    secret = _described(call, call.inputs["secretId"])
    if secret is None:
        raise RefusedError("the secret to rotate does not exist")
    _rotate(call)
    return Made(id=secret["ARN"])


def _read_rotation(call: Call[Aws]) -> Properties | None:
    secret = _described(call, call.id)
    if secret is None or not secret.get("RotationEnabled"):
        return None
    return {
        "secretId": call.inputs.get("secretId", call.id),
        "rotationEnabled": True,
        "rotationLambdaArn": secret.get("RotationLambdaARN"),
        "rotationRules": echo(camel(secret.get("RotationRules") or {}), call.inputs.get("rotationRules")),
    }


def _cancel_rotation(call: Call[Aws]) -> None:
    """Ask for it; the emulator knows no such operation, and there the schedule stays until the secret goes."""
    if _described(call, call.id) is not None:
        if_offered(client_of(call, _SERVICE).cancel_rotate_secret, SecretId=call.id)


SECRETS_MANAGER: Final = table(
    aws_type(
        "secretsmanager/secret:Secret",
        Effect(
            create=_create_secret,
            read=_read_secret,
            update=_update_secret,
            delete=_delete_secret,
            find=_find_secret,
            afterwards=("policy",),
        ),
        replace_on=("type",),
        computed=("policy", "replicas"),
        documents=("policy",),
        unordered=("replicas",),
        naming=Autoname(limit=512),
        defaults={"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": _RECOVERY_DAYS},
        check=_secret_rules,
    ),
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
    aws_type(
        "secretsmanager/secretPolicy:SecretPolicy",
        Effect(create=_create_policy, read=_read_policy, update=_put_policy, delete=_delete_policy),
        replace_on=("secretArn",),
        documents=("policy",),
    ),
    aws_type(
        "secretsmanager/secretRotation:SecretRotation",
        Effect(create=_create_rotation, read=_read_rotation, update=_rotate, delete=_cancel_rotation),
        replace_on=("secretId",),
        computed=("rotationEnabled",),
        note="schedule and function are written down; the emulator calls no function and can't cancel a schedule",
        defaults={"rotateImmediately": True},
    ),
)
