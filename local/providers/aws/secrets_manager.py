"""Secrets Manager: containers, their resource policies and rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    name_of,
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

SERVICE: Final = "secretsmanager"
_RECOVERY_DAYS: Final = 30
_SHORTEST_RECOVERY: Final = 7


def _create_secret(call: Call[Aws]) -> Made:
    name = name_of(call)
    parameters = given(
        call,
        Description="description",
        KmsKeyId="kmsKeyId",
        Type="type",
        ForceOverwriteReplicaSecret="forceOverwriteReplicaSecret",
    )
    answer = client_of(call, SERVICE).create_secret(
        Name=name,
        Tags=tag_list(call.connection.tags_all(call.inputs)),
        ClientRequestToken=call.nonce,
        **parameters,
    )
    return Made(id=answer["ARN"])


def described(call: Call[Aws], secret_id: str) -> dict[str, Any] | None:
    """The secret, or None when it is gone or waits for its deletion."""
    answer = unless_missing(client_of(call, SERVICE).describe_secret, SecretId=secret_id)
    return answer if answer and not answer.get("DeletedDate") else None


def _find_secret(call: Call[Aws]) -> str | None:
    secret = described(call, name_of(call))
    return secret["ARN"] if secret else None


def _read_secret(call: Call[Aws]) -> Properties | None:
    secret = described(call, call.id)
    if secret is None:
        return None
    policy = unless_missing(client_of(call, SERVICE).get_resource_policy, SecretId=call.id) or {}
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
    """Replicas as found; where the inputs tell of one without a key, AWS's own key is not told."""
    unkeyed = {replica["region"] for replica in inputs.get("replicas", ()) if not replica.get("kmsKeyId")}
    return [
        {
            "region": status["Region"],
            **({} if status["Region"] in unkeyed or not status.get("KmsKeyId") else {"kmsKeyId": status["KmsKeyId"]}),
        }
        for status in secret.get("ReplicationStatus") or ()
    ]


def _update_secret(call: Call[Aws]) -> None:
    client = client_of(call, SERVICE)
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
    """Make the replicas what is wanted; one whose key is another is made anew."""
    wanted = {replica["region"]: replica.get("kmsKeyId") for replica in call.inputs.get("replicas", ())}
    found = client.describe_secret(SecretId=call.id).get("ReplicationStatus") or ()
    there = {status["Region"]: status.get("KmsKeyId") for status in found}
    if stale := sorted(there.keys() - {region for region, key in wanted.items() if there.get(region) == key}):
        client.remove_regions_from_replication(SecretId=call.id, RemoveReplicaRegions=stale)
    new = [
        {"Region": region, **({"KmsKeyId": key} if key else {})}
        for region, key in sorted(wanted.items())
        if region not in there or region in stale
    ]
    if new:
        client.replicate_secret_to_regions(SecretId=call.id, AddReplicaRegions=new)


def _delete_secret(call: Call[Aws]) -> None:
    days = call.old_inputs.get("recoveryWindowInDays", _RECOVERY_DAYS)
    window = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
    if described(call, call.id) is not None:
        unless_missing(client_of(call, SERVICE).delete_secret, SecretId=call.id, **window)


def _secret_rules(inputs: Properties) -> Iterator[Problem]:
    days = inputs.get("recoveryWindowInDays")
    if isinstance(days, int) and days and not _SHORTEST_RECOVERY <= days <= _RECOVERY_DAYS:
        yield Problem("recoveryWindowInDays", f"must be 0, or {_SHORTEST_RECOVERY} to {_RECOVERY_DAYS}")


def _put_policy(call: Call[Aws]) -> None:
    client_of(call, SERVICE).put_resource_policy(
        SecretId=call.inputs["secretArn"],
        ResourcePolicy=document(call.inputs["policy"]),
        BlockPublicPolicy=call.inputs.get("blockPublicPolicy", False),
    )


def _create_policy(call: Call[Aws]) -> Made:
    _put_policy(call)
    return Made(id=call.inputs["secretArn"])


def _read_policy(call: Call[Aws]) -> Properties | None:
    if described(call, call.id) is None:
        return None
    answer = unless_missing(client_of(call, SERVICE).get_resource_policy, SecretId=call.id) or {}
    return {"secretArn": call.id, "policy": answer["ResourcePolicy"]} if answer.get("ResourcePolicy") else None


def _delete_policy(call: Call[Aws]) -> None:
    unless_missing(client_of(call, SERVICE).delete_resource_policy, SecretId=call.id)


def _rotate(call: Call[Aws]) -> None:
    """Write the schedule and the function."""
    client_of(call, SERVICE).rotate_secret(
        SecretId=call.inputs["secretId"],
        RotateImmediately=call.inputs.get("rotateImmediately", True),
        RotationRules=pascal(call.inputs.get("rotationRules") or {}),
        **given(call, RotationLambdaARN="rotationLambdaArn"),
    )


def _create_rotation(call: Call[Aws]) -> Made:
    secret = described(call, call.inputs["secretId"])
    if secret is None:
        raise RefusedError("the secret to rotate does not exist")
    _rotate(call)
    return Made(id=secret["ARN"])


def _read_rotation(call: Call[Aws]) -> Properties | None:
    secret = described(call, call.id)
    if secret is None or not secret.get("RotationEnabled"):
        return None
    return {
        "secretId": call.inputs.get("secretId", call.id),
        "rotationEnabled": True,
        "rotationLambdaArn": secret.get("RotationLambdaARN"),
        "rotationRules": echo(camel(secret.get("RotationRules") or {}), call.inputs.get("rotationRules")),
    }


def _cancel_rotation(call: Call[Aws]) -> None:
    if described(call, call.id) is not None:
        client_of(call, SERVICE).cancel_rotate_secret(SecretId=call.id)


SECRETS: Final = table(
    aws_type(
        "secretsmanager/secret:Secret",
        Effect(
            create=_create_secret,
            read=_read_secret,
            update=_update_secret,
            delete=_delete_secret,
            find=_find_secret,
            afterwards=("policy", "replicas"),
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
        note="a rotation that is asked for runs the function's four steps; the schedule is written down only",
        defaults={"rotateImmediately": True},
    ),
)
