"""What the stack is given from outside: an image, a certificate, a trail, Session Manager's settings."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from strongroom.operations.doctor.doctor import Finding, failed, left_out, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.prerequisites.ground import Ground

_ARCHITECTURES = {"x86_64": "x86_64", "arm64": "aarch64"}  # as EC2 and as the distribution call them
_SOON = timedelta(days=30)
_PREFERENCES = "SSM-SessionManagerRunShell"


def image(ground: Ground) -> Iterator[Finding]:
    """The image exists, and is of an architecture whose server is pinned."""
    if ground.vault is None:
        yield left_out("image", "the stack has no Vault")
        return
    wanted = str(ground.vault.get("imageId"))
    way_out = "build it (docs/vault.md), or name another in strongroom:vault.imageId"
    found = ground.find("ec2", "DescribeImages", "InvalidAMIID.NotFound", "InvalidAMIID.Malformed", ImageIds=[wanted])
    images = found["Images"] if found else []
    if not images:
        yield failed("image", f"there is no {wanted} in {ground.stack.region} that this account may use", way_out)
        return
    architecture = _ARCHITECTURES.get(images[0].get("Architecture", ""), "another")
    pinned = sorted(ground.stack.setting("vault", "distribution", "sha256") or {})
    if images[0].get("State") != "available":
        yield failed("image", f"{wanted} is {images[0].get('State')}", "wait until it is available")
    elif architecture not in pinned:
        found_text = f"{wanted} is for {architecture}, the server is pinned for {', '.join(pinned) or 'nothing'}"
        yield failed(
            "image", found_text, "pin its SHA-256 in strongroom:vault.distribution.sha256, or take another image"
        )
    else:
        yield ok("image", f"{wanted}, {architecture}")


def certificate(ground: Ground) -> Iterator[Finding]:
    """The balancer's certificate is issued, covers the domain name, and does not end soon."""
    if ground.vault is None:
        yield left_out("certificate", "the stack has no Vault")
        return
    arn, domain = str(ground.vault.get("certificateArn")), str(ground.vault.get("domainName"))
    way_out = f"request one for {domain} in {ground.stack.region}: aws acm request-certificate --domain-name {domain}"
    found = ground.find(
        "acm", "DescribeCertificate", "ResourceNotFoundException", "InvalidArnException", CertificateArn=arn
    )
    if found is None:
        yield failed("certificate", f"there is no {arn}", way_out)
        return
    known = found["Certificate"]
    names = {known.get("DomainName"), *known.get("SubjectAlternativeNames", [])}
    ends = known.get("NotAfter")
    if known.get("Status") != "ISSUED":
        yield failed("certificate", f"it is {known.get('Status')}", "prove the domain as ACM asks for it, and wait")
    elif not any(_covers(str(name), domain) for name in names):
        yield failed("certificate", f"it is for {', '.join(sorted(map(str, names)))}, not for {domain}", way_out)
    elif ends and ends < datetime.now(UTC) + _SOON:
        yield failed("certificate", f"it ends on {ends:%Y-%m-%d}", "renew it first")
    else:
        yield ok("certificate", f"for {domain}" + (f", until {ends:%Y-%m-%d}" if ends else ""))


def _covers(name: str, domain: str) -> bool:
    """A wildcard stands for one label."""
    if name.startswith("*."):
        return domain.partition(".")[2].lower() == name[2:].lower()
    return name.lower() == domain.lower()


def trail(ground: Ground) -> Iterator[Finding]:
    """Finished rotations are announced by CloudTrail's events, and evidence is read there."""
    trails = ground.ask("cloudtrail", "DescribeTrails")["trailList"]
    here = [one for one in trails if one.get("IsMultiRegionTrail") or one.get("HomeRegion") == ground.stack.region]
    logging = [
        one["Name"] for one in here if ground.ask("cloudtrail", "GetTrailStatus", Name=one["TrailARN"]).get("IsLogging")
    ]
    if logging:
        yield ok("trail", ", ".join(logging))
    elif here:
        names = ", ".join(one["Name"] for one in here)
        yield failed("trail", f"{names} records nothing now", f"aws cloudtrail start-logging --name {here[0]['Name']}")
    else:
        way_out = "make a trail of all regions (aws cloudtrail create-trail --is-multi-region-trail), and start it"
        yield failed("trail", f"none records {ground.stack.region}", way_out)


def sessions(ground: Ground) -> Iterator[Finding]:
    """What is typed on a node in an emergency is written down by Session Manager."""
    if ground.vault is None:
        yield left_out("Session Manager", "the stack has no Vault")
        return
    way_out = "Systems Manager, Session Manager, Preferences: log to CloudWatch Logs or S3, encrypted"
    found = ground.find("ssm", "GetDocument", "InvalidDocument", Name=_PREFERENCES)
    if found is None:
        yield failed("Session Manager", "nobody has set what it writes down", way_out)
        return
    inputs = json.loads(found["Content"]).get("inputs", {})
    places = [inputs[key] for key in ("cloudWatchLogGroupName", "s3BucketName") if inputs.get(key)]
    if places:
        yield ok("Session Manager", f"writes sessions to {', '.join(places)}")
    else:
        yield failed("Session Manager", "writes no sessions down", way_out)
