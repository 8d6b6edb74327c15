"""VaultCluster: what is registered, and what a reviewer of a production stack would look for."""

from __future__ import annotations

import base64
import gzip
import json
from functools import cache
from typing import Any

import pytest

from components.vault.cluster import VaultCluster
from components.vault.cluster.cluster import node_configuration
from components.vault.cluster.node_files import user_data
from tests.components.entries import context
from tests.components.recording import Registered, of_type, record
from tests.components.sdk_warnings import IGNORED
from tests.components.vault_arguments import arguments, role

pytestmark = IGNORED


@cache
def registered(*, custody_open: bool = True, size: int = 5) -> list[Registered]:
    return record(lambda: VaultCluster(context(), arguments(custody_open=custody_open, size=size)))


def one(token: str, name: str | None = None) -> dict[str, Any]:
    (found,) = [made for made in of_type(registered(), token) if name in (None, made.name)]
    return found.inputs


def statements(document: str) -> dict[str, dict[str, Any]]:
    return {statement.get("Sid", ""): statement for statement in json.loads(document)["Statement"]}


def test_the_launch_template_is_hardened() -> None:
    template = one("aws:ec2/launchTemplate:LaunchTemplate")
    assert template["metadataOptions"]["httpTokens"] == "required"
    assert template["metadataOptions"]["httpPutResponseHopLimit"] == 1
    assert "keyName" not in template
    (interface,) = template["networkInterfaces"]
    assert interface["associatePublicIpAddress"] == "false"
    volumes = [mapping["ebs"] for mapping in template["blockDeviceMappings"]]
    assert len(volumes) == 3
    assert all(volume["encrypted"] == "true" and volume["volumeType"] == "gp3" for volume in volumes)
    assert {volume["kmsKeyId"] for volume in volumes} == {"arn:aws:mock::123456789012:vault-data"}


def test_user_data_is_known_before_anything_exists_and_is_the_same_each_time() -> None:
    expected = user_data(node_configuration(context(), arguments()))
    assert one("aws:ec2/launchTemplate:LaunchTemplate")["userData"] == expected
    assert len(base64.b64decode(expected)) <= 16 * 1024


def test_user_data_holds_no_key_token_or_share() -> None:
    text = gzip.decompress(base64.b64decode(one("aws:ec2/launchTemplate:LaunchTemplate")["userData"])).decode()
    assert "PRIVATE KEY" not in text
    assert "root_token" not in text


def test_the_group_is_replaced_one_node_at_a_time_with_one_more_first() -> None:
    group = one("aws:autoscaling/group:Group")
    preferences = group["instanceRefresh"]["preferences"]
    assert preferences["minHealthyPercentage"] == 100
    assert preferences["maxHealthyPercentage"] == 120
    assert group["launchTemplate"]["version"] != "$Latest"
    assert (group["desiredCapacity"], group["minSize"]) == (5, 5)


def test_a_node_counts_only_when_it_has_told_so_itself() -> None:
    hooks = {hook["name"]: hook for hook in one("aws:autoscaling/group:Group")["initialLifecycleHooks"]}
    assert hooks["launch"]["lifecycleTransition"] == "autoscaling:EC2_INSTANCE_LAUNCHING"
    assert hooks["launch"]["defaultResult"] == "ABANDON"
    assert hooks["terminate"]["lifecycleTransition"] == "autoscaling:EC2_INSTANCE_TERMINATING"


def test_the_balancer_asks_for_unsealed_nodes_and_the_group_for_living_machines() -> None:
    check = one("aws:lb/targetGroup:TargetGroup", "vault")["healthCheck"]
    assert check["path"] == "/v1/sys/health?standbyok=true&perfstandbyok=true"
    assert "sealedcode" not in check["path"]
    assert check["matcher"] == "200"
    assert one("aws:autoscaling/group:Group")["healthCheckType"] == "EC2"


def test_the_balancer_is_internal_and_careful() -> None:
    balancer = one("aws:lb/loadBalancer:LoadBalancer")
    assert balancer["internal"] is True
    assert balancer["dropInvalidHeaderFields"] is True
    assert balancer["enableDeletionProtection"] is True
    assert balancer["accessLogs"]["enabled"] is True
    for name, port in (("vault", 443), ("vault-leader", 8443)):
        listener = one("aws:lb/listener:Listener", name)
        assert (listener["protocol"], listener["port"]) == ("HTTPS", port)
        assert listener["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2")


def test_who_reads_what_was_just_written_finds_the_leader_alone() -> None:
    check = one("aws:lb/targetGroup:TargetGroup", "vault-leader")["healthCheck"]
    assert (check["path"], check["matcher"]) == ("/v1/sys/health", "200")  # a standby answers 429
    behind = {
        name: one("aws:lb/listener:Listener", name)["defaultActions"][0]["targetGroupArn"]
        for name in ("vault", "vault-leader")
    }
    assert behind["vault"] != behind["vault-leader"]
    assert one("aws:autoscaling/group:Group")["targetGroupArns"] == list(behind.values())


def test_nodes_are_reached_by_reference_and_reach_out_only_where_they_must() -> None:
    inward = of_type(registered(), "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    to_nodes = [rule.inputs for rule in inward if rule.inputs["securityGroupId"] == "vault-nodes-id"]
    assert sorted((rule["fromPort"], rule["referencedSecurityGroupId"]) for rule in to_nodes) == [
        (8200, "vault-balancer-id"),
        (8200, "vault-nodes-id"),
        (8201, "vault-nodes-id"),
    ]
    outward = of_type(registered(), "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    assert not any("cidrIpv4" in rule.inputs for rule in outward)


@pytest.mark.parametrize("purpose", ["seal", "authority", "deployer", "operator", "custody", "data"])
def test_only_break_glass_may_take_a_key_away(purpose: str) -> None:
    policy = statements(one("aws:kms/key:Key", f"vault-{purpose}")["policy"])
    kept = policy["NobodyTakesItAway"]
    assert kept["Effect"] == "Deny"
    assert kept["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [role("break-glass")]}}
    assert "kms:ScheduleKeyDeletion" in kept["Action"]
    rewritten = policy["NobodyRewritesThis"]
    assert rewritten["Action"] == ["kms:PutKeyPolicy"], "else an administrator would take the line above out first"
    assert rewritten["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [role("break-glass"), role("deployer")]}}


def test_nodes_use_the_seal_key_to_encrypt_and_decrypt_only() -> None:
    nodes = statements(one("aws:kms/key:Key", "vault-seal")["policy"])["Nodes"]
    assert nodes["Action"] == ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"]
    assert nodes["Condition"]["ArnEquals"]["aws:PrincipalArn"] == [
        "arn:aws:iam::123456789012:role/strongroom-production-vault"
    ]


def test_each_recovery_share_has_one_reader() -> None:
    policies = of_type(registered(), "aws:secretsmanager/secretPolicy:SecretPolicy")
    readers = [statements(policy.inputs["policy"])["OneCustodian"] for policy in policies]
    assert sorted(reader["Condition"]["ArnNotEquals"]["aws:PrincipalArn"] for reader in readers) == [
        role(f"custodian-{number}") for number in range(1, 6)
    ]


def test_nodes_write_shares_and_never_read_them() -> None:
    policy = statements(one("aws:iam/rolePolicy:RolePolicy")["policy"])
    assert "secretsmanager:GetSecretValue" in policy["NoShareIsEverRead"]["Action"]
    assert policy["NoShareIsEverRead"]["Effect"] == "Deny"
    assert "secretsmanager:PutSecretValue" in policy["Custody"]["Action"]
    assert all(entry.endswith("-??????") for entry in policy["Custody"]["Resource"])


def test_once_custody_is_closed_nodes_can_not_even_write_shares() -> None:
    (policy,) = of_type(registered(custody_open=False), "aws:iam/rolePolicy:RolePolicy")
    assert "Custody" not in statements(policy.inputs["policy"])


def test_the_role_names_what_it_may_touch() -> None:
    policy = statements(one("aws:iam/rolePolicy:RolePolicy")["policy"])
    unbounded = {
        sid for sid, statement in policy.items() if statement["Effect"] == "Allow" and "*" in statement["Resource"]
    }
    assert unbounded == {"Peers", "Metrics", "SessionManager"}, "only calls that AWS can't bound to a resource"
    assert not any("*" in action for statement in policy.values() for action in statement["Action"])


def test_snapshots_can_not_be_changed_or_read_in_the_clear() -> None:
    bucket = one("aws:s3/bucket:Bucket", "vault-snapshots")
    assert bucket["objectLockEnabled"] is True
    lock = one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert lock["rule"]["defaultRetention"] == {"mode": "GOVERNANCE", "days": 35}
    buckets = of_type(registered(), "aws:s3/bucket:Bucket")
    closed = of_type(registered(), "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
    assert len(closed) == len(buckets) == 3


def test_a_smaller_cluster_grows_by_more_percent_for_its_one_more_node() -> None:
    (group,) = of_type(registered(size=3), "aws:autoscaling/group:Group")
    assert group.inputs["instanceRefresh"]["preferences"]["maxHealthyPercentage"] == 134
    assert group.inputs["desiredCapacity"] == 3
