"""CloudWatch: alarms and dashboards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import aws_type, client_of, tag_list, tag_map, unless_missing, write_tags
from local.providers.aws.shapes import camel, echo, pascal
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_ALARM: Final = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "name": "AlarmName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}
_COMPOSITE: Final = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "alarmName": "AlarmName",
    "alarmRule": "AlarmRule",
    "insufficientDataActions": "InsufficientDataActions",
    "okActions": "OKActions",
}
_ACTIONS: Final = ("alarmActions", "okActions", "insufficientDataActions")


def _cloudwatch(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "cloudwatch")


def _dimensions(dimensions: Properties) -> list[dict[str, str]]:
    return tag_list(dimensions, "Name", "Value")


def _put_alarm(call: Call[Aws]) -> None:
    request = {there: call.inputs[here] for here, there in _ALARM.items() if here in call.inputs}
    if "dimensions" in call.inputs:
        request["Dimensions"] = _dimensions(call.inputs["dimensions"])
    if "metricQueries" in call.inputs:
        request["Metrics"] = [_query(query) for query in call.inputs["metricQueries"]]
    tags = {} if call.old else {"Tags": tag_list(call.connection.tags_all(call.inputs))}
    _cloudwatch(call).put_metric_alarm(**request, **tags)
    if call.old and "tags" in call.changed:
        _write_tags(call)


def _query(query: Properties) -> dict[str, Any]:
    metric = query.get("metric")
    plain = pascal({name: value for name, value in query.items() if name != "metric"})
    if not metric:
        return dict(plain)
    named = {"MetricName": metric["metricName"], "Dimensions": _dimensions(metric.get("dimensions") or {})}
    if metric.get("namespace"):
        named["Namespace"] = metric["namespace"]
    statistic = pascal({name: metric[name] for name in ("period", "stat", "unit") if metric.get(name) is not None})
    return {**plain, "MetricStat": {"Metric": named, **statistic}}


def _alarm_arn(call: Call[Aws], name: str) -> str:
    return call.connection.arn("cloudwatch", f"alarm:{name}", call.connection.region_of({**call.old, **call.inputs}))


def _write_tags(call: Call[Aws]) -> None:
    client, arn = _cloudwatch(call), _alarm_arn(call, call.id)
    write_tags(
        call,
        tag_map(client.list_tags_for_resource(ResourceARN=arn).get("Tags")),
        tag=lambda tags: client.tag_resource(ResourceARN=arn, Tags=tag_list(tags)),
        untag=lambda keys: client.untag_resource(ResourceARN=arn, TagKeys=keys),
    )


def _create_alarm(call: Call[Aws]) -> Made:
    _put_alarm(call)
    return Made(id=call.inputs["name"])


_OF_ONE_METRIC: Final = frozenset({"extendedStatistic", "metricName", "namespace", "period", "statistic", "unit"})


def _alarm(call: Call[Aws], kind: str) -> Any:  # boto3's
    answer = _cloudwatch(call).describe_alarms(AlarmNames=[call.id], AlarmTypes=[kind])
    return next(iter(answer.get(f"{kind}s") or ()), None)


def _read_alarm(call: Call[Aws]) -> Properties | None:
    alarm = _alarm(call, "MetricAlarm")
    if alarm is None:
        return None
    found = {here: alarm[there] for here, there in _ALARM.items() if alarm.get(there) not in (None, "")}
    if "dimensions" in call.inputs:
        found["dimensions"] = tag_map(alarm.get("Dimensions"), "Name", "Value")
    if "metricQueries" in call.inputs:
        # Each query has these inside; the emulator gives the alarm defaults of its own as well.
        found = {name: value for name, value in found.items() if name in call.inputs or name not in _OF_ONE_METRIC}
    if "extendedStatistic" in call.inputs:
        found.pop("statistic", None)  # a percentile instead; the emulator gives it a default beside
    if "metricQueries" in call.inputs and alarm.get("Metrics"):
        found["metricQueries"] = echo([_query_back(query) for query in alarm["Metrics"]], call.inputs["metricQueries"])
    return {**found, **_common(call, alarm)}


def _query_back(query: Properties) -> Properties:
    """The parts that CloudWatch has in another shape, as the SDK has them."""
    plain = camel({name: value for name, value in query.items() if name != "MetricStat"})
    if not (stat := query.get("MetricStat")):
        return dict(plain)
    metric = {
        **camel({name: value for name, value in stat.items() if name != "Metric"}),
        "metricName": stat["Metric"].get("MetricName"),
        "namespace": stat["Metric"].get("Namespace"),
        "dimensions": tag_map(stat["Metric"].get("Dimensions"), "Name", "Value"),
    }
    return {**plain, "metric": metric}


def _common(call: Call[Aws], alarm: Properties) -> Properties:
    arn = alarm.get("AlarmArn") or _alarm_arn(call, call.id)
    tags = _cloudwatch(call).list_tags_for_resource(ResourceARN=arn).get("Tags")
    return {"arn": arn, "tags": call.connection.own_tags(tag_map(tags), call.inputs)}


def _delete_alarm(call: Call[Aws]) -> None:
    unless_missing(_cloudwatch(call).delete_alarms, AlarmNames=[call.id])


def _put_composite(call: Call[Aws]) -> None:
    request: dict[str, Any] = {there: call.inputs[here] for here, there in _COMPOSITE.items() if here in call.inputs}
    if suppressor := call.inputs.get("actionsSuppressor"):
        request["ActionsSuppressor"] = suppressor["alarm"]
        request["ActionsSuppressorExtensionPeriod"] = suppressor["extensionPeriod"]
        request["ActionsSuppressorWaitPeriod"] = suppressor["waitPeriod"]
    tags = {} if call.old else {"Tags": tag_list(call.connection.tags_all(call.inputs))}
    _cloudwatch(call).put_composite_alarm(**request, **tags)
    if call.old and "tags" in call.changed:
        _write_tags(call)


def _create_composite(call: Call[Aws]) -> Made:
    _put_composite(call)
    return Made(id=call.inputs["alarmName"])


def _read_composite(call: Call[Aws]) -> Properties | None:
    alarm = _alarm(call, "CompositeAlarm")
    if alarm is None:
        return None
    found = {here: alarm[there] for here, there in _COMPOSITE.items() if alarm.get(there) not in (None, "")}
    return {**found, **_common(call, alarm)}


def _put_dashboard(call: Call[Aws]) -> None:
    _cloudwatch(call).put_dashboard(
        DashboardName=call.inputs["dashboardName"], DashboardBody=call.inputs["dashboardBody"]
    )


def _create_dashboard(call: Call[Aws]) -> Made:
    _put_dashboard(call)
    return Made(id=call.inputs["dashboardName"])


def _read_dashboard(call: Call[Aws]) -> Properties | None:
    answer = unless_missing(_cloudwatch(call).get_dashboard, DashboardName=call.id)
    if answer is None:
        return None
    return {
        "dashboardName": call.id,
        "dashboardBody": answer["DashboardBody"],
        "dashboardArn": call.connection.arn("cloudwatch", f"dashboard/{call.id}", ""),
    }


def _delete_dashboard(call: Call[Aws]) -> None:
    unless_missing(_cloudwatch(call).delete_dashboards, DashboardNames=[call.id])


MONITORING: Final = table(
    aws_type(
        "cloudwatch/metricAlarm:MetricAlarm",
        Effect(create=_create_alarm, read=_read_alarm, update=_put_alarm, delete=_delete_alarm),
        computed=("evaluateLowSampleCountPercentiles",),
        unordered=_ACTIONS,
        naming=Autoname(),
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
    ),
    aws_type(
        "cloudwatch/compositeAlarm:CompositeAlarm",
        Effect(create=_create_composite, read=_read_composite, update=_put_composite, delete=_delete_alarm),
        replace_on=("alarmName", "actionsEnabled"),
        unordered=_ACTIONS,
        defaults={"actionsEnabled": True},
    ),
    aws_type(
        "cloudwatch/dashboard:Dashboard",
        Effect(create=_create_dashboard, read=_read_dashboard, update=_put_dashboard, delete=_delete_dashboard),
        replace_on=("dashboardName",),
        documents=("dashboardBody",),
    ),
)
