"""The machine's facts and role keys: from the instance metadata service, or for a node on loopback from its files."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from strongroom_node.aws import Credentials
from strongroom_node.settings import Files, Instance

if TYPE_CHECKING:
    from collections.abc import Callable

METADATA = "http://169.254.169.254/latest"
LOCAL_PORT = 8202


def facts(files: Files) -> Instance:
    """Who this machine is. A facts file, where there is one, speaks for a node that has no metadata service."""
    if files.instance.exists():
        told = json.loads(files.instance.read_text())
        return Instance(id=told["id"], address=told["address"], local_address=told["local_address"], zone=told["zone"])
    read = _metadata()
    return Instance(
        id=read("meta-data/instance-id"),
        address=read("meta-data/local-ipv4"),
        local_address="127.0.0.1",
        zone=read("meta-data/placement/availability-zone"),
    )


def lifecycle_state(files: Files) -> str:
    """The state that the scaling group wants: `InService`, `Terminated` and so on; empty where it says nothing."""
    if files.instance.exists():
        return str(json.loads(files.instance.read_text()).get("target_lifecycle_state", ""))
    try:
        return _metadata()("meta-data/autoscaling/target-lifecycle-state")
    except urllib.error.HTTPError:
        return ""


def credentials() -> Credentials:
    """Keys from the environment, else those of the instance role as they stand now."""
    if "AWS_ACCESS_KEY_ID" in os.environ:
        environment = os.environ
        return Credentials(
            environment["AWS_ACCESS_KEY_ID"],
            environment["AWS_SECRET_ACCESS_KEY"],
            environment.get("AWS_SESSION_TOKEN", ""),
        )
    read = _metadata()
    path = "meta-data/iam/security-credentials/"
    role = read(path).splitlines()[0]
    told = json.loads(read(path + role))
    return Credentials(told["AccessKeyId"], told["SecretAccessKey"], told["Token"])


def _metadata() -> Callable[[str], str]:
    """A reader of the metadata service, version 2: a token first, then each path."""
    token = _ask("PUT", "api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "60"})
    return lambda path: _ask("GET", path, {"X-aws-ec2-metadata-token": token})


def _ask(method: str, path: str, headers: dict[str, str]) -> str:
    request = urllib.request.Request(f"{METADATA}/{path}", method=method, headers=headers)  # noqa: S310 (a constant)
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 (as above)
        return str(answer.read().decode())
