"""What is watched of a cluster: only what something publishes, each alarm with its runbook, each reaching people."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from components.alerts import Alarm, Alerts, AlertsArgs
from components.alerts.settings import AlertSettings
from components.rotation import alarms as rotation_alarms
from components.vault.cluster import VaultCluster
from components.vault.watch import VaultWatch, VaultWatchArgs
from components.vault.watch.audit_filters import audit_filters, namespace
from components.vault.watch.metrics import AWS, CLUSTER
from components.vault.watch.widgets import COLUMNS
from rotation import telemetry
from tests.components.entries import context
from tests.components.recording import Registered, of_type, record
from tests.components.sdk_warnings import IGNORED
from tests.components.vault_arguments import SECOND_REGION, arguments

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = IGNORED
PROJECT = Path(__file__).resolve().parents[2]
NODE_PROGRAM = PROJECT / "components/vault/cluster/node-files/strongroom_node/watch.py"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
HOURS = {"zone": "Europe/Berlin", "begin": "08:00", "end": "18:00"}
# CloudWatch API reference, "Dashboard body structure and syntax", as far as we use it.
BODY = {
    "type": "object",
    "required": ["widgets"],
    "additionalProperties": False,
    "properties": {
        "widgets": {
            "type": "array",
            "maxItems": 500,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["type", "x", "y", "width", "height", "properties"],
                "properties": {
                    "type": {"enum": ["metric", "text", "log", "alarm"]},
                    "x": {"type": "integer", "minimum": 0, "maximum": COLUMNS - 1},
                    "y": {"type": "integer", "minimum": 0},
                    "width": {"type": "integer", "minimum": 1, "maximum": COLUMNS},
                    "height": {"type": "integer", "minimum": 1, "maximum": 1000},
                    "properties": {"type": "object"},
                },
                "allOf": [
                    {"if": {"properties": {"type": {"const": kind}}}, "then": {"properties": {"properties": demanded}}}
                    for kind, demanded in {
                        "metric": {
                            "required": ["region", "metrics", "view"],
                            "properties": {
                                "view": {"enum": ["timeSeries", "singleValue", "gauge", "bar", "pie"]},
                                "metrics": {"minItems": 1, "maxItems": 500},
                                "period": {"type": "integer", "multipleOf": 60},
                            },
                        },
                        "text": {
                            "required": ["markdown"],
                            "additionalProperties": False,
                            "properties": {"markdown": {}},
                        },
                        "log": {
                            "required": ["region", "query", "view"],
                            "properties": {
                                "query": {"pattern": "^SOURCE '"},
                                "view": {"enum": ["table", "timeSeries"]},
                            },
                        },
                        "alarm": {"required": ["alarms"], "properties": {"alarms": {"maxItems": 100}}},
                    }.items()
                ],
            },
        }
    },
}


@cache
def made() -> list[Registered]:
    """A production cluster with a second region, watched, in a stack that rotates."""
    settings = AlertSettings.model_validate({"mail": ["alerts@harbour.example"], "businessHours": HOURS})

    def program() -> None:
        alerts = Alerts(context(), AlertsArgs(settings=settings, key_arn="arn:key"))
        cluster = VaultCluster(context(), arguments(second_region=SECOND_REGION))
        wanted = VaultWatchArgs(
            cluster=cluster,
            size=5,
            certificate_arn="arn:certificate",
            alerts=alerts,
            log_key_arn="arn:logs",
            rotations={"rotation-random": "random", "rotation-random-2": "random", "rotation-manual": "manual"},
            copies=True,
        )
        VaultWatch(context(), wanted)

    return record(program)


def alarms() -> dict[str, dict[str, Any]]:
    return {one.name: one.inputs for one in of_type(made(), ALARM)}


def dashboards() -> dict[str, Any]:
    return {
        one.inputs["dashboardName"]: json.loads(one.inputs["dashboardBody"])
        for one in of_type(made(), "aws:cloudwatch/dashboard:Dashboard")
    }


def published() -> dict[tuple[str, str], set[frozenset[str]]]:
    """Every metric that nodes, filters, rotation and AWS publish, with the names of its dimensions."""
    found: dict[tuple[str, str], set[frozenset[str]]] = {}
    for name in told_by_nodes():
        found[CLUSTER, name] = {frozenset({"Cluster"})}
    for one in audit_filters("production"):
        found[namespace("production"), one.metric] = {frozenset()}
    for name, dimensions in told_by_rotation():
        found.setdefault((rotation_alarms.namespace("production"), name), set()).add(dimensions)
    for service, metrics in AWS.items():
        for name, dimensions in metrics.items():
            found[service, name] = {dimensions}
    return found


def told_by_nodes() -> set[str]:
    """Names that the node program gives to figures: keys of its dictionaries of floats."""
    tree = ast.parse(NODE_PROGRAM.read_text())
    return {
        node.value
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name in ("measure", "_cluster_figures")
        for node in ast.walk(function)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(?:[A-Z][a-z]+)+", node.value)
    }


def told_by_rotation() -> Iterator[tuple[str, frozenset[str]]]:
    """The table of rotation/telemetry.py, which a test of the rotation's own holds."""
    for name, dimensions in re.findall(r"^\| (\w+) \| ([\w, ]+) \| Count", telemetry.__doc__ or "", re.MULTILINE):
        yield name, frozenset(dimensions.split(", "))


def of_rotation() -> list[Alarm]:
    """The alarms of rotations."""
    functions = (
        alarm
        for one in ("random", "manual")
        for alarm in rotation_alarms.of_function("production", one, "function", f"rotation-{one}")
    )
    return [*functions, rotation_alarms.of_queue("queue"), rotation_alarms.of_rule("rule")]


def looked_at() -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Who looks at which metric, by which dimensions."""
    for name, alarm in alarms().items():
        queried = [query["metric"] for query in alarm.get("metricQueries", ()) if "metric" in query]
        for one in queried or [alarm]:
            yield name, one["namespace"], one["metricName"], frozenset(one.get("dimensions") or ())
    for ringing in of_rotation():
        yield ringing.purpose, ringing.namespace, ringing.metric, frozenset(ringing.dimensions[0])
    for name, body in dashboards().items():
        for widget in body["widgets"]:
            for metric in widget["properties"].get("metrics", ()):
                *series, _ = metric
                if series:  # an expression names others of the same graph
                    yield name, series[0], series[1], frozenset(series[2::2])


def test_alarms_and_dashboards_look_at_nothing_that_nobody_publishes() -> None:
    known = published()
    wrong = [
        (who, namespace, metric, sorted(dimensions))
        for who, namespace, metric, dimensions in looked_at()
        if dimensions not in known.get((namespace, metric), set())
    ]
    assert wrong == []


def test_the_sources_of_metrics_are_read_at_all() -> None:
    assert {"Answering", "Sealed", "SnapshotAge", "Voters", "DataDiskUsed"} <= told_by_nodes()
    assert rotation_alarms.namespace("production") == f"{telemetry.NAMESPACE}/production"
    assert ("RotationOverdue", frozenset({"strategy"})) in set(told_by_rotation())


def test_everything_that_nodes_tell_and_filters_count_is_looked_at_by_somebody() -> None:
    seen = {(namespace, metric) for _, namespace, metric, _ in looked_at()}
    own = {key for key in published() if key[0] in (CLUSTER, namespace("production"))}
    assert own - seen == set()


def test_every_alarm_says_what_it_means_and_names_a_runbook_that_is_there() -> None:
    told = {name: alarm["alarmDescription"] for name, alarm in alarms().items()}
    for name, description in {**told, **{one.purpose: one.description for one in of_rotation()}}.items():
        (page,) = re.findall(r"docs/[\w/-]+\.md", description)
        assert (PROJECT / page).is_file(), f"{name}: {page}"
        assert len(description) <= 1024


def test_every_alarm_tells_somebody_when_it_rings_and_when_it_is_over_whatever_is_missing() -> None:
    for name, alarm in alarms().items():
        assert alarm["alarmActions"] == alarm["okActions"] != [], name
        assert alarm["treatMissingData"] in ("breaching", "notBreaching"), (
            f"{name}: INSUFFICIENT_DATA is told to nobody"
        )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vault-sealed", ("Sealed", "GreaterThanThreshold", 0, 60, "notBreaching")),
        ("vault-failed-logins", ("FailedLogins", "GreaterThanThreshold", 5, 60, "notBreaching")),
        ("vault-audit-gap", ("IncomingLogEvents", "LessThanThreshold", 1, 900, "breaching")),
        ("vault-node-missing", ("Voters", "LessThanThreshold", 5, 900, "breaching")),
        ("vault-tolerance", ("FailureTolerance", "LessThanThreshold", 1, 300, "breaching")),
        ("vault-snapshot-old", ("SnapshotAge", "GreaterThanThreshold", 7200, 900, "breaching")),
        ("vault-copies-failed", ("OperationsFailedReplication", "GreaterThanThreshold", 0, 300, "notBreaching")),
    ],
)
def test_what_is_demanded_rings_as_it_is_demanded(name: str, expected: tuple[str, str, float, int, str]) -> None:
    """Metric, comparison, threshold, seconds until it rings, and what missing data counts as (requirement 4.14)."""
    alarm = alarms()[name]
    seconds = alarm["period"] * alarm["evaluationPeriods"]
    found = (alarm["metricName"], alarm["comparisonOperator"], alarm["threshold"], seconds, alarm["treatMissingData"])
    assert found == expected


def test_reads_outside_of_business_hours_are_those_of_people_in_the_configured_zone() -> None:
    series, *steps = alarms()["vault-off-hours"]["metricQueries"]
    assert series["metric"]["metricName"] == "PeopleReads"
    assert "+3600*" in steps[0]["expression"], "Berlin's summer time"
    assert [step.get("returnData", False) for step in steps] == [False] * 4 + [True]
    assert "minute>=480 AND minute<1080" in steps[-1]["expression"]


def test_there_are_four_dashboards_that_cloudwatch_takes() -> None:
    assert {name.removeprefix("strongroom-production-") for name in dashboards()} == {
        "vault-health",
        "vault-access",
        "vault-performance",
        "vault-security",
    }
    for body in dashboards().values():
        jsonschema.validate(body, BODY)


def test_no_widget_lies_on_another_or_beyond_the_edge() -> None:
    for name, body in dashboards().items():
        taken: set[tuple[int, int]] = set()
        for widget in body["widgets"]:
            assert widget["x"] + widget["width"] <= COLUMNS, name
            cells = {
                (x, y)
                for x in range(widget["x"], widget["x"] + widget["width"])
                for y in range(widget["y"], widget["y"] + widget["height"])
            }
            assert not cells & taken, name
            taken |= cells


def test_a_dashboard_shows_the_alarms_that_are_there() -> None:
    shown = {
        arn.rpartition(":")[2]
        for body in dashboards().values()
        for widget in body["widgets"]
        for arn in widget["properties"].get("alarms", ())
    }
    # Those of the other region are on its own console: a dashboard's alarms are of one.
    here = {alarm["name"] for alarm in alarms().values() if "region" not in alarm}
    assert shown == {name for name in here if name.startswith("strongroom-production-vault-")}
    assert len(shown) > 20


def test_the_availability_is_what_the_balancer_answered_without_an_error() -> None:
    graphs = [
        widget["properties"]
        for body in dashboards().values()
        for widget in body["widgets"]
        if widget["properties"].get("title", "").startswith("Availability")
    ]
    assert [graph.get("setPeriodToTimeRange") for graph in graphs] == [None, True]
    for graph in graphs:
        (expression,), *series = graph["metrics"]
        assert expression["expression"] == "100 * (m1 - FILL(m2, 0)) / (m1 + FILL(m3, 0))"
        assert {one[-1]["id"]: one[1] for one in series} == {
            "m1": "RequestCount",
            "m2": "HTTPCode_Target_5XX_Count",
            "m3": "HTTPCode_ELB_5XX_Count",
        }
        assert not any(one[-1]["visible"] for one in series)


def test_the_questions_to_the_logs_are_kept_and_put_to_log_groups_that_are_there() -> None:
    kept = {one.inputs["name"]: one.inputs for one in of_type(made(), "aws:cloudwatch/queryDefinition:QueryDefinition")}
    assert {name.removeprefix("strongroom/production/") for name in kept} == {
        "access-patterns",
        "access-by-hour",
        "unauthorised",
        "break-glass",
        "key-events",
        "rotation-failures",
    }
    groups = {one.inputs["name"] for one in of_type(made(), "aws:cloudwatch/logGroup:LogGroup")}
    rotations = {f"/strongroom/production/rotation-{part}" for part in ("random", "random-2", "manual")}
    for query in kept.values():
        assert set(query["logGroupNames"]) <= groups | rotations


def test_a_key_taken_away_is_seen_by_its_arn_and_a_share_asked_for_by_any_of_its_names() -> None:
    rules = {one.name: one.inputs for one in of_type(made(), "aws:cloudwatch/eventRule:EventRule")}
    keys = json.loads(rules["vault-keys"]["eventPattern"])["detail"]
    assert {"ScheduleKeyDeletion", "DisableKey"} <= set(keys["eventName"])
    assert len(keys["resources"]["ARN"]) == 6
    shares = json.loads(rules["vault-shares"]["eventPattern"])["detail"]["requestParameters"]["secretId"]
    entries = [one.inputs["name"] for one in of_type(made(), "aws:secretsmanager/secret:Secret")]
    for entry in (name for name in entries if "recovery-share" in name):
        for called in (entry, f"arn:aws:secretsmanager:us-east-1:123456789012:secret:{entry}-a1b2c3"):
            assert any(called.startswith(one["prefix"]) for one in shares), called
    assert rules["vault-shares"]["state"] == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", "a read is told only so"


def test_filters_wait_for_the_log_group_that_they_read() -> None:
    filters = of_type(made(), "aws:cloudwatch/logMetricFilter:LogMetricFilter")
    assert {one.inputs["logGroupName"] for one in filters} == {"/strongroom/production/vault-audit"}
    for one in filters:
        assert one.inputs["metricTransformation"]["defaultValue"] == "0", "an alarm is over when nothing matches"
