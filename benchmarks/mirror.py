"""A mirror of 1,000 deliveries to ten GitHub environments: calls, seconds, a run with no change, and after a kill.

Paired in one run with the least that has to be done: reading each value, sealing it, one request for each. The
stand-in and the AWS emulator answer on loopback, so the seconds are ours; how long GitHub's own limits make the same
calls last is computed from its documentation.
https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx

from local import cloud

PROJECT = Path(__file__).resolve().parent.parent
REPOSITORIES, EACH = 5, 100  # two environments a repository, 100 secrets an environment: GitHub's limit
WRITES_A_SECOND = 1.0  # what GitHub asks for between two writes
CONTENT_AN_HOUR = 500  # "content-generating requests", should GitHub count secrets among them
KILL_AFTER = 400  # writes

_LEAST = """
import base64, os, sys, boto3, httpx
from nacl.public import PublicKey, SealedBox
values = boto3.client("secretsmanager", region_name="us-east-1", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
client = httpx.Client(base_url=os.environ["GITHUB_BASE_URL"] + "api/v3/",
                      headers={"Authorization": "Bearer " + os.environ["GITHUB_TOKEN"]}, timeout=60)
repositories, each = int(sys.argv[1]), int(sys.argv[2])
for repository in range(repositories):
    read = [values.get_secret_value(SecretId=f"local/bench/r{repository}/key_{n}")["SecretString"] for n in range(each)]
    for environment in ("staging", "production"):
        base = f"repos/bench/r{repository}/environments/{environment}/secrets"
        key = client.get(f"{base}/public-key").json()
        box = SealedBox(PublicKey(base64.b64decode(key["key"])))
        for number, value in enumerate(read):
            body = {"encrypted_value": base64.b64encode(box.encrypt(value.encode())).decode(), "key_id": key["key_id"]}
            client.put(f"{base}/R{repository}_KEY_{number}", json=body).raise_for_status()
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One process: seconds of the clock and of the processor, what it asked of GitHub, and what it wrote."""

    seconds: float
    cpu: float
    calls: Counter[str]
    out: bytes


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A cloud with a catalogue, its values and its environments."""

    environment: dict[str, str]
    github: httpx.Client

    def run(self, *arguments: str, kill_after: int | None = None) -> Run:
        """Run a program to its end, or kill it after so many writes."""
        self.github.delete("/_requests")
        started, before = time.perf_counter(), os.times()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if kill_after is not None:
            while self.calls()["PUT"] < kill_after and process.poll() is None:
                time.sleep(0.05)
            process.kill()
        out, _ = process.communicate()
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return Run(seconds=time.perf_counter() - started, cpu=cpu, calls=self.calls(), out=out)

    def calls(self) -> Counter[str]:
        """Requests so far, by method."""
        seen = self.github.get("/_requests").json()["requests"]
        return Counter(one["method"] for one in seen)

    def empty(self) -> None:
        """Make the environments anew, without a secret."""
        for repository in range(REPOSITORIES):
            for name in ("staging", "production"):
                path = f"/repos/bench/r{repository}/environments/{name}"
                self.github.delete(path)
                self.github.put(path, json={}).raise_for_status()


def prepare(directory: Path, running: cloud.Cloud) -> Bench:
    """Catalogue, values, repositories."""
    folder = directory / "catalogue"
    folder.mkdir()
    (folder / "bench.yaml").write_text(json.dumps(_workspace()))  # JSON is YAML
    environment = {**os.environ, **running.environment(), "STRONGROOM_CATALOGUE": str(folder)}
    environment |= {"STRONGROOM_ENVIRONMENT": "local", "STRONGROOM_JOURNAL": str(directory / "journal.jsonl")}
    client = boto3.client(
        "secretsmanager",
        region_name="us-east-1",
        endpoint_url=running.endpoint("aws"),
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - what the emulator takes
    )
    for repository in range(REPOSITORIES):
        for number in range(EACH):
            client.create_secret(Name=f"local/bench/r{repository}/key_{number}", SecretString=secrets.token_urlsafe(32))
    headers = {"Authorization": f"Bearer {environment['GITHUB_TOKEN']}", "Connection": "close"}
    github = httpx.Client(base_url=running.endpoint("github"), headers=headers, timeout=60)
    github.post("/_seed", json={"repositories": [f"bench/r{n}" for n in range(REPOSITORIES)]}).raise_for_status()
    return Bench(environment=environment, github=github)


def _workspace() -> dict[str, Any]:
    environments = {
        "staging": {"environment": "staging", "branches": ["main"]},
        "production": {"environment": "production", "branches": ["main"], "reviewers": {"teams": ["release"]}},
    }
    entries = [
        {
            "path": f"bench/r{repository}/key_{number}",
            "name": f"R{repository}_KEY_{number}",
            "description": f"Key number {number} of the benchmark's repository {repository}.",
            "type": "api-key",
            "destinations": [{"to": "github-environment", "repository": f"bench/r{repository}"}],
        }
        for repository in range(REPOSITORIES)
        for number in range(EACH)
    ]
    return {
        "workspace": "bench",
        "title": "The benchmark",
        "description": "As many deliveries as a large organisation has.",
        "owner": "bench-team",
        "environments": ["staging", "production"],
        "source": {"origin": "supplied", "where": "Bench > Keys"},
        "github": {
            "organisation": "bench",
            "repositories": {f"bench/r{n}": {"environments": environments} for n in range(REPOSITORIES)},
        },
        "secrets": entries,
    }


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as directory:
        running = cloud.start(f"{directory}/cloud", only=("aws", "github"))
        try:
            bench = prepare(Path(directory), running)
            mirror = ("-m", "strongroom", "mirror", "--json")
            bench.empty()
            _print("the least: read, seal, put", bench.run("-c", _LEAST, str(REPOSITORIES), str(EACH)))
            bench.empty()
            _print("mirror, everything new", bench.run(*mirror))
            _print("mirror, nothing changed", bench.run(*mirror))
            _print("verify", bench.run("-m", "strongroom", "verify", "--json"))
            bench.empty()
            _print(f"mirror, killed after {KILL_AFTER} writes", bench.run(*mirror, kill_after=KILL_AFTER))
            _print("mirror, resumed", bench.run(*mirror))
            bench.github.close()
        finally:
            cloud.stop(f"{directory}/cloud")


def _print(name: str, run: Run) -> None:
    writes, reads = sum(run.calls[method] for method in ("PUT", "POST", "PATCH", "DELETE")), run.calls["GET"]
    said = json.loads(run.out)["summary"] if run.out else ""
    slow = (
        f"{writes / WRITES_A_SECOND / 60:.0f} min at a write a second, {writes / CONTENT_AN_HOUR:.1f} h at 500 an hour"
    )
    print(f"{name:34} {run.seconds:6.1f} s, {run.cpu:5.1f} s CPU, {writes:5} writes, {reads:3} reads  {said}")
    if writes:
        print(f"{'':34} on GitHub: {slow}")


if __name__ == "__main__":
    main()
