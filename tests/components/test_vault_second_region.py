"""The second region: nothing where it is not asked for; else replicas of keys, and locked copies of snapshots."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from components.vault.cluster import SealKey, VaultCluster
from strongroom.vault.names import Names
from tests.components.entries import context
from tests.components.recording import Registered, of_type, record
from tests.components.sdk_warnings import IGNORED
from tests.components.vault_arguments import SECOND_REGION, arguments, role

pytestmark = IGNORED

KEY = "aws:kms/key:Key"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
ALIAS = "aws:kms/alias:Alias"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
TOPIC = "aws:sns/topic:Topic"
REGION = SECOND_REGION.name
REPLICATED = {"vault-seal", "vault-authority", "vault-deployer", "vault-operator", "vault-custody"}
COPIES = "arn:aws:s3:::strongroom-production-vault-copies-123456789012"
SNAPSHOTS = "arn:aws:s3:::strongroom-production-vault-snapshots-123456789012"


@cache
def without() -> list[Registered]:
    return record(lambda: VaultCluster(context(), arguments()))


@cache
def whole() -> list[Registered]:
    return record(lambda: VaultCluster(context(), arguments(second_region=SECOND_REGION)))


def one(token: str, name: str) -> dict[str, Any]:
    (found,) = [made for made in of_type(whole(), token) if made.name == name]
    return found.inputs


def statements(document: str) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in json.loads(document)["Statement"] if "Sid" in statement}


def elsewhere(registered: list[Registered]) -> set[str]:
    return {f"{made.type.rpartition(':')[2]} {made.name}" for made in registered if "region" in made.inputs}


def test_with_no_second_region_nothing_stands_elsewhere_and_no_key_can_be_replicated() -> None:
    assert elsewhere(without()) == set()
    assert not any("multiRegion" in key.inputs for key in of_type(without(), KEY))
    assert of_type(without(), REPLICA) == of_type(without(), REPLICATION) == of_type(without(), TOPIC) == []


def test_a_second_region_adds_and_changes_no_name_or_bucket_of_the_first() -> None:
    before = {(made.type, made.name): made.inputs for made in without()}
    after = {(made.type, made.name): made.inputs for made in whole()}
    changed = {name for (token, name), inputs in before.items() if after[token, name] != inputs}
    shares = {f"recovery-share-{number}" for number in range(1, 6)}
    role = {"vault"}  # the nodes' policy: they write shares with the replica's key, too
    assert changed == {*REPLICATED, "vault-data", *shares, *role}, "S3 tells a topic under the data key of failures"


def test_the_keys_that_a_snapshot_needs_have_a_replica_with_the_same_policy_and_alias() -> None:
    replicas = {made.name.removesuffix("-replica"): made.inputs for made in of_type(whole(), REPLICA)}
    assert replicas.keys() == REPLICATED
    for name, replica in replicas.items():
        primary = one(KEY, name)
        assert primary["multiRegion"] is True
        assert replica["primaryKeyArn"] == f"arn:aws:mock::123456789012:{name}"
        assert replica["region"] == REGION
        assert replica["policy"] == primary["policy"].replace(
            "secretsmanager.us-east-1.", f"secretsmanager.{REGION}."
        ), "what is used through a service is used through the one of the key's region"
        here, there = one(ALIAS, name), one(ALIAS, f"{name}-replica")
        assert there["name"] == here["name"]
        assert there["region"] == REGION
        assert there["targetKeyId"] == f"key-{name}-replica"


def test_recovery_shares_are_in_the_second_region_too_for_the_same_custodians() -> None:
    entries = of_type(whole(), "aws:secretsmanager/secret:Secret")
    assert [entry.inputs["replicas"] for entry in entries] == [
        [{"region": REGION, "kmsKeyId": "arn:aws:mock::123456789012:vault-custody-replica"}]
    ] * 5
    policy = statements(one("aws:iam/rolePolicy:RolePolicy", "vault")["policy"])
    assert policy["CustodyReplica"]["Condition"] == {
        "StringEquals": {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"}
    }
    assert "NoShareIsEverRead" in policy


def test_only_the_second_region_may_get_a_replica_and_only_break_glass_takes_one_away() -> None:
    policy = statements(one(REPLICA, "vault-seal-replica")["policy"])
    assert policy["Replication"]["Condition"] == {"StringEquals": {"kms:ReplicaRegion": REGION}}
    assert policy["NobodyTakesItAway"]["Condition"]["ArnNotEquals"]["aws:PrincipalArn"] == [role("break-glass")]


def test_other_keys_stay_in_their_region() -> None:
    assert not any("multiRegion" in one(KEY, name) for name in ("vault-data", "vault-copies"))


def test_a_key_of_an_own_hsm_is_neither_rotated_nor_replicated() -> None:
    asked = arguments(
        seal=SealKey(custom_key_store_id="cks-0123456789abcdef0"), second_region=replace(SECOND_REGION, keys=False)
    )
    made = record(lambda: VaultCluster(context(), asked))
    (seal,) = [key.inputs for key in of_type(made, KEY) if key.name == "vault-seal"]
    assert seal["customKeyStoreId"] == "cks-0123456789abcdef0"
    assert not {"enableKeyRotation", "multiRegion"} & seal.keys()
    assert of_type(made, REPLICA) == []
    assert len(of_type(made, REPLICATION)) == 1


def test_in_the_second_region_of_a_lost_one_the_replicas_are_taken_as_they_are() -> None:
    made = record(lambda: VaultCluster(context(), arguments(keys_are_there=True)))
    assert {key.name for key in of_type(made, KEY)} == {"vault-data"}
    assert {alias.name for alias in of_type(made, ALIAS)} == {"vault-data"}
    buckets = {bucket.inputs["bucket"] for bucket in of_type(made, "aws:s3/bucket:Bucket")}
    assert all(name.endswith("-123456789012-2") for name in buckets), "the lost region still has the others"
    (policy,) = of_type(made, "aws:iam/rolePolicy:RolePolicy")
    assert statements(policy.inputs["policy"])["Snapshots"]["Resource"] == [f"{SNAPSHOTS}-2/snapshots/*"]


def test_copies_are_locked_versioned_private_and_under_a_key_of_their_region() -> None:
    settings = {
        made.type.rpartition(":")[2]: made.inputs for made in whole() if made.name in ("vault-copies", "copies")
    }
    assert {inputs["region"] for inputs in settings.values()} == {REGION}
    assert settings["Bucket"]["objectLockEnabled"] is True
    assert settings["BucketVersioning"]["versioningConfiguration"] == {"status": "Enabled"}
    here = one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "snapshots")
    assert settings["BucketObjectLockConfiguration"]["rule"] == here["rule"]
    (encryption,) = settings["BucketServerSideEncryptionConfiguration"]["rules"]
    assert encryption["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"].endswith(":vault-copies")
    assert settings["BucketPublicAccessBlock"]["restrictPublicBuckets"] is True


def test_every_snapshot_is_copied_within_a_told_time_and_no_deletion_is() -> None:
    (rule,) = one(REPLICATION, "vault-snapshots")["rules"]
    assert rule["filter"] == {"prefix": "snapshots/"}
    assert rule["deleteMarkerReplication"] == {"status": "Disabled"}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    destination = rule["destination"]
    assert destination["encryptionConfiguration"]["replicaKmsKeyId"].endswith(":vault-copies")
    assert destination["metrics"] == {"status": "Enabled", "eventThreshold": {"minutes": 15}}
    assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}


def test_the_role_that_copies_reads_here_writes_there_and_deletes_nowhere() -> None:
    policy = statements(one("aws:iam/rolePolicy:RolePolicy", "vault-replication")["policy"])
    assert policy["Copies"]["Action"] == ["s3:ReplicateObject", "s3:ReplicateTags"]
    assert policy["Copies"]["Resource"] == [f"{COPIES}/snapshots/*"]
    assert policy["Snapshots"]["Resource"] == [f"{SNAPSHOTS}/snapshots/*"]
    assert {"s3:GetObjectRetention", "s3:GetObjectLegalHold"} < set(policy["Snapshots"]["Action"])
    assert policy["Open"]["Action"] == ["kms:Decrypt"]
    assert policy["Open"]["Condition"]["StringEquals"] == {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    assert policy["Seal"]["Condition"]["StringEquals"] == {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}
    assert not any("*" in action or "Delete" in action for made in policy.values() for action in made["Action"])


def test_somebody_is_told_of_copies_that_fail_and_in_the_second_region_of_copies_that_stay_away() -> None:
    failures = one("aws:s3/bucketNotification:BucketNotification", "vault-replication")
    (told,) = failures["topics"]
    assert told["events"] == [
        "s3:Replication:OperationFailedReplication",
        "s3:Replication:OperationMissedThreshold",
    ]
    alarm = one("aws:cloudwatch/metricAlarm:MetricAlarm", f"vault-copies-missing-{REGION}")
    assert alarm["region"] == REGION, "it has to ring when the first region is gone"
    assert alarm["treatMissingData"] == "breaching"
    assert alarm["alarmActions"] == [f"arn:aws:mock::123456789012:alarms-{REGION}"]
    assert one(TOPIC, f"alarms-{REGION}")["kmsMasterKeyId"].endswith(":vault-copies")
    assert (alarm["metricName"], alarm["period"], alarm["evaluationPeriods"]) == ("NumberOfMessagesPublished", 3600, 2)
    subscribed = {
        (made.inputs["topic"].rpartition(":")[2], made.inputs.get("region"))
        for made in of_type(whole(), "aws:sns/topicSubscription:TopicSubscription")
    }
    assert subscribed == {("vault-replication", None), (f"alarms-{REGION}", REGION)}


def test_a_copy_that_is_late_rings_where_s3_counts_it() -> None:
    alarm = one("aws:cloudwatch/metricAlarm:MetricAlarm", f"vault-copies-late-{REGION}")
    assert (alarm["metricName"], alarm["threshold"], alarm["region"]) == ("ReplicationLatency", 900, REGION)
    assert alarm["dimensions"]["RuleId"] == one(REPLICATION, "vault-snapshots")["rules"][0]["id"]


def test_the_command_looks_for_copies_where_the_program_puts_them() -> None:
    assert one("aws:s3/bucket:Bucket", "vault-copies")["bucket"] == Names("production").copies("123456789012")


def test_a_topic_is_told_by_its_bucket_alone() -> None:
    for name, bucket in (("vault-replication", SNAPSHOTS), ("vault-copies", COPIES)):
        told = statements(one(TOPIC, name)["policy"])["Told"]
        assert told["Principal"] == {"Service": "s3.amazonaws.com"}
        assert told["Condition"]["ArnEquals"] == {"aws:SourceArn": bucket}
        assert one(TOPIC, name)["kmsMasterKeyId"]


def test_s3_uses_the_keys_of_the_topics_for_the_topics_alone() -> None:
    for name, topic, region in (("vault-data", "replication", "us-east-1"), ("vault-copies", "copies", REGION)):
        by_s3 = statements(one(KEY, name)["policy"])["TopicByS3"]
        arn = f"arn:aws:sns:{region}:123456789012:strongroom-production-vault-{topic}"
        assert by_s3["Condition"] == {"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": arn}}
