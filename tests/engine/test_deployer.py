"""The program applied by an identity that has the deployer's policies and nothing else, where IAM is enforced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local.cloud.paths import PROJECT
from local.stack.pulumi_cli import PulumiError
from strongroom import naming
from strongroom.catalogue import load
from strongroom.deployer import boundary, policy
from strongroom.deployer.model import Place
from strongroom.stores import iam_policies
from tests.engine import catalogues
from tests.engine.local_stack import LocalStack, started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local.stack.pulumi_cli import PulumiCli

pytestmark = pytest.mark.real

ACCOUNT, REGION, NAME = "000000000000", "us-east-1", "strongroom-rehearsal"
CONFIGURATION: dict[str, Any] = {
    "strongroom:rotation": {"announce": {"repository": catalogues.REPOSITORY}},
    "strongroom:mirror": {"repository": catalogues.REPOSITORY},
    "strongroom:roleBoundary": True,
}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """A cloud whose emulator refuses what IAM does not allow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRONGROOM_LOCAL_IAM", "enforced")
        with started(tmp_path_factory.mktemp("guarded"), CONFIGURATION) as made:
            yield made


def place(stack: LocalStack) -> Place:
    """What the policies are written for."""
    written = [one.path for one in load(stack.catalogue).secrets if one.source.origin == "generated"]
    return Place(
        project=naming.PROJECT,
        environment="local",
        account=ACCOUNT,
        region=REGION,
        state_bucket="none",
        state_key=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/none",
        boundary=naming.boundary("aws", ACCOUNT, "local"),
        written=tuple(written),
    )


# What the emulator asks about all resources, where AWS asks about the one that the call names.
ASKED_OF_ALL = frozenset(
    {
        "cloudwatch:DescribeAlarms",
        "events:PutRule",
        "iam:CreateOpenIDConnectProvider",
        "kms:CreateAlias",
        "lambda:CreateFunction",
        "sns:ListTagsForResource",
    }
)


def rehearsed(document: str) -> str:
    """A policy as the emulator can judge it: it knows actions and resources, and of conditions next to nothing.

    So what is seen here is that no action and no resource is missing. The conditions are held by tests/deployer.
    """
    policy = json.loads(document)
    for statement in policy["Statement"]:
        statement.pop("Condition", None)
        if ASKED_OF_ALL.intersection(statement["Action"]):
            statement["Resource"] = "*"
    return json.dumps(policy)


def identity(stack: LocalStack) -> dict[str, str]:
    """A user with the deployer's policies and the boundary for its roles, as its environment."""
    iam, own = stack.aws("iam"), place(stack)
    iam.create_policy(PolicyName="strongroom-local-boundary", Path="/bootstrap/", PolicyDocument=boundary.document(own))
    iam.create_user(UserName=NAME)
    for number, document in enumerate(policy.documents(own)):
        made = iam.create_policy(PolicyName=f"{NAME}-{number}", PolicyDocument=rehearsed(document))
        iam.attach_user_policy(UserName=NAME, PolicyArn=made["Policy"]["Arn"])
    key = iam.create_access_key(UserName=NAME)["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


@contextmanager
def applied_by(stack: LocalStack, credentials: dict[str, str], folder: Path) -> Iterator[PulumiCli]:
    """The engine with providers that are this identity."""
    environment = {**stack.cli.environment, **credentials}
    with (
        (folder / "providers.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "local.providers"],
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            ports = json.loads(process.stdout.readline() or "{}")
            attached = ",".join(f"{package}:{port}" for package, port in ports.items())
            yield replace(stack.cli, environment={**environment, "PULUMI_DEBUG_PROVIDERS": attached})
        finally:
            process.terminate()


def calls(stack: LocalStack, credentials: dict[str, str], service: str) -> Any:
    """A client of this identity."""
    return boto3.client(
        service,  # type: ignore[call-overload]  # any service, by name
        endpoint_url=stack.cli.environment["AWS_ENDPOINT_URL"],
        region_name=REGION,
        aws_access_key_id=credentials["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=credentials["AWS_SECRET_ACCESS_KEY"],
    )


def refused(call: Callable[..., object], **arguments: Any) -> bool:
    """Whether IAM refuses a call; any other refusal fails the test."""
    try:
        call(**arguments)
    except ClientError as error:
        if "AccessDenied" not in error.response["Error"]["Code"]:
            raise
        return True
    return False


def unbounded(stack: LocalStack) -> list[tuple[str, str]]:
    """What the program's roles are allowed by their own policies, and the boundary takes away again."""
    iam = stack.aws("iam")
    limit = [("boundary", json.loads(rehearsed(boundary.document(place(stack)))))]
    found = []
    for role in iam.list_roles()["Roles"]:
        for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]
            for statement in iam_policies.statements(document):
                if statement["Effect"] == "Allow":
                    found += [
                        (role["RoleName"], f"{action} on {resource}")
                        for action in listed(statement["Action"])
                        for resource in listed(statement["Resource"])
                        if not iam_policies.grants(limit, action, resource)
                    ]
    return found


def listed(given: Any) -> list[str]:
    """One, or several."""
    return given if isinstance(given, list) else [given]


def test_the_deployers_policies_are_enough_for_the_program_and_for_nothing_else(
    guarded: LocalStack, tmp_path: Path
) -> None:
    credentials = identity(guarded)
    with applied_by(guarded, credentials, tmp_path) as engine:
        engine.select()
        try:
            engine.operate("up", "--yes", "--skip-preview", stdout=subprocess.PIPE)
            engine.operate("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes", stdout=subprocess.PIPE)
        except PulumiError as error:
            error.add_note(error.output)
            raise
    iam, entries = (calls(guarded, credentials, service) for service in ("iam", "secretsmanager"))
    assert refused(iam.create_access_key, UserName=NAME)
    assert refused(iam.attach_user_policy, UserName=NAME, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    assert refused(iam.create_role, RoleName="somebody", AssumeRolePolicyDocument="{}")
    assert refused(iam.delete_role_permissions_boundary, RoleName="strongroom-local-mirror")
    assert refused(entries.get_secret_value, SecretId=f"local/{catalogues.SUPPLIED}")
    assert not refused(entries.get_secret_value, SecretId=f"local/{catalogues.GENERATED}")
    role = guarded.aws("iam").get_role(RoleName="strongroom-local-mirror")["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == place(guarded).boundary
    assert unbounded(guarded) == [], "what a role of the program may do is within the boundary"
