"""Who deploys, and whether the stack's file is about this account."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from strongroom.bootstrap.carry_out import left_to_write
from strongroom.operations.doctor.doctor import Finding, failed, left_out, not_looked_at, ok
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.prerequisites.ground import Ground

_ACCOUNT = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}):")
_WIDE = re.compile(r"(?:AdministratorAccess|PowerUserAccess|\w+FullAccess)$")
_SHOWN = 6


def placeholders(ground: Ground) -> Iterator[Finding]:
    """Nothing in the file stands for something else any more."""
    own = ground.caller.account
    left = [line for line in ground.stack.placeholders() if own not in line]
    if left:
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        yield failed("placeholders", "; ".join(left[:_SHOWN]) + more, f"put your own into {ground.stack.name}")
    else:
        yield ok("placeholders", f"none left in {ground.stack.name}")


def account(ground: Ground) -> Iterator[Finding]:
    """The credentials belong to the account that the file names."""
    named = {
        key: text for key, text in ground.stack.document["config"].items() if not str(key).startswith("bootstrap:")
    }
    others = sorted(set(_ACCOUNT.findall(json.dumps(named))) - {ground.caller.account})
    if others:
        found = f"credentials of {ground.caller.account}, and {ground.stack.name} names {', '.join(others)}"
        yield failed("account", found, "sign in to the stack's account, or correct the file")
    else:
        yield ok("account", ground.caller.account)


def region(ground: Ground) -> Iterator[Finding]:
    """The other tools go to the stack's region, too."""
    chosen = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if chosen and chosen != ground.stack.region:
        yield failed("region", f"AWS_REGION is {chosen}, the stack's is {ground.stack.region}", "set AWS_REGION to it")
    else:
        yield ok("region", ground.stack.region)


def caller(ground: Ground) -> Iterator[Finding]:
    """Who applies is the deployer's role: no root user, no access key of a user, nobody who may do everything."""
    arn, role = ground.caller.arn, ground.foundations.role_arn.rpartition("/")[2]
    take_on = f"take the role on: role_arn = {ground.foundations.role_arn} and mfa_serial in a profile of ~/.aws/config"
    if arn.endswith(":root"):
        yield failed("caller", "the root user of the account", take_on)
    elif ":assumed-role/" not in arn:
        yield failed("caller", f"{arn}: a user with an access key", take_on)
    elif arn.split("/")[1] != role:
        yield failed("caller", f"{arn} is not the deployer", take_on)
        yield from _wide(ground, arn.split("/")[1])
    else:
        yield ok("caller", f"{arn}; its trust asks for MFA, or for one workflow")


def _wide(ground: Ground, role: str) -> Iterator[Finding]:
    try:
        found = ground.ask("iam", "ListAttachedRolePolicies", RoleName=role)["AttachedPolicies"]
    except StoreError as error:
        yield not_looked_at("caller's policies", error.problem, error.way_out)
        return
    wide = [one["PolicyName"] for one in found if _WIDE.search(one["PolicyName"])]
    if wide:
        way_out = "deploy with the role that strongroom bootstrap made: it may do what the program needs, and no more"
        yield failed("caller's policies", ", ".join(wide), way_out)


def foundations(ground: Ground) -> Iterator[Finding]:
    """All that bootstrap makes is there and as it should be: state, keys, policies, role."""
    way_out = f"strongroom bootstrap --environment {ground.stack.environment}"
    for part in ground.foundations.parts():
        try:
            step = part.look()
        except StoreError as error:
            yield not_looked_at(part.name, error.problem, error.way_out)
            continue
        match step.does:
            case "keep":
                yield ok(part.name, "as bootstrap makes it")
            case "make":
                yield failed(part.name, "is not there", way_out)
            case "change":
                yield failed(part.name, f"otherwise than bootstrap makes it: {', '.join(step.details)}", way_out)
            case _:
                yield failed(part.name, "; ".join(step.details), "see what it says")


def written(ground: Ground) -> Iterator[Finding]:
    """The file says what was made."""
    lines = list(left_to_write(ground.foundations))
    for line in lines:
        yield failed("stack's file", f"{ground.stack.name} does not say it", f"write {line}")
    if not lines:
        yield ok("stack's file", "names the deployer, the boundary and the provider of GitHub's tokens")


def recorded_state(ground: Ground) -> Iterator[Finding]:
    """Who read the state is written down: by the bucket's access logs, or by a trail of data events."""
    bucket = ground.foundations.bucket_name
    logs = ground.find("s3", "GetBucketLogging", "NoSuchBucket", Bucket=bucket)
    if logs is None:
        yield left_out("state's readers", "there is no bucket yet")
        return
    if logs.get("LoggingEnabled"):
        yield ok("state's readers", f"logged in {logs['LoggingEnabled']['TargetBucket']}")
        return
    for trail in ground.ask("cloudtrail", "DescribeTrails")["trailList"]:
        selectors = ground.ask("cloudtrail", "GetEventSelectors", TrailName=trail["TrailARN"])
        text = json.dumps([selectors.get("EventSelectors"), selectors.get("AdvancedEventSelectors")])
        if "AWS::S3::Object" in text and (bucket in text or '"arn:aws:s3"' in text or 'arn:aws:s3:::"' in text):
            yield ok("state's readers", f"data events in the trail {trail['Name']}")
            return
    way_out = f"let a trail record data events of arn:aws:s3:::{bucket}/, or turn on the bucket's access logs"
    yield failed("state's readers", "nobody writes down who reads the state", way_out)
