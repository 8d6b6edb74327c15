"""The archive as it is deployed, called by Secrets Manager, on a real database."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from components.rotation import archive as rotation_archive
from tests.rotation import worlds
from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.rotation.worlds import Servers

pytestmark = pytest.mark.real
PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_rotate_secret_rotates_a_real_login_by_the_deployed_function(name: str, servers: Servers) -> None:
    it = worlds.make(name, servers)
    first, token = it.read(), str(uuid.uuid4())
    functions = boto3.client(
        "lambda",
        endpoint_url=servers.client.meta.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    made = functions.create_function(
        FunctionName=f"rotation-{name}",
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/rotation",
        Handler=rotation_archive.HANDLER,
        Code={"ZipFile": rotation_archive.build(PROJECT).path.read_bytes()},
        Environment={"Variables": {"ROTATION_STRATEGY": it.strategy}},
        Timeout=60,
    )
    it.secret.client.rotate_secret(
        SecretId=it.secret.name,
        ClientRequestToken=token,
        RotationLambdaARN=made["FunctionArn"],
        RotationRules={"AutomaticallyAfterDays": 30},
    )
    wait_for(lambda: it.secret.holders("AWSCURRENT") == [token], "the new version is current", seconds=120)
    assert it.read() != first
    assert it.accepts(it.read())
    assert it.accepts(first)
    wait_for(lambda: not it.secret.holders("AWSPENDING"), "the rotation has ended")
    event = {"Check": "sweep", "SecretIds": [it.secret.name]}
    answer = functions.invoke(FunctionName=f"rotation-{name}", Payload=json.dumps(event))
    assert json.loads(answer["Payload"].read()) == {
        "checked": 1, "retired": [], "due": [], "overdue": [], "stuck": [], "failed": []
    }  # fmt: skip
