"""What policies let somebody do: laws on documents, as IAM's and Vault's own pages state them."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.stores.iam_policies import document, grants
from strongroom.stores.vault_readers import allows

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:production/shop/key-AbCdEf"
READ = "secretsmanager:GetSecretValue"


def allow(action: Any = READ, resource: Any = ARN, **more: Any) -> dict[str, Any]:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


DENY = {"Effect": "Deny", "Action": "*", "Resource": "*"}


@pytest.mark.parametrize(
    ("statements", "count"),
    [
        ([allow()], 1),
        (allow(), 1),
        ([allow("secretsmanager:*", "*")], 1),
        ([allow("SecretsManager:getsecret*")], 1),
        ([allow(["s3:*", READ], ["x", f"{ARN[:-6]}??????"])], 1),
        ([allow("s3:*")], 0),
        ([allow(resource="arn:aws:secretsmanager:*:*:secret:staging/*")], 0),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], 1),
        ([{"Effect": "Allow", "NotAction": "secretsmanager:*", "Resource": "*"}], 0),
        ([{"Effect": "Allow", "Action": "*", "NotResource": ARN}], 0),
        ([allow(), DENY], 0),
        ([allow(), DENY | {"Action": "s3:*"}], 1),
        ([allow(), DENY | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}], 1),
        ([], 0),
    ],
)
def test_a_policy_lets_read_what_it_says_and_no_more(statements: Any, count: int) -> None:
    assert len(grants([("p", {"Statement": statements})], READ, ARN)) == count


def test_conditions_and_principals_are_told() -> None:
    statement = allow(
        Principal={"AWS": ["arn:aws:iam::1:role/app"]}, Condition={"StringEquals": {"aws:PrincipalTag/Team": "shop"}}
    )
    (found,) = grants([("p", document(f'{{"Statement": {str([statement]).replace(chr(39), chr(34))}}}'))], READ, ARN)
    assert found.principals == ("arn:aws:iam::1:role/app",)
    assert found.conditions == ("aws:PrincipalTag/Team StringEquals shop",)


@pytest.mark.parametrize(
    ("policy", "lets"),
    [
        ('path "secret/data/shop/key" { capabilities = ["read"] }', True),
        ('path "secret/data/*" { capabilities = ["read", "list"] }', True),
        ('path "secret/data/+/key" {\n  capabilities = [\n    "read",\n  ]\n}', True),
        ('path "secret/data/shop/*" { capabilities = ["update"] }', False),
        ('path "secret/metadata/*" { capabilities = ["read"] }', False),
        ('path "secret/*" { capabilities = ["read"] }\npath "secret/data/shop/*" { capabilities = ["deny"] }', False),
        ('path "secret/*" { capabilities = ["deny"] }\npath "secret/data/shop/key" { capabilities = ["read"] }', True),
        ('path "secret/data/shop" { capabilities = ["read"] }', False),
        ("", False),
    ],
)
def test_the_most_exact_rule_of_a_vault_policy_decides(policy: str, lets: bool) -> None:
    assert allows(policy, "secret/data/shop/key") is lets
