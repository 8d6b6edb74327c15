"""What bootstrap asks of AWS: of nobody else's bucket, and nothing that the deployer may not ask again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient

from strongroom.bootstrap.bucket import _action
from strongroom.deployer.table import ALWAYS, TYPES

if TYPE_CHECKING:
    from tests.bootstrap.conftest import Project

pytestmark = pytest.mark.real
WHO = "sts:GetCallerIdentity"  # asks for no permission


@dataclass
class Calls:
    """Every call, by IAM's name of it, with its arguments."""

    made: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def note(self, client: BaseClient, operation: str, arguments: dict[str, Any]) -> None:
        service = client.meta.service_model.service_name
        name = "s3:ListBucket" if operation == "HeadBucket" else f"{service}:{operation}"
        self.made.append((_action(operation) if name == f"s3:{operation}" else name, arguments))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    found, call = Calls(), getattr(BaseClient, "_make_api_call")  # noqa: B009 - botocore's stubs leave it out

    def noted(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        found.note(self, operation, arguments)
        return call(self, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    return found


def test_every_call_to_the_bucket_says_whose_it_has_to_be(project: Project, calls: Calls) -> None:
    """The name can be guessed: whoever made it first elsewhere, tagged as ours and open, would get the state."""
    assert project("--yes").code == 0
    assert project("--dry-run").code == 0
    asked = [(name, given) for name, given in calls.made if name.startswith("s3:") and name != "s3:CreateBucket"]
    assert len(asked) > 10
    assert [name for name, given in asked if given.get("ExpectedBucketOwner") != project.account] == []


def test_the_deployer_may_look_at_all_that_was_made(project: Project, calls: Calls) -> None:
    """`strongroom prerequisites` asks as the deployer: what it may not ask is not looked at, and never right."""
    glass = {
        "breakGlassRole": f"arn:aws:iam::{project.account}:role/strongroom-break-glass",
        "breakGlass": {"people": {}},
    }
    project.describe(vault=glass)
    assert project("--yes").code == 0
    calls.made.clear()
    assert "nothing was changed" in project("--dry-run").out.decode()
    may = {action for needs in TYPES.values() for action in needs.actions}
    assert {name for name, _ in calls.made} - may == {WHO}
    assert {one for one in ALWAYS if one in TYPES} == set(ALWAYS)


def test_people_get_a_policy_that_calls_break_glass_and_does_nothing_else(project: Project) -> None:
    project.describe(vault={"breakGlass": {"people": {"ada": []}}})
    assert project("--yes").code == 0
    iam, name = project.aws("iam"), "policy/bootstrap/strongroom-local-vault-break-glass-callers"
    arn = f"arn:aws:iam::{project.account}:{name}"
    version = iam.get_policy_version(
        PolicyArn=arn, VersionId=iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    )
    given = version["PolicyVersion"]["Document"]
    (statement,) = (json.loads(given) if isinstance(given, str) else given)["Statement"]
    assert statement["Action"] == ["lambda:InvokeFunction"]
    function = f"arn:aws:lambda:us-east-1:{project.account}:function:strongroom-local-vault-break-glass"
    assert statement["Resource"] == [function]


def test_without_break_glass_there_is_no_such_policy(project: Project) -> None:
    parts = project("--dry-run", "--json").json["parts"]
    assert not any("callers" in one["part"] for one in parts)
