"""People with roles of their own in the AWS emulator, the function as it is deployed there, and its rules."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.credentials import ReadOnlyCredentials

from components.break_glass import archive as break_glass_archive
from components.break_glass.settings import BreakGlassSettings
from strongroom.break_glass.signing import signature

if TYPE_CHECKING:
    from collections.abc import Mapping


REGION = "us-east-1"
ACCOUNT = "000000000000"
FUNCTION = "strongroom-local-vault-break-glass"
PEOPLE = ("ada", "bob", "cyd", "dan")
PATHS = ("shop/payment/api_key", "shop/mail/password", "shop/partner/*")


def role(name: str) -> str:
    """ARN of a person's own role."""
    return f"arn:aws:iam::{ACCOUNT}:role/people/{name}"


def settings(**overrides: Any) -> BreakGlassSettings:
    """Four people, three of them approvers, two approvals."""
    given: dict[str, Any] = {
        "people": {name: (role(name),) for name in PEOPLE},
        "approvers": ("bob", "cyd", "dan"),
        "minutes": 30,
    }
    return BreakGlassSettings.model_validate(given | overrides)


@dataclass(frozen=True)
class World:
    """An emulator at an address, with the function and its people in it."""

    address: str

    def client(self, service: str, **keys: str) -> Any:
        """A boto3 client of it, as the account's root or with somebody's keys."""
        chosen = keys or {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        return boto3.client(service, endpoint_url=self.address, region_name=REGION, **chosen)  # type: ignore[call-overload]  # the service is a variable here

    def prepare(self, audience: str, paths: tuple[str, ...] = PATHS, **overrides: Any) -> None:
        """Make what the components make: roles, key, table, function."""
        for name in PEOPLE:
            self.client("iam").create_role(RoleName=name, Path="/people/", AssumeRolePolicyDocument="{}")
        made = self.client("kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        self.client("kms").create_alias(AliasName=f"alias/{FUNCTION}", TargetKeyId=made)
        self.client("dynamodb").create_table(
            TableName=FUNCTION,
            KeySchema=[
                {"AttributeName": "request", "KeyType": "HASH"},
                {"AttributeName": "part", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("request", "part")],
            BillingMode="PAY_PER_REQUEST",
        )
        code = break_glass_archive.build("local", audience, settings(**overrides), paths)
        self.client("lambda").create_function(
            FunctionName=FUNCTION,
            Runtime="python3.13",
            Role=f"arn:aws:iam::{ACCOUNT}:role/{FUNCTION}",
            Handler=break_glass_archive.HANDLER,
            Code={"ZipFile": code.path.read_bytes()},
            Environment={"Variables": {"BREAK_GLASS_TABLE": FUNCTION, "BREAK_GLASS_KEY": f"alias/{FUNCTION}"}},
            Timeout=60,
        )

    def keys(self, name: str, session: str = "night") -> dict[str, str]:
        """Credentials of a session of somebody's role, as the environment has them."""
        answer = self.client("sts").assume_role(RoleArn=role(name), RoleSessionName=session)["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
            "AWS_SESSION_TOKEN": answer["SessionToken"],
        }

    def credentials(self, name: str) -> ReadOnlyCredentials:
        """The same as botocore has them."""
        keys = self.keys(name)
        return ReadOnlyCredentials(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], keys["AWS_SESSION_TOKEN"])

    def public_key(self) -> str:
        """The key's public half in PEM."""
        answer = self.client("kms").get_public_key(KeyId=f"alias/{FUNCTION}")
        lines = base64.encodebytes(answer["PublicKey"]).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{lines}-----END PUBLIC KEY-----"

    def call(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The function's answer to an event, whoever sends it."""
        answer = self.client("lambda").invoke(FunctionName=FUNCTION, Payload=json.dumps(event).encode())
        return dict(json.loads(answer["Payload"].read()))

    def signed(self, name: str, action: str, **facts: Any) -> dict[str, Any]:
        """An event as somebody's command makes it."""
        statement = json.dumps({"function": FUNCTION, "action": action, "nonce": secrets.token_hex(16), **facts})
        keys = self.credentials(name)
        return {
            "statement": statement,
            "signature": signature(statement, region=REGION, keys=keys, address=self.address),
        }
