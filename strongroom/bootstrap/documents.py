"""Who may do what with what bootstrap makes, as pure functions: the state's key and bucket, the deployer's role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.catalogue.key_administration import ADMINISTRATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strongroom.stack_file import Deployers

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
Document = dict[str, Any]
_LASTING = "kms:DisableKeyRotation"  # of the state's key nobody does that


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _trust(sid: str, principal: Document, action: str, condition: Document) -> Document:
    found: Document = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": action}
    return {**found, "Condition": condition} if condition else found


def trust(deployers: Deployers, issuer_arn: str) -> Document:
    """Who takes the deployer's role on: users with MFA, sessions of Identity Center, runs of named workflows."""
    statements = []
    if deployers.people:
        mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
        statements.append(_trust("People", {"AWS": sorted(deployers.people)}, "sts:AssumeRole", mfa))
    if deployers.visitors:  # their sessions carry no mark of the MFA that Identity Center asked for
        statements.append(_trust("Visitors", {"AWS": sorted(deployers.visitors)}, "sts:AssumeRole", {}))
    if deployers.github:
        subjects = sorted(one.subject for one in deployers.github)
        condition = {"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subjects}}
        statements.append(_trust("Workflows", {"Federated": issuer_arn}, "sts:AssumeRoleWithWebIdentity", condition))
    return _document(*statements)


def state_key(root_arn: str, users: Iterable[str]) -> Document:
    """The state's key: administrators look after it and can't decrypt; those who may read the state use it."""
    return _document(
        {
            "Sid": "Administration",
            "Effect": "Allow",
            "Principal": {"AWS": root_arn},
            "Action": [one for one in ADMINISTRATION if one != _LASTING],
            "Resource": "*",
        },
        {
            "Sid": "ReadersOfTheState",
            "Effect": "Allow",
            "Principal": {"AWS": root_arn},
            "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
            "Resource": "*",
            "Condition": {"ArnEquals": {"aws:PrincipalArn": sorted(users)}},
        },
    )


def state_bucket(bucket_arn: str, users: Sequence[str], break_glass: str | None) -> Document:
    """The state's bucket: TLS only; nobody else reads or writes; what was stored once is kept for its days.

    A later administrator's `*` does not open it. An old version is removed by the bucket's own rule, or by break-glass.
    """
    objects = f"{bucket_arn}/*"
    return _document(
        {
            "Sid": "EncryptedTransportOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket_arn, objects],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        _nobody_but(
            "OnlyWhoDeploys",
            users,
            objects,
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:PutObject",
        ),
        _nobody_but(
            "NobodyErasesTheStatesPast", [break_glass] if break_glass else [], objects, "s3:DeleteObjectVersion"
        ),
    )


def callers(function_arn: str) -> Document:
    """What a person's role needs to call the break-glass function. It opens nothing: the function asks AWS who signed.

    Made here and not by the program: whoever may rewrite a policy that people's roles carry may do what they may.
    """
    return _document(
        {"Sid": "BreakGlass", "Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": [function_arn]}
    )


def _nobody_but(sid: str, arns: Sequence[str], resource: str, *actions: str) -> Document:
    denied: Document = {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": resource,
    }
    return {**denied, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": sorted(arns)}}} if arns else denied


def same(one: Any, other: Any) -> bool:
    """Whether two documents say the same: AWS gives lists in any order, and a list of one as its item."""
    return bool(_plain(one) == _plain(other))


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(item) for key, item in node.items()}
    if isinstance(node, list):
        items = sorted((_plain(item) for item in node), key=repr)
        return items[0] if len(items) == 1 else items
    return node
