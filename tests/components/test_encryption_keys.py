"""EncryptionKeys: one key a purpose, none without an alias, none that can be lost in a hurry."""

import json

from components import key_policy
from components.encryption_keys import EncryptionKey, EncryptionKeys
from tests.components.entries import context
from tests.components.recording import ACCOUNT, Registered, of_type, record

ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def registered() -> list[Registered]:
    policy = key_policy.document(key_policy.administration(ROOT))
    wanted = {"secrets": EncryptionKey(description="Encrypts entries", policy=policy)}
    return record(lambda: EncryptionKeys(context(), wanted))


def test_a_key_rotates_and_can_be_brought_back_for_thirty_days() -> None:
    (key,) = of_type(registered(), "aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["deletionWindowInDays"] == 30


def test_a_key_is_found_by_the_alias_of_its_purpose() -> None:
    (alias,) = of_type(registered(), "aws:kms/alias:Alias")
    assert alias.inputs["name"] == "alias/strongroom-production-secrets"
    assert alias.inputs["targetKeyId"] == "key-secrets"


def test_a_key_bears_every_tag_that_is_demanded() -> None:
    (key,) = of_type(registered(), "aws:kms/key:Key")
    assert key.inputs["tags"] == {
        "Project": "strongroom",
        "Environment": "production",
        "Component": "encryption",
        "Owner": "platform",
        "ManagedBy": "pulumi",
        "Purpose": "secrets",
    }


def test_administrators_of_a_key_cannot_read_with_it() -> None:
    actions = key_policy.administration(ROOT)["Action"]
    assert not {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:*"}.intersection(actions)


def test_a_key_is_used_only_through_the_service_it_is_for() -> None:
    statement = key_policy.use_through(ROOT, ACCOUNT, "us-east-1", "secretsmanager")
    assert statement["Condition"]["StringEquals"] == {
        "kms:CallerAccount": ACCOUNT,
        "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
    }


def test_the_same_statements_give_the_same_document() -> None:
    one = key_policy.document(key_policy.administration(ROOT))
    other = key_policy.document(dict(reversed(key_policy.administration(ROOT).items())))
    assert one == other
    assert json.loads(one)["Version"] == "2012-10-17"
