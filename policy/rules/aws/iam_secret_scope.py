"""IAM policies name the secrets and keys that they open."""

import re

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, fsbp
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_OPENING = (
    "secretsmanager:GetSecretValue",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:PutSecretValue",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
)
_EVERY = re.compile(r"\*|arn:[\w*-]*:(?:secretsmanager|kms|ssm):[^:]*:[^:]*:(?:\*|secret:\*|key/\*|parameter/?\*)")
_NARROWING = (
    "kms:ViaService",
    "kms:EncryptionContext:SecretARN",
    "kms:ResourceAliases",
    "aws:ResourceTag/Project",
    "secretsmanager:ResourceTag/Project",
    "aws:ResourceAccount",
)


def check(policy: Resource) -> Results:
    """A statement that reads or decrypts says of what, unless a condition does."""
    for statement in statements(policy[kinds.IDENTITY_POLICIES[policy.type]]):
        opened = [action for action in _OPENING if statement.grants(action)]
        everything = any(_EVERY.fullmatch(resource) for resource in statement.resources)
        if opened and everything and not statement.condition(*_NARROWING):
            yield Finding(statement.where, f"{statement.name} allows {', '.join(opened)} on everything")


RULE = Rule(
    id="iam-secret-scope",
    title="A policy names the secrets and keys that it opens",
    why=("A role that may read one secret of each kind soon reads all of them: the first break-in takes everything."),
    remedy="list the ARNs, such as secret:production/candlefish/*, or narrow by kms:ViaService",
    severity=Severity.CRITICAL,
    applies_to=tuple(kinds.IDENTITY_POLICIES),
    controls=(fsbp("KMS.1"), fsbp("KMS.2"), LEAST_PRIVILEGE),
    check=check,
)
