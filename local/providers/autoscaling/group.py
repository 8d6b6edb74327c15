"""Launch templates and scaling groups with an effect: a group whose template boots our nodes has them on loopback.

A group of any other kind is written down. `AUTOSCALING` takes the place of the recorded rows of these two types.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from local.providers.autoscaling.fleet import Fleet, FleetError, Template
from local.providers.autoscaling.sign_in import keep
from local.providers.aws.compute import COMPUTE
from local.providers.aws.connection import CREATION_TAG
from local.providers.aws.rows import client_of, given, unless_missing
from local.providers.resource import Effect, Made, RefusedError, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.resource import Call, ResourceType
    from local.providers.values import Properties

_TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
_GROUP: Final = "aws:autoscaling/group:Group"
_UNITS: Final = {"s": 1, "m": 60, "h": 3600}
_CONVERGES: Final = frozenset({"desiredCapacity", "launchTemplate", "minSize", "maxSize"})


def _template_data(call: Call[Aws]) -> dict[str, Any]:
    """What a machine on loopback boots from; the rest of a template is for machines that have hardware."""
    specifications = [
        {
            "ResourceType": one["resourceType"],
            "Tags": [{"Key": key, "Value": value} for key, value in (one.get("tags") or {}).items()],
        }
        for one in call.inputs.get("tagSpecifications") or []
    ]
    data = given(call, UserData="userData", ImageId="imageId", InstanceType="instanceType")
    return {**data, "TagSpecifications": specifications}


def _create_template(call: Call[Aws]) -> Made:
    tags = [{"Key": CREATION_TAG, "Value": call.nonce}]
    made = client_of(call, "ec2").create_launch_template(
        LaunchTemplateName=call.inputs["name"],
        LaunchTemplateData=_template_data(call),
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": tags}],
    )
    return Made(id=made["LaunchTemplate"]["LaunchTemplateId"])


def _find_template(call: Call[Aws]) -> str | None:
    templates = client_of(call, "ec2").describe_launch_templates()["LaunchTemplates"]
    named = [one for one in templates if one["LaunchTemplateName"] == call.inputs.get("name")]
    return str(named[0]["LaunchTemplateId"]) if named else None


def _read_template(call: Call[Aws]) -> Properties | None:
    found = unless_missing(client_of(call, "ec2").describe_launch_templates, LaunchTemplateIds=[call.id])
    if not found or not found["LaunchTemplates"]:
        return None
    template = found["LaunchTemplates"][0]
    return {
        "arn": call.connection.arn("ec2", f"launch-template/{call.id}"),
        "name": template["LaunchTemplateName"],
        "latestVersion": int(template["LatestVersionNumber"]),
        "defaultVersion": int(template["DefaultVersionNumber"]),
    }


def _update_template(call: Call[Aws]) -> None:
    if call.changed - {"tags", "defaultVersion", "updateDefaultVersion"}:
        client_of(call, "ec2").create_launch_template_version(
            LaunchTemplateId=call.id, LaunchTemplateData=_template_data(call)
        )


def _delete_template(call: Call[Aws]) -> None:
    unless_missing(client_of(call, "ec2").delete_launch_template, LaunchTemplateId=call.id)


def _fleet(call: Call[Aws]) -> Fleet:
    region = call.connection.region_of({**call.old, **call.inputs})
    zones = tuple(f"{region}{letter}" for letter in "abc")
    return Fleet(
        group=call.id,
        ec2=client_of(call, "ec2"),
        endpoint=str(call.connection.endpoint),
        region=region,
        zones=zones,
        deadline=_seconds(str(call.inputs.get("waitForCapacityTimeout", "10m"))),
    )


def _named_template(call: Call[Aws]) -> Template | None:
    """The version of the launch template that the group's inputs name."""
    wanted = call.inputs.get("launchTemplate") or {}
    if not wanted.get("id"):
        return None
    found = client_of(call, "ec2").describe_launch_template_versions(
        LaunchTemplateId=wanted["id"], Versions=[str(wanted.get("version", "1"))]
    )["LaunchTemplateVersions"][0]
    data = found["LaunchTemplateData"]
    tags = {
        tag["Key"]: tag["Value"]
        for one in data.get("TagSpecifications", [])
        if one["ResourceType"] == "instance"
        for tag in one["Tags"]
    }
    return Template(user_data=data.get("UserData", ""), version=str(found["VersionNumber"]), tags=tags)


def _converge(call: Call[Aws]) -> None:
    template = _named_template(call) if call.changed & _CONVERGES else None
    if template is None or not template.boots_nodes:
        return
    fleet = _fleet(call)
    try:
        fleet.converge(template, int(call.inputs.get("desiredCapacity") or call.inputs["minSize"]))
    except FleetError as problem:
        raise RefusedError(str(problem)) from None
    keep(template, fleet, client_of(call, "dynamodb"))


def _delete_group(call: Call[Aws]) -> None:
    _fleet(call).end()


def _seconds(text: str) -> float:
    """A duration as Go writes it: `10m`, `1h30m`."""
    return float(sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smh])", text)))


def _with(row: ResourceType[Aws], effect: Effect[Aws]) -> ResourceType[Aws]:
    return replace(row, effect=effect)


def _rows() -> tuple[ResourceType[Aws], ...]:
    recorded_group = COMPUTE[_GROUP].effect
    template = Effect(
        create=_create_template,
        read=_read_template,
        update=_update_template,
        delete=_delete_template,
        find=_find_template,
    )
    group = Effect(
        create=recorded_group.create,
        read=recorded_group.read,
        update=_converge,
        delete=_delete_group,
        afterwards=("launchTemplate",),
    )
    return _with(COMPUTE[_TEMPLATE], template), _with(COMPUTE[_GROUP], group)


AUTOSCALING: Final = table(*_rows())
