"""The table of permissions: nothing that the program makes is left out of it, and nothing else is in it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from local.cloud.paths import PROJECT
from policy import registry
from strongroom.deployer import boundary, policy
from strongroom.deployer.table import ALWAYS, BOUNDS, SERVICES, TYPES, actions
from strongroom.stores import iam_policies
from tests.deployer.places import ACCOUNT, production
from tests.policy.engine_side import Engine, Sent, served

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/"


def documents(**changes: str | None) -> list[dict[str, Any]]:
    return [json.loads(text) for text in policy.documents(production(**changes))]


def statements() -> list[dict[str, Any]]:
    return [statement for document in documents() for statement in document["Statement"]]


def may(action: str, resource: str) -> bool:
    named = [(str(number), document) for number, document in enumerate(documents())]
    return bool(iam_policies.grants(named, action, resource))


def made_by_components() -> set[str]:
    """Every type of AWS that the code of the components makes, as the engine names it."""
    found = set()
    for file in (PROJECT / "components").rglob("*.py"):
        for module, kind in re.findall(r"\b([a-z0-9_]+)\.([A-Z]\w+)\(", file.read_text(encoding="utf-8")):
            if re.search(rf"import .*\b{module}\b", file.read_text(encoding="utf-8")) and not kind.endswith("Args"):
                found.add(f"aws:{module.rstrip('_')}/{kind[0].lower()}{kind[1:]}:{kind}")
    return found


def test_every_type_that_components_make_has_its_actions_and_no_other_type_is_there() -> None:
    named = {name for name in TYPES if name.startswith("aws:")}
    made = {name for name in made_by_components() if name in named or name.partition("/")[0] in SERVICES_OF_AWS}
    assert made - named == set(), "add what these need to strongroom/deployer, from the service's reference"
    assert named - made == set(), "no component makes these any more: take them out of strongroom/deployer"


SERVICES_OF_AWS = {name.partition("/")[0] for name in TYPES if name.startswith("aws:")} | {
    "aws:rds", "aws:elasticache", "aws:backup", "aws:ssm", "aws:route53", "aws:acm", "aws:cloudtrail",
}  # fmt: skip


def test_every_action_of_a_type_is_bound_and_every_bound_action_is_needed() -> None:
    bound = {action for one in BOUNDS for action in one.actions}
    assert actions(TYPES) == bound


def test_a_type_that_is_not_made_leaves_its_actions_out() -> None:
    without = [name for name in TYPES if not name.startswith("aws:dynamodb/")]
    text = "".join(policy.documents(production(), without))
    assert "dynamodb:" not in text.replace("dynamodb:ViaService", "")
    assert "dynamodb:CreateTable" in "".join(policy.documents(production()))


def test_each_service_names_the_page_that_its_actions_are_from() -> None:
    pages = [service.source for service in SERVICES]
    assert all(page.startswith("https://") for page in pages)
    assert len(set(pages)) == len(pages)


def test_all_resources_are_named_only_where_a_service_knows_no_resources() -> None:
    assert [one.sid for one in BOUNDS if ("*" in one.resources) != bool(one.wide)] == []


def test_no_action_is_a_pattern_and_no_statement_has_its_name_twice() -> None:
    assert [one.sid for one in BOUNDS if any("*" in action for action in one.actions)] == []
    assert len({one.sid for one in BOUNDS}) == len(BOUNDS)


@pytest.mark.parametrize("second", ["us-west-2", None])
def test_the_policies_fit_into_iams_limits(second: str | None) -> None:
    found = policy.documents(production(second_region=second))
    assert len(found) <= policy.MOST
    assert max(map(len, found)) <= policy.LONGEST
    assert len(boundary.document(production())) <= policy.LONGEST


def test_without_a_second_region_nothing_is_allowed_in_one() -> None:
    text = "".join(policy.documents(production(second_region=None)))
    assert "us-west-2" not in text
    assert "kms:ReplicateKey" not in text


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "arn:aws:s3:::strongroom-production-vault-snapshots-222222222222/snapshots/1"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::strongroom-state-production-222222222222"),
        ("s3:DeleteObjectVersion", "arn:aws:s3:::strongroom-state-production-222222222222/.pulumi/stacks/x.json"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::strongroom-staging-vault-program-222222222222"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:222222222222:secret:production/a/b-a1b2c3"),
        ("secretsmanager:DeleteSecret", "arn:aws:secretsmanager:us-east-1:222222222222:secret:staging/a/b-a1b2c3"),
        ("iam:PutRolePolicy", f"{ROLE}bootstrap/strongroom-production-deployer"),
        ("iam:UpdateAssumeRolePolicy", f"{ROLE}bootstrap/strongroom-production-deployer"),
        ("iam:CreateRole", f"{ROLE}somebody-else"),
        ("iam:PassRole", f"{ROLE}strongroom-break-glass"),
        ("iam:DeleteRolePermissionsBoundary", f"{ROLE}strongroom-production-mirror"),
        ("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/bootstrap/strongroom-production-boundary"),
        ("iam:CreatePolicyVersion", f"{POLICY}bootstrap/strongroom-production-vault-break-glass-callers"),
        ("iam:CreatePolicyVersion", f"{POLICY}strongroom-production-vault-break-glass-callers"),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/strongroom-production-x"),
        ("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/strongroom-production-x"),
        ("lambda:UpdateFunctionCode", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:somebody-else"),
        ("sts:AssumeRole", f"{ROLE}somebody-else"),
        ("organizations:LeaveOrganization", "*"),
    ],
)  # fmt: skip
def test_the_deployer_does_not_reach(action: str, resource: str) -> None:
    assert not may(action, resource)


def test_a_role_is_made_and_written_within_the_boundary_only() -> None:
    bounded = {"iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary", "iam:AttachRolePolicy"}
    for statement in statements():
        if bounded.intersection(statement["Action"]):
            assert statement["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": production().boundary}}


def test_a_role_is_passed_to_the_services_that_use_it_only() -> None:
    passing = [statement for statement in statements() if "iam:PassRole" in statement["Action"]]
    assert [one["Resource"] for one in passing] == [[f"{ROLE}strongroom-production-*"]]
    assert all(one["Condition"]["StringEquals"]["iam:PassedToService"] for one in passing)


def test_a_key_that_says_whose_it_is_is_not_made_ours_by_a_tag() -> None:
    """Else the state's key, and another stack's, could be tagged, and then given another policy."""
    (tagging,) = (one for one in statements() if "kms:TagResource" in one["Action"])
    (changing,) = (one for one in statements() if "kms:PutKeyPolicy" in one["Action"])
    assert tagging["Condition"]["StringEqualsIfExists"] == changing["Condition"]["StringEquals"]
    assert changing["Condition"]["StringEquals"]["aws:ResourceTag/ManagedBy"] == "pulumi"


def test_values_are_read_of_entries_that_the_engine_writes_only() -> None:
    written = "arn:aws:secretsmanager:us-east-1:222222222222:secret:production/candlefish/jwt/secret-a1b2c3"
    assert may("secretsmanager:GetSecretValue", written)
    reading = [one for one in statements() if "secretsmanager:GetSecretValue" in one["Action"]]
    assert [one["Sid"] for one in reading] == ["ValuesThatTheEngineWrites", "ConnectionsOwnEntries"]


def test_the_boundary_lets_no_role_widen_itself() -> None:
    named = [("boundary", json.loads(boundary.document(production())))]
    for action in ("iam:PutRolePolicy", "iam:PassRole", "kms:PutKeyPolicy", "s3:PutBucketPolicy", "sts:AssumeRole"):
        assert iam_policies.grants(named, action, f"{ROLE}strongroom-production-mirror") == []
        assert iam_policies.grants(named, action, "arn:aws:s3:::strongroom-production-vault-program-1") == []
    state = "arn:aws:s3:::strongroom-state-production-222222222222/.pulumi/stacks/strongroom/production.json"
    assert iam_policies.grants(named, "s3:GetObject", state) == []


@pytest.fixture(scope="module")
def pack() -> Iterator[Engine]:
    with served() as found:
        yield found


def test_our_own_rules_find_nothing_in_the_policies(pack: Engine) -> None:
    known = {rule.id for rule in registry.load()}
    assert {"iam-pass-role", "iam-wildcard-action", "iam-secret-scope"} <= known
    for text in (*policy.documents(production()), boundary.document(production())):
        sent = Sent(type="aws:iam/policy:Policy", inputs={"name": "strongroom-production-x", "policy": text})
        found = [one for one in pack.analyze(sent).diagnostics if one.policyName.startswith("iam-")]
        assert [(one.policyName, one.message) for one in found] == []


def test_what_always_is_needed_is_named() -> None:
    assert set(ALWAYS) <= set(TYPES)
