"""Databases and caches: private, encrypted, copied, watched, and with no password that the program ever knows."""

from __future__ import annotations

import json
import re
from functools import cache as once
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from components.data import cache_alarms, database_access
from tests.components.data_stores import CACHE, DATABASE, PLACE, stores
from tests.components.entries import context
from tests.components.recording import ACCOUNT, Registered, of_type
from tests.components.sdk_warnings import IGNORED

if TYPE_CHECKING:
    from components.data.connections import Connections

pytestmark = IGNORED
INSTANCE = "aws:rds/instance:Instance"
REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
USER = "aws:elasticache/user:User"
USER_GROUP = "aws:elasticache/userGroup:UserGroup"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
KEY = "aws:kms/key:Key"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


@once
def whole() -> list[Registered]:
    return stores(database=DATABASE, cache=CACHE)


def one(token: str, name: str = "harbour", seen: list[Registered] | None = None) -> dict[str, Any]:
    (found,) = [made for made in of_type(seen or whole(), token) if made.name == name]
    return found.inputs


def test_a_database_is_private_and_survives_a_zone_and_a_mistake() -> None:
    database = one(INSTANCE)
    assert database["identifier"] == "strongroom-production-database-harbour"
    assert database["publiclyAccessible"] is False
    assert database["multiAz"] is True
    assert database["deletionProtection"] is True
    assert database["skipFinalSnapshot"] is False
    assert database["finalSnapshotIdentifier"] == "strongroom-production-database-harbour-final"
    assert database["autoMinorVersionUpgrade"] is True
    assert database["deleteAutomatedBackups"] is False


def test_everything_of_a_database_is_under_our_key() -> None:
    database, key = one(INSTANCE), f"arn:aws:mock::{ACCOUNT}:databases"
    kept = ("kmsKeyId", "masterUserSecretKmsKeyId", "performanceInsightsKmsKeyId")
    assert {database[name] for name in kept} == {key}
    assert database["storageEncrypted"] is True
    logs = [made for made in of_type(whole(), "aws:cloudwatch/logGroup:LogGroup") if "/rds/" in made.inputs["name"]]
    assert {log.inputs["name"].rpartition("/")[2] for log in logs} == set(database["enabledCloudwatchLogsExports"])
    assert {log.inputs["kmsKeyId"] for log in logs} == {key}
    topics = [made for made in of_type(whole(), "aws:sns/topic:Topic") if "database" in made.inputs["name"]]
    assert {topic.inputs["kmsMasterKeyId"] for topic in topics} == {key}


def test_the_databases_key_is_used_through_rds_and_secrets_manager_and_by_its_topics() -> None:
    statements = json.loads(one(KEY, "databases")["policy"])["Statement"]
    through = {
        one["Condition"]["StringEquals"]["kms:ViaService"] for one in statements if one["Sid"].startswith("UseThrough")
    }
    assert through == {"rds.us-east-1.amazonaws.com", "secretsmanager.us-east-1.amazonaws.com"}
    (topics,) = [one["Condition"]["StringEquals"] for one in statements if one["Sid"] == "TopicsByRds"]
    made = {
        f"arn:aws:sns:us-east-1:{ACCOUNT}:{database_access.topic_name(context(), 'harbour', kind)}"
        for kind in database_access.TOPICS
    }
    assert set(topics["kms:EncryptionContext:aws:sns:topicArn"]) == made


def test_tls_is_forced_and_the_connections_are_those_that_the_alarm_knows() -> None:
    parameters = {held["name"]: held["value"] for held in one("aws:rds/parameterGroup:ParameterGroup")["parameters"]}
    assert parameters["rds.force_ssl"] == "1"
    assert parameters["password_encryption"] == "scram-sha-256"
    assert int(parameters["max_connections"]) * 4 // 5 == one(ALARM, "database-harbour-connections")["threshold"]


def test_backups_go_to_the_second_region_under_a_key_of_there() -> None:
    copies = one(REPLICATION)
    assert copies["region"] == "us-west-2"
    assert copies["retentionPeriod"] == one(INSTANCE)["backupRetentionPeriod"] == 35
    assert copies["kmsKeyId"] == f"arn:aws:mock::{ACCOUNT}:database-copies-us-west-2"
    assert one(KEY, "database-copies-us-west-2")["region"] == "us-west-2"
    without = stores(database={key: value for key, value in DATABASE.items() if key != "secondRegion"})
    assert not of_type(without, REPLICATION)
    assert not [made for made in without if "region" in made.inputs]


def test_no_password_is_in_anything_that_the_program_registers() -> None:
    assert one(INSTANCE)["manageMasterUserPassword"] is True
    for made in whole():
        said = json.dumps(made.inputs, default=str)
        for name in ("password", "passwordWo", "authToken", "authTokenWo", "passwords", "passwordsWo"):
            assert f'"{name}":' not in said, f"{made.type} {made.name}"
    assert not of_type(whole(), "random:index/randomPassword:RandomPassword")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "harbour/postgres/connection",
            {"engine": "postgres", "port": 5432, "dbname": "harbour", "username": "harbour_app"},
        ),
        (
            "harbour/redis/connection",
            {"engine": "redis", "port": 6379, "user_id": "strongroom-production-cache-harbour-app"},
        ),
    ],
)
def test_what_an_application_reads_waits_for_its_password(path: str, said: dict[str, Any]) -> None:
    first = one(VERSION, path)
    value = json.loads(first["secretString"]["value"])
    assert said.items() <= value.items()
    assert "password" not in value
    assert first["secretId"] == f"arn:of:{path}"
    assert first["versionStages"] == ["AWSCURRENT", "strongroom-initial"]


def test_an_application_gets_the_authorities_of_its_server() -> None:
    value = json.loads(one(VERSION, "harbour/postgres/connection")["secretString"]["value"])
    assert value["sslrootcert"].count("BEGIN CERTIFICATE") == 3


def test_a_cache_speaks_tls_only_and_fails_over() -> None:
    group = one(GROUP)
    assert group["transitEncryptionMode"] == "required"
    assert (group["transitEncryptionEnabled"], group["atRestEncryptionEnabled"]) == (True, True)
    assert group["kmsKeyId"] == f"arn:aws:mock::{ACCOUNT}:caches"
    assert (group["numCacheClusters"], group["automaticFailoverEnabled"], group["multiAzEnabled"]) == (3, True, True)
    alone = one(GROUP, seen=stores(cache={**CACHE, "nodes": 1}))
    assert (alone["automaticFailoverEnabled"], alone["multiAzEnabled"]) == (False, False)


def test_a_cache_has_users_and_none_of_them_a_password() -> None:
    (user,) = [made.inputs for made in of_type(whole(), USER)]
    assert user["authenticationMode"] == {"type": "iam"}
    assert user["userId"] == user["userName"], "IAM asks for that"
    assert one(USER_GROUP)["userIds"] == [user["userId"]]
    assert one(GROUP)["userGroupIds"] == [one(USER_GROUP)["userGroupId"]]


def test_a_redis_has_the_default_user_that_it_must_have_switched_off() -> None:
    seen = stores(cache={**CACHE, "engine": "redis", "version": "7.1"})
    (default,) = [made.inputs for made in of_type(seen, USER) if made.inputs["userName"] == "default"]
    assert default["accessString"] == "off -@all"
    assert len(one(USER_GROUP, seen=seen)["userIds"]) == 2


def test_slow_requests_go_to_an_encrypted_group_that_the_service_may_write() -> None:
    (delivery,) = one(GROUP)["logDeliveryConfigurations"]
    log = one("aws:cloudwatch/logGroup:LogGroup", "harbour-slow")
    assert delivery["destination"] == log["name"] == "/strongroom/production/cache-harbour-slow"
    assert log["kmsKeyId"].endswith(":key/logs")
    policy = json.loads(one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "caches")["policyDocument"])
    assert policy["Statement"][0]["Principal"] == {"Service": "delivery.logs.amazonaws.com"}


def test_a_server_lets_in_its_clients_and_the_functions_and_lets_nothing_out() -> None:
    ways_in = {made.name: made.inputs for made in of_type(whole(), INGRESS) if "harbour" in made.name}
    assert {
        name: (rule["fromPort"], rule.get("cidrIpv4"), rule.get("referencedSecurityGroupId"))
        for name, rule in ways_in.items()
    } == {
        "database-harbour-1": (5432, "10.0.0.0/16", None),
        "database-harbour-rotation": (5432, None, "rotation-databases-id"),
        "cache-harbour-1": (6379, "10.0.0.0/16", None),
        "cache-harbour-rotation": (6379, None, "rotation-caches-id"),
    }
    ways_out = {made.inputs["securityGroupId"] for made in of_type(whole(), EGRESS)}
    assert ways_out == {"rotation-databases-id", "rotation-caches-id"}


def test_the_functions_find_elasticache_without_a_way_to_the_internet() -> None:
    endpoint = one(ENDPOINT, "elasticache")
    assert json.loads(endpoint["policy"])["Statement"][0]["Action"] == [
        "elasticache:DescribeUsers",
        "elasticache:ModifyUser",
    ]
    given = stores(cache={**CACHE, "place": PLACE})
    assert not [made for made in of_type(given, ENDPOINT) if made.name == "elasticache"], (
        "it is somebody else's network"
    )
    assert one("aws:elasticache/subnetGroup:SubnetGroup", "caches", given)["subnetIds"] == PLACE["subnetIds"]


def test_a_rotation_is_told_how_to_reach_what_was_made() -> None:
    told: list[Connections] = []
    stores(database=DATABASE, cache=CACHE, told=told)
    (connections,) = told
    assert connections.inside.keys() == {"postgres", "redis"}
    assert connections.superusers.keys() == {"harbour/postgres/connection"}
    assert connections.waiting.keys() == {"harbour/postgres/connection", "harbour/redis/connection"}
    assert connections.superuser_key_arn is not None


def test_a_stack_that_is_thrown_away_can_be() -> None:
    seen = stores(database=DATABASE, cache=CACHE, protect=False)
    assert one(INSTANCE, seen=seen)["deletionProtection"] is False
    assert one(INSTANCE, seen=seen)["skipFinalSnapshot"] is True
    assert "finalSnapshotIdentifier" not in one(GROUP, seen=seen)


def test_the_alarms_are_few_and_know_every_node() -> None:
    rung = {made.name: made.inputs for made in of_type(whole(), ALARM)}
    assert rung.keys() == {
        *(f"database-harbour-{what}" for what in ("storage", "connections", "cpu", "events", "backups-missing")),
        *(f"cache-harbour-{what}" for what in ("memory", "connections", "cpu", "lag")),
    }
    *nodes, worst = rung["cache-harbour-lag"]["metricQueries"]
    named = [node["metric"]["dimensions"]["CacheClusterId"] for node in nodes]
    assert named == cache_alarms.node_ids("strongroom-production-cache-harbour", 3)
    assert worst["expression"] == "MAX([m0, m1, m2])"
    assert rung["database-harbour-backups-missing"]["treatMissingData"] == "breaching"
    alone = stores(cache={**CACHE, "nodes": 1})
    assert "cache-harbour-lag" not in {made.name for made in of_type(alone, ALARM)}, "nobody stands by"


def test_rds_alone_tells_of_its_database_in_its_topics() -> None:
    for kind in database_access.TOPICS:
        topic, told = (
            one("aws:sns/topic:Topic", f"harbour-{kind}"),
            one("aws:rds/eventSubscription:EventSubscription", f"harbour-{kind}"),
        )
        (statement,) = json.loads(topic["policy"])["Statement"]
        assert statement["Principal"] == {"Service": "events.rds.amazonaws.com"}
        assert statement["Condition"]["ArnEquals"]["aws:SourceArn"].endswith(
            ":db:strongroom-production-database-harbour"
        )
        assert told["sourceIds"] == ["strongroom-production-database-harbour"]
    assert one("aws:rds/eventSubscription:EventSubscription", "harbour-backups")["eventCategories"] == ["backup"]


def test_storage_that_grows_by_itself_rings_when_it_should_have_and_not_before_each_growth() -> None:
    """RDS adds storage once a tenth is free for five minutes, and tells of low storage then, too."""
    gigabyte = 1024**3
    fixed = stores(database={key: value for key, value in DATABASE.items() if key != "mostStorageGb"})
    assert one(ALARM, "database-harbour-storage", fixed)["threshold"] == 20 * gigabyte
    assert (
        "low storage" in one("aws:rds/eventSubscription:EventSubscription", "harbour-events", fixed)["eventCategories"]
    )
    growing = one(ALARM, "database-harbour-storage")
    assert gigabyte * 5 < growing["threshold"] < gigabyte * 10
    assert "mostStorageGb" in growing["alarmDescription"]
    told = one("aws:rds/eventSubscription:EventSubscription", "harbour-events")["eventCategories"]
    assert told == ["failover", "failure", "recovery"]


def test_a_backup_that_began_and_never_ended_is_none() -> None:
    """RDS tells of its beginning and of its end: two messages a day."""
    assert one(ALARM, "database-harbour-backups-missing")["threshold"] == 2


def test_every_alarm_of_a_database_or_cache_names_a_page_that_is_there() -> None:
    for made in of_type(whole(), ALARM):
        (page,) = re.findall(r"docs/[\w/-]+\.md", made.inputs["alarmDescription"])
        assert (Path(__file__).resolve().parents[2] / page).is_file(), made.name
