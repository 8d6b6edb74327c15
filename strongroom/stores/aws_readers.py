"""Who in an AWS account could read one entry of Secrets Manager: by IAM's policies and by the entry's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import boto3

from strongroom import naming
from strongroom.stores import aws_client
from strongroom.stores.aws_errors import translated
from strongroom.stores.iam_policies import document, grants
from strongroom.stores.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ACTION = "secretsmanager:GetSecretValue"
_KINDS = (("UserDetailList", "user"), ("RoleDetailList", "role"))


def readers(environment: str, path: str) -> Iterator[Reader]:
    """Everybody whom a policy lets read the value; raises StoreError."""
    name = naming.secrets_manager(environment, path)
    place = f"secrets-manager:{name}"
    with translated(place, environment=environment):
        secrets = aws_client.secrets_manager()
        arn = secrets.describe_secret(SecretId=name)["ARN"]
        own = document(secrets.get_resource_policy(SecretId=name).get("ResourcePolicy") or "{}")
    for grant in grants([("its resource policy", own)], _ACTION, arn):
        for principal in grant.principals:
            yield Reader(who=principal, through=place, grounds=grant.policy, conditions=grant.conditions)
    with translated("IAM", action="iam:GetAccountAuthorizationDetails"):
        iam = boto3.client("iam", region_name=os.environ.get("AWS_REGION") or None)
        pages: list[Any] = list(iam.get_paginator("get_account_authorization_details").paginate())
    yield from _by_identity(pages, arn, place)


def _by_identity(pages: list[Any], arn: str, place: str) -> Iterator[Reader]:
    managed = {
        policy["Arn"]: next(
            (document(version["Document"]) for version in policy["PolicyVersionList"] if version["IsDefaultVersion"]),
            {},
        )
        for page in pages
        for policy in page.get("Policies", ())
    }
    groups = {group["GroupName"]: group for page in pages for group in page.get("GroupDetailList", ())}
    for key, kind in _KINDS:
        for one in (one for page in pages for one in page.get(key, ())):
            policies = list(_policies(one, kind, managed))
            for group in one.get("GroupList", ()):
                policies += _policies(groups.get(group, {}), "group", managed)
            for grant in grants(policies, _ACTION, arn):
                yield Reader(who=one["Arn"], through=place, grounds=grant.policy, conditions=grant.conditions)


def _policies(
    one: Mapping[str, Any], kind: str, managed: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for policy in one.get(f"{kind.capitalize()}PolicyList", ()):
        yield f"{kind}'s own policy {policy['PolicyName']}", document(policy["PolicyDocument"])
    for policy in one.get("AttachedManagedPolicies", ()):
        yield policy["PolicyArn"], managed.get(policy["PolicyArn"], {})
