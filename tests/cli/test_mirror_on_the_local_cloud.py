"""With the variables of `make shell` and the real catalogue: what is put here is seen to arrive at the stand-in."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from local import cloud
from local.cloud.paths import PROJECT
from local.stack.seeding import seed_github
from strongroom.catalogue import load
from tests.stores.servers import secrets_client

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real

PATH, NAME = "wired-chaos/wix/site_id", "WIX_SITE_ID"
CATALOGUE = PROJECT / "catalogue"


def test_a_value_put_in_the_shell_of_the_local_cloud_arrives_at_the_stand_in(tmp_path: Path) -> None:
    directory, mine = tmp_path / "cloud", f"site-{secrets.token_hex(8)}"
    running = cloud.start(directory, only=("aws", "github"))
    try:
        environment = {**os.environ, **running.environment(), "HOME": str(tmp_path), "PYTHONWARNINGS": "ignore"}
        seed_github(running.environment(), load(CATALOGUE))
        # What `pulumi up` makes: a container for the value, and the deployment environments.
        secrets_client(running.endpoint("aws")).create_secret(Name=f"local/{PATH}")
        headers = {"Authorization": f"Bearer {environment['GITHUB_TOKEN']}"}
        with httpx.Client(base_url=running.endpoint("github"), headers=headers) as github:
            (delivery,) = (d for d in load(CATALOGUE).deliveries(["production"]) if d.secret.path == PATH)
            place = delivery.place.removeprefix("github:")
            github.put(f"/repos/{place}", json={}).raise_for_status()

            def strongroom(*arguments: str, value: str = "") -> Any:
                command = [sys.executable, "-m", "strongroom", *arguments, "--json"]
                done = subprocess.run(
                    command, cwd=PROJECT, env=environment, input=value.encode(), capture_output=True, check=False
                )
                assert done.returncode == 0, done.stderr.decode()
                return json.loads(done.stdout)

            strongroom("put", PATH, value=mine)
            (line,) = strongroom("mirror", NAME)["deliveries"]
            assert (line["address"], line["outcome"]) == (delivery.address, "delivered")
            assert github.get(f"/repos/{place}/variables/{NAME}").json()["value"] == mine
            assert strongroom("verify", NAME)["summary"] == {"same": 1}
    finally:
        cloud.stop(directory)
