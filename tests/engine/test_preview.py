"""Previews of every stack, complete, with no credentials and nothing beyond loopback."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from local.cloud.paths import PROJECT
from local.stack.preview import preview
from strongroom import naming
from strongroom.catalogue import ENVIRONMENTS, load
from strongroom.deployer.table import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Each stack's plan, made once and with no credentials."""

    @cache
    def plan(stack: str) -> Any:
        file = tmp_path_factory.mktemp(stack) / "plan.json"
        with pytest.MonkeyPatch.context() as patch:
            for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "GITHUB_TOKEN", "VAULT_TOKEN"):
                patch.delenv(name, raising=False)
            preview(stack, file)
        return json.loads(file.read_text())

    return plan


@pytest.mark.parametrize("stack", ["staging", "production", "local"])
def test_a_preview_shows_the_whole_plan_with_no_credentials(stack: str, planned: Callable[[str], Any]) -> None:
    settings = PROJECT / f"Pulumi.{stack}.yaml"
    before = settings.read_bytes()
    plan = planned(stack)
    assert settings.read_bytes() == before, "the repository is left as it was"
    places = {
        step["urn"].rpartition("::")[2]
        for step in plan["steps"]
        if "SecretStore$aws:secretsmanager/secret:" in step["urn"]
    }
    environments = [one for one in ENVIRONMENTS if stack in ("local", one)]
    held = [one for one in load(PROJECT / "catalogue").select(environments) if one.has_record and not one.is_family]
    assert places == {one.path for one in held}
    assert all(step["op"] == "create" for step in plan["steps"])
    states = [step["newState"] for step in plan["steps"]]
    types = {state["type"] for state in states if state["type"].startswith("aws:")}
    assert types - set(TYPES) == set(), "the deployer may not make these: strongroom/deployer"
    boundary = None if stack == "local" else naming.boundary("aws", "000000000000", stack)
    roles = [state for state in states if state["type"] == "aws:iam/role:Role"]
    assert {state["inputs"].get("permissionsBoundary") for state in roles} == {boundary}


def test_production_s_plan_is_the_one_that_was_specified(planned: Callable[[str], Any]) -> None:
    """Requirements 0.3, 4.4, 4.5 and 4.10: what stands where, how large, and that nothing of the list is missing."""
    made: dict[str, list[dict[str, Any]]] = {}
    for step in planned("production")["steps"]:
        made.setdefault(step["newState"]["type"], []).append(step["newState"].get("inputs", {}))
    assert [one["cidrBlock"] for one in made["aws:ec2/vpc:Vpc"]] == ["10.0.0.0/16"]
    subnets = {one["cidrBlock"]: one["availabilityZone"] for one in made["aws:ec2/subnet:Subnet"]}
    assert subnets == {
        f"10.0.{base + number}.0/24": f"us-east-1{zone}" for base in (0, 100) for number, zone in enumerate("abc", 1)
    }
    assert [one["instanceType"] for one in made["aws:ec2/launchTemplate:LaunchTemplate"]] == ["t3.large"]
    assert [one["desiredCapacity"] for one in made["aws:autoscaling/group:Group"]] == [5]
    [balancer] = made["aws:lb/loadBalancer:LoadBalancer"]
    assert (balancer["internal"], balancer["loadBalancerType"]) == (True, "application")
    assert [one["engine"] for one in made["aws:rds/instance:Instance"]] == ["postgres"]
    assert [one["engine"] for one in made["aws:elasticache/replicationGroup:ReplicationGroup"]] == ["valkey"]
    buckets = {one["bucket"].removeprefix("strongroom-production-vault-") for one in made["aws:s3/bucket:Bucket"]}
    assert {f"{name}-000000000000" for name in ("snapshots", "copies", "access-logs")} <= buckets
    assert len(made["aws:cloudwatch/dashboard:Dashboard"]) == 4
    kinds = {"aws:kms/key:Key", "aws:iam/role:Role", "aws:cloudwatch/metricAlarm:MetricAlarm"}
    kinds |= {"aws:lambda/function:Function", "aws:secretsmanager/secretRotation:SecretRotation"}
    kinds |= {
        "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
        "random:index/randomPassword:RandomPassword",
    }
    assert kinds <= set(made)
