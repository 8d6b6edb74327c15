"""The command `strongroom bootstrap` in a project of its own, before an emulator of its own account."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import yaml

from tests.cli.conftest import Command, Result
from tests.operations import catalogues
from tests.stores import servers
from tests.stores.proxy import Proxy, between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ACCOUNTS = itertools.count(100000000001)  # each test has an account: what one leaves behind is not met by another


@dataclass
class Project:
    """A project's folder with its stack file, and the account that it is for."""

    folder: Path
    account: str
    command: Command
    proxy: Proxy

    @property
    def file(self) -> Path:
        """The stack's file."""
        return self.folder / "Pulumi.local.yaml"

    def describe(self, **changes: Any) -> None:
        """Write the stack's file; `changes` replace settings under `strongroom:`, None takes one out."""
        deployers: dict[str, Any] = {
            "people": [f"arn:aws:iam::{self.account}:user/ada"],
            "github": [{"repository": "shop/infrastructure", "environment": "deploy-production"}],
            "stateDays": 90,
        }
        settings: dict[str, Any] = {
            "owner": "platform-team",
            "environment": "local",
            "vault": {"breakGlassRole": f"arn:aws:iam::{self.account}:role/strongroom-break-glass"},
            **changes,
        }
        deployers = settings.pop("bootstrap", deployers)
        document = {
            "secretsprovider": "awskms://alias/strongroom-local-state?region=us-east-1",
            "config": {
                "aws:region": "us-east-1",
                **{f"bootstrap:{key}": item for key, item in deployers.items()},
                **{f"strongroom:{key}": item for key, item in settings.items() if item is not None},
            },
        }
        self.file.write_text(yaml.safe_dump(document))

    def __call__(self, *arguments: str) -> Result:
        """Run `strongroom bootstrap`."""
        return self.command("bootstrap", *arguments)

    def aws(self, service: str) -> Any:
        """A client of this account, past the proxy."""
        return boto3.client(
            service,  # type: ignore[call-overload]  # any service, by name
            endpoint_url=self.proxy.target,
            region_name="us-east-1",
            aws_access_key_id=self.account,
            aws_secret_access_key="local",
        )

    @property
    def bucket(self) -> str:
        """The state's."""
        return f"strongroom-state-local-{self.account}"

    def policy(self, name: str) -> Any:
        """A managed policy's document."""
        iam, arn = self.aws("iam"), f"arn:aws:iam::{self.account}:policy/bootstrap/strongroom-local-{name}"
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        return iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]

    def whole(self) -> str:
        """Everything that was made, as one text: the same text is the same state."""
        s3, iam, kms = self.aws("s3"), self.aws("iam"), self.aws("kms")
        key = kms.describe_key(KeyId="alias/strongroom-local-state")["KeyMetadata"]["Arn"]
        found = {
            "keys": [one["KeyId"] for one in kms.list_keys()["Keys"]],
            "key": kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"],
            "bucket": s3.get_bucket_policy(Bucket=self.bucket)["Policy"],
            "policies": [(one["Arn"], one["DefaultVersionId"]) for one in iam.list_policies(Scope="Local")["Policies"]],
            "role": iam.get_role(RoleName="strongroom-local-deployer")["Role"]["AssumeRolePolicyDocument"],
        }
        return json.dumps(found, sort_keys=True, default=str)


@pytest.fixture(scope="package")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """The AWS emulator."""
    with servers.aws(tmp_path_factory.mktemp("aws")) as server:
        yield server


@pytest.fixture
def project(
    emulator: servers.Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Iterator[Project]:
    """A project whose account is empty."""
    folder = tmp_path / "project"
    folder.mkdir()
    catalogue = catalogues.write(folder)
    account = str(next(_ACCOUNTS))
    with between(emulator.url) as proxy:
        environment = {
            "STRONGROOM_CATALOGUE": str(catalogue),
            "STRONGROOM_ENVIRONMENT": "local",
            "STRONGROOM_JOURNAL": str(tmp_path / "journal.jsonl"),
            "AWS_ENDPOINT_URL": proxy.url,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": account,  # twelve digits choose the account
            "AWS_SECRET_ACCESS_KEY": "local",
            "HOME": str(tmp_path),
            "COLUMNS": "200",
            "NO_COLOR": "1",
            "TERM": "dumb",
        }
        command = Command(environment, monkeypatch, capsysbinary, tmp_path / "journal.jsonl")
        made = Project(folder, account, command, proxy)
        made.aws("iam").create_user(UserName="ada")
        made.describe()
        yield made
