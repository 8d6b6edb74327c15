"""BreakGlass: who alone may sign and write, what the function may do, how Vault bounds what it signs."""

from __future__ import annotations

import json
import zipfile
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from break_glass import way_in
from break_glass.rules import MOST_PATHS, Rules
from break_glass.telemetry import NAMESPACE
from components.alerts import Alerts, AlertsArgs
from components.alerts.settings import AlertSettings
from components.break_glass import archive as break_glass_archive
from components.break_glass import policies as break_glass_policies
from components.break_glass.break_glass import BreakGlass, BreakGlassArgs
from components.break_glass.watch import METRICS
from tests.break_glass.people import PATHS, role, settings
from tests.components.entries import context
from tests.components.recording import ACCOUNT, Registered, of_type, record
from tests.components.sdk_warnings import IGNORED

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = IGNORED
FUNCTION = f"arn:aws:iam::{ACCOUNT}:role/strongroom-production-vault-break-glass"
OTHERS = role("ada").split(":")[4]
SSO = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Emergency_0123456789abcdef"
NAME = "strongroom-production-vault-break-glass"
DEPLOYER, KEEPER = role("deployer"), role("keeper")


@cache
def registered() -> list[Registered]:
    def build() -> None:
        told = AlertsArgs(settings=AlertSettings(mail=("alerts@harbour.example",)), key_arn="arn:logs")
        wanted = BreakGlassArgs(
            settings=settings(),
            audience="vault.example.internal",
            paths=PATHS,
            data_key_arn="arn:data",
            function_key_arn="arn:functions",
            deployer_role_arns=(DEPLOYER,),
            break_glass_role_arn=KEEPER,
            alerts=Alerts(context(), told),
            events="vault-events",
        )
        BreakGlass(context(), wanted)

    return record(build)


def statements(document: str) -> dict[str, dict[str, Any]]:
    return {one["Sid"]: one for one in json.loads(document)["Statement"]}


def one(token: str) -> dict[str, Any]:
    (found,) = (it for it in of_type(registered(), token) if it.name == "break-glass")
    return found.inputs


def test_the_function_alone_signs_whatever_iam_allows_others() -> None:
    found = statements(one("aws:kms/key:Key")["policy"])
    others = found["NobodyElseSigns"]
    assert (others["Effect"], others["Principal"], others["Action"]) == ("Deny", "*", ["kms:Sign"])
    assert others["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [FUNCTION]}}
    signing = [sid for sid, it in found.items() if it["Effect"] == "Allow" and "kms:Sign" in it["Action"]]
    assert signing == ["Function"]
    assert found["NobodyTakesItAway"]["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [KEEPER]}}


def test_the_function_alone_writes_into_the_table_and_deletes_nothing() -> None:
    others = statements(one("aws:dynamodb/resourcePolicy:ResourcePolicy")["policy"])["NobodyElseWrites"]
    assert (others["Effect"], others["Principal"]) == ("Deny", "*")
    assert {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"} <= set(others["Action"])
    assert others["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [FUNCTION]}}
    may = {
        action for it in statements(one("aws:iam/rolePolicy:RolePolicy")["policy"]).values() for action in it["Action"]
    }
    assert not any("Delete" in action or "Update" in action or action.endswith("*") for action in may)


def test_nobody_takes_the_tables_policy_off_to_write_then() -> None:
    """Whoever may do everything in DynamoDB would else write approvals down and have the function believe them."""
    found = statements(one("aws:dynamodb/resourcePolicy:ResourcePolicy")["policy"])
    rewriting = found["NobodyRewritesThis"]
    assert {"dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy", "dynamodb:UpdateTable"} <= set(
        rewriting["Action"]
    )
    assert rewriting["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [KEEPER, DEPLOYER]}}
    assert found["NobodyTakesItAway"]["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [KEEPER]}}


def test_an_opening_rings_by_the_function_itself_and_many_refusals_do() -> None:
    assert METRICS == NAMESPACE
    rung = {
        it.inputs["metricName"]: it.inputs for it in of_type(registered(), "aws:cloudwatch/metricAlarm:MetricAlarm")
    }
    assert set(rung) == {"BreakGlassOpened", "BreakGlassRefused", "TriggeredRules"}
    for name in ("BreakGlassOpened", "BreakGlassRefused"):
        assert (rung[name]["namespace"], rung[name]["dimensions"]) == (NAMESPACE, {"environment": "production"})
    assert (rung["BreakGlassOpened"]["period"], rung["BreakGlassOpened"]["threshold"]) == (60, 0)


@pytest.mark.parametrize(
    ("source", "call", "parameters"),
    [
        ("lambda", "UpdateFunctionCode20150331v2", {"functionName": f"arn:aws:lambda:us-east-1:1:function:{NAME}:7"}),
        ("lambda", "UpdateFunctionConfiguration20150331v2", {"functionName": NAME}),
        ("lambda", "PublishVersion20150331", {"functionName": NAME}),
        ("dynamodb", "DeleteResourcePolicy", {"resourceArn": f"arn:aws:dynamodb:us-east-1:1:table/{NAME}"}),
        ("dynamodb", "UpdateTable", {"tableName": NAME}),
        ("iam", "UpdateAssumeRolePolicy", {"roleName": NAME}),
    ],
)
def test_a_change_of_what_keeps_the_rules_rings(source: str, call: str, parameters: dict[str, str]) -> None:
    assert _told_of(source, call, parameters)
    other = {key: text.replace(NAME, "strongroom-production-rotation-random") for key, text in parameters.items()}
    assert not _told_of(source, call, other)
    assert not _told_of(source, "Describe", parameters)


def _told_of(source: str, call: str, parameters: dict[str, str]) -> bool:
    """Whether the rule's pattern takes such an event, by what EventBridge's user guide says of its words."""
    (rule,) = of_type(registered(), "aws:cloudwatch/eventRule:EventRule")
    pattern = json.loads(rule.inputs["eventPattern"])
    event = {"eventSource": f"{source}.amazonaws.com", "eventName": call, "requestParameters": parameters}
    return f"aws.{source}" in pattern["source"] and any(_takes(way, event) for way in pattern["detail"]["$or"])


def _takes(pattern: Any, found: Any) -> bool:
    if isinstance(pattern, dict):
        return isinstance(found, dict) and all(_takes(item, found.get(key)) for key, item in pattern.items())
    return isinstance(found, str) and any(
        found == word
        if isinstance(word, str)
        else found.startswith(word["prefix"])
        if "prefix" in word
        else fnmatchcase(found, word["wildcard"])
        for word in pattern
    )


def test_the_function_uses_its_own_key_table_and_logs() -> None:
    found = statements(one("aws:iam/rolePolicy:RolePolicy")["policy"])
    assert found["WayIn"]["Resource"] == [f"arn:aws:mock::{ACCOUNT}:break-glass"]
    assert [sid for sid, it in found.items() if it["Resource"] == ["*"]] == ["Tracing"]


def test_the_program_makes_no_policy_that_people_carry() -> None:
    """The deployer could rewrite it to anything, and no boundary bounds people: bootstrap makes it."""
    assert of_type(registered(), "aws:iam/policy:Policy") == []


def test_every_role_in_vault_ends_its_tokens_after_the_minutes_that_it_is_for() -> None:
    roles = {
        it.inputs["roleName"]: it.inputs for it in of_type(registered(), "vault:jwt/authBackendRole:AuthBackendRole")
    }
    assert set(roles) == {"all-15", "all-30", "paths-15", "paths-30", "end"}
    for name, it in roles.items():
        scope, _, minutes = name.partition("-")
        seconds = int(minutes or 1) * 60
        assert {it["tokenTtl"], it["tokenMaxTtl"], it["tokenExplicitMaxTtl"]} == {seconds}
        assert it["boundClaims"] == ({"scope": scope, "minutes": minutes} if minutes else {"scope": "end"})
        assert it["boundAudiences"] == ["vault.example.internal"]
        assert it["tokenNoDefaultPolicy"] is True
        assert it["tokenType"] == "service"
    assert {it["tokenPolicies"][0] for name, it in roles.items() if name.startswith("all")} == {
        "strongroom-production-break-glass"
    }


def test_a_policy_of_paths_has_a_line_for_each_depth_of_each_path_and_each_segment_a_claim() -> None:
    assert break_glass_policies.MOST_PATHS == MOST_PATHS
    lines = str(break_glass_policies.paths_policy("auth_jwt_1")).splitlines()
    data = [line for line in lines if line.startswith('path "secret/data/')]
    assert len(data) == MOST_PATHS * 5
    claims = (f"{{{{identity.entity.aliases.auth_jwt_1.metadata.path_1_2_{segment}}}}}" for segment in (1, 2))
    assert data[0] == f'path "secret/data/{"/".join(claims)}" {{ capabilities = ["read"] }}'
    signed = way_in.path_claims(["a/b", "a/b/c/d/e/f"])
    assert set(signed) <= set(break_glass_policies.path_claims())
    assert (signed["path_1_2_2"], signed["path_2_6_1"], signed["path_2_6_6"]) == ("b", "a", "f")
    assert len(signed) == 8


def test_the_archive_holds_the_rules_and_the_same_rules_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRONGROOM_CACHE", str(tmp_path))
    made = [
        break_glass_archive.build("production", "vault.example.internal", settings(), paths)
        for paths in (PATHS, tuple(reversed(PATHS)))
    ]
    assert made[0] == made[1]
    with zipfile.ZipFile(made[0].path) as opened:
        rules = Rules.of(json.loads(opened.read(break_glass_archive.RULES)))
    assert rules.durations == (15, 30)
    assert rules.approvers == {"bob", "cyd", "dan"}
    assert rules.person(f"arn:aws:sts::{role('ada').split(':')[4]}:assumed-role/ada/any") == "ada"
    assert made[0].size < 100_000


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"approvals": 1}, "greater than or equal to 2"),
        ({"approvers": ("bob", "cyd")}, "2 approvers for 2 approvals"),
        ({"approvers": ("bob", "cyd", "eve")}, "approvers eve are not among the people"),
        ({"minutes": 481}, "less than or equal to 480"),
        ({"people": {"ada": (role("ada"),), "bob": (role("ada"),)}, "approvers": ()}, "is said to be ada and bob"),
        ({"people": {"ada": ()}, "approvers": ()}, "ada has no principal"),
        ({"people": {"ada": ("arn:aws:iam::1:root",)}, "approvers": ()}, "neither a role"),
        (
            {"people": {"ada": (f"arn:aws:sts::{ACCOUNT}:assumed-role/shared/ada",)}, "approvers": ()},
            "called whatever its taker likes",
        ),
        (
            {"people": {"ada": (role("ada"),), "bob": (f"arn:aws:iam::{OTHERS}:role/ada",)}, "approvers": ()},
            "is said to be ada and bob",
        ),
        (
            {"people": {"ada": (f"arn:aws:iam::{ACCOUNT}:role/{SSO}",)}, "approvers": ()},
            "everybody with its permission set",
        ),
    ],
    ids=lambda it: it if isinstance(it, str) else None,
)
def test_rules_that_protect_nothing_are_refused(overrides: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        settings(**overrides)


def test_a_session_of_identity_center_is_one_person() -> None:
    sessions = {
        name: (f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_Emergency_0123456789abcdef/{name}@example.com",)
        for name in ("ada", "bob", "cyd", "dan")
    }
    told = break_glass_archive.rules("local", "vault", settings(people=sessions), PATHS)
    rules = Rules.of(json.loads(told))
    assert [rules.person(*known) for known in sessions.values()] == list(sessions)
