"""The functions that the program calls."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from local.providers.values import Secret
from tests.local.providers.engine import CheckFailedError, Engine, ProviderError
from tests.local.providers.world import World

if TYPE_CHECKING:
    from local.providers.values import Properties

_POLICY: Final = "aws:iam/getPolicyDocument:getPolicyDocument"


def _document(engine: Engine, **arguments: Any) -> Any:
    answer = engine.invoke(_POLICY, **arguments)
    assert json.loads(answer["json"]) == json.loads(answer["minifiedJson"])
    return json.loads(answer["json"])


def test_a_policy_document_is_written_as_the_published_plugin_writes_it(offline: Engine) -> None:
    statement = {
        "sid": "Use",
        "actions": ["kms:Decrypt", "kms:Encrypt"],
        "resources": ["*"],
        "principals": [{"type": "AWS", "identifiers": ["arn:aws:iam::000000000000:root"]}],
        "conditions": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["000000000000"]}],
    }
    answer = offline.invoke(_POLICY, statements=[statement])
    assert answer["json"] == (
        '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Sid": "Use",\n      "Effect": "Allow",\n'
        '      "Action": [\n        "kms:Encrypt",\n        "kms:Decrypt"\n      ],\n      "Resource": "*",\n'
        '      "Principal": {\n        "AWS": "arn:aws:iam::000000000000:root"\n      },\n      "Condition": {\n'
        '        "StringEquals": {\n          "aws:SourceAccount": "000000000000"\n        }\n      }\n    }\n  ]\n}'
    )


@pytest.mark.parametrize(
    ("principals", "expected"),
    [
        ([{"type": "*", "identifiers": ["*"]}], "*"),
        ([{"type": "AWS", "identifiers": ["*"]}], {"AWS": "*"}),
        ([{"type": "AWS", "identifiers": ["a", "b"]}], {"AWS": ["b", "a"]}),
        (
            [{"type": "Service", "identifiers": ["s"]}, {"type": "AWS", "identifiers": ["a"]}],
            {"AWS": "a", "Service": "s"},
        ),
        ([{"type": "AWS", "identifiers": ["a"]}, {"type": "AWS", "identifiers": ["b"]}], {"AWS": ["a", "b"]}),
    ],
)
def test_principals_are_a_star_a_text_or_a_list(principals: list[Properties], expected: Any, offline: Engine) -> None:
    document = _document(offline, statements=[{"actions": ["sts:AssumeRole"], "principals": principals}])
    assert document["Statement"][0]["Principal"] == expected


def test_variables_and_denials_are_kept(offline: Engine) -> None:
    statement = {"effect": "Deny", "notActions": ["s3:*"], "resources": ["arn:aws:s3:::&{aws:username}"]}
    [written] = _document(offline, statements=[statement])["Statement"]
    assert written == {"Effect": "Deny", "NotAction": "s3:*", "Resource": "arn:aws:s3:::${aws:username}"}


def test_a_later_document_overrides_by_sid_and_adds_the_rest(offline: Engine) -> None:
    override = json.dumps(
        {"Statement": [{"Sid": "One", "Effect": "Deny", "Action": "*", "Resource": "*"}, {"Effect": "Allow"}]}
    )
    source = json.dumps({"Statement": {"Sid": "Zero", "Effect": "Allow", "Action": "a:b", "Resource": "*"}})
    statements = [{"sid": "One", "actions": ["c:d"], "resources": ["*"]}]
    document = _document(
        offline, statements=statements, sourcePolicyDocuments=[source], overridePolicyDocuments=[override]
    )
    assert [(item.get("Sid"), item["Effect"]) for item in document["Statement"]] == [
        ("Zero", "Allow"),
        ("One", "Deny"),
        (None, "Allow"),
    ]


def test_a_wrong_argument_is_refused_by_its_path(offline: Engine) -> None:
    with pytest.raises(CheckFailedError, match=r"statements\[0\].acions: unknown property; did you mean actions"):
        offline.invoke(_POLICY, statements=[{"acions": ["*"]}])


def test_an_unserved_function_is_refused_by_its_name(offline: Engine) -> None:
    with pytest.raises(ProviderError, match="does not answer the function aws:ec2/getInstances:getInstances"):
        offline.invoke("aws:ec2/getInstances:getInstances")


def test_every_region_has_three_zones_with_real_ids(offline: Engine) -> None:
    zones = offline.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", state="available")
    assert zones["names"] == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert zones["zoneIds"] == ["use1-az1", "use1-az2", "use1-az3"]
    west = offline.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", region="eu-central-1")
    assert west["zoneIds"][0] == "euc1-az1"


def test_region_and_partition_are_the_providers(offline: Engine) -> None:
    assert offline.invoke("aws:index/getRegion:getRegion")["region"] == "us-east-1"
    assert offline.invoke("aws:index/getPartition:getPartition")["dnsSuffix"] == "amazonaws.com"


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("kms/getKey", {"keyId": "alias/one"}),
        ("kms/getPublicKey", {"keyId": "alias/one"}),
        ("kms/getAlias", {"name": "alias/one"}),
        ("secretsmanager/getSecret", {"name": "one"}),
        ("secretsmanager/getSecretVersion", {"secretId": "one"}),
        ("ssm/getParameter", {"name": "/one"}),
        ("iam/getPolicy", {"name": "ReadOnlyAccess"}),
        ("elb/getServiceAccount", {}),
        ("ec2/getPrefixList", {"name": "com.amazonaws.us-east-1.s3"}),
    ],
)
def test_offline_a_lookup_has_the_same_answer_every_time(path: str, arguments: Properties, offline: Engine) -> None:
    token = f"aws:{path}:{path.partition('/')[2]}"
    assert offline.invoke(token, **arguments) == offline.invoke(token, **arguments)


@pytest.mark.real
def test_lookups_find_what_is_in_the_emulator_and_hide_its_values(aws: Engine) -> None:
    world, value = World(engine=aws), uuid.uuid4().hex
    version = aws.create(
        "aws:secretsmanager/secretVersion:SecretVersion", {"secretId": world.secret(), "secretString": Secret(value)}
    )
    found = aws.invoke("aws:secretsmanager/getSecretVersion:getSecretVersion", secretId=world.secret())
    assert found["secretString"] == Secret(value)
    assert found["versionId"] == version.plain["versionId"]
    assert aws.invoke("aws:secretsmanager/getSecret:getSecret", arn=world.secret())["arn"] == world.secret()
    alias = aws.create("aws:kms/alias:Alias", {"targetKeyId": world.key()})
    assert aws.invoke("aws:kms/getAlias:getAlias", name=alias.id)["targetKeyArn"] == world.key()
    assert aws.invoke("aws:kms/getKey:getKey", keyId=alias.id)["arn"] == world.key()
    signing = aws.create("aws:kms/key:Key", {"keyUsage": "SIGN_VERIFY", "customerMasterKeySpec": "RSA_2048"})
    public = aws.invoke("aws:kms/getPublicKey:getPublicKey", keyId=signing.plain["arn"])
    assert isinstance(load_pem_public_key(public["publicKeyPem"].encode()), RSAPublicKey)
    with pytest.raises(ProviderError, match="ParameterNotFound"):
        aws.invoke("aws:ssm/getParameter:getParameter", name="/nothing")
