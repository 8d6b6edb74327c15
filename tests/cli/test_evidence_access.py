"""Who could have read a value, and who did, against real stores."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import httpx
import pytest

from tests.canary import canary

if TYPE_CHECKING:
    from tests.cli.conftest import Command
    from tests.stores.servers import Server

pytestmark = pytest.mark.real

KEY, MAIL = "shop/payment/api_key", "vaulted/mail/api_key"


def iam(server: Server) -> Any:
    """A client of the emulator's IAM."""
    session = boto3.session.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1")
    return session.client("iam", endpoint_url=server.url)


def policy(action: str, resource: str) -> str:
    """A policy that allows one thing."""
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]})


def test_policies_and_deliveries_say_who_could_and_the_trail_says_who_did(rooms: Command, aws_server: Server) -> None:
    client = iam(aws_server)
    for name, allowed in (
        ("reader", policy("secretsmanager:Get*", "arn:aws:secretsmanager:*:*:secret:local/shop/*")),
        ("writer", policy("secretsmanager:PutSecretValue", "*")),
    ):
        client.create_role(RoleName=name, AssumeRolePolicyDocument="{}")
        client.put_role_policy(RoleName=name, PolicyName="access", PolicyDocument=allowed)
    rooms("put", KEY, stdin=canary(32).encode())
    rooms("get", KEY)
    found = rooms("evidence", "access", KEY, "--json")
    assert found.code == 0, found.err
    could = {one["who"]: one for one in found.json["could"]}
    roles = {who.rpartition("/")[2] for who in could if ":role/" in who}
    assert "reader" in roles
    assert "writer" not in roles
    behind = "workflows of shop/site in the environment production, from main, let through by release"
    assert could[behind]["through"] == "github:shop/site/environments/production/PAYMENT_API_KEY"
    assert found.json["did"]
    assert {event["event"] for event in found.json["did"]} == {"GetSecretValue"}
    assert b"reader" in rooms("evidence", "access", KEY).out


def test_vault_s_policies_and_the_roles_that_carry_them_are_told(rooms: Command, vault_server: Server) -> None:
    headers = {"X-Vault-Token": vault_server.environment["VAULT_TOKEN"]}

    def write(path: str, **data: Any) -> None:
        httpx.put(f"{vault_server.url}/v1/{path}", headers=headers, json=data).raise_for_status()

    write("sys/policies/acl/mail", policy='path "secret/data/vaulted/mail/*" { capabilities = ["read"] }')
    write("sys/policies/acl/other", policy='path "secret/data/other/*" { capabilities = ["read"] }')
    write("sys/auth/approle", type="approle")
    write("auth/approle/role/mailer", token_policies=["mail"])
    write("auth/approle/role/stranger", token_policies=["other"])
    rooms("put", MAIL, stdin=canary(32).encode())
    found = rooms("evidence", "access", MAIL, "--json")
    who = {one["who"] for one in found.json["could"]}
    assert {"role mailer of auth/approle/", "any token with the policy mail", "any root token"} <= who
    assert not any("stranger" in one or "other" in one for one in who)
    assert found.code == 3
    assert "log group /strongroom/local/vault-audit" in found.err
