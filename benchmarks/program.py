"""CPU and memory of the program with the real engine, over the bare resources, as the number of secrets grows.

The pair: our `__main__.py` on a catalogue of N entries, and a program that registers the very same resources from
literals: no catalogue, no component, no settings. Both are previewed by the engine with offline providers; each
program writes down its own CPU seconds and peak memory when it ends.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from local.cloud.paths import PROJECT
from local.stack.preview import throw_away

SIZES = (100, 1000)
ROUNDS = 3
STACK = "production"
# Of the stack's configuration: what names entries of the real catalogue, and further parts that the pair leaves out.
NAMING_ENTRIES = dict.fromkeys(("strongroom:caches", "strongroom:databases", "strongroom:mirror"))
_OTHER_PARTS = NAMING_ENTRIES | dict.fromkeys(("strongroom:alerts", "strongroom:rotation", "strongroom:vault"))

_MEASURED = """
import atexit, json, os, resource, runpy, sys
def write():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    with open(os.environ["BENCHMARK_RESULT"], "w") as file:
        json.dump({"cpu": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}, file)
atexit.register(write)
sys.path.insert(0, os.environ["BENCHMARK_PROJECT"])
runpy.run_path(os.environ["BENCHMARK_PROGRAM"], run_name="__main__")
"""
_BARE = """
import json, os
import pulumi
import pulumi_aws as aws
from pulumi_aws import kms, secretsmanager
account = aws.get_caller_identity().account_id
key = kms.Key("secrets", enable_key_rotation=True, deletion_window_in_days=30, policy="{}", tags={"Project": "x"})
kms.Alias("secrets", name="alias/x", target_key_id=key.key_id)
for n in range(int(os.environ["BENCHMARK_SIZE"])):
    secretsmanager.Secret(
        f"benchmark/entry/key_{n}", name=f"production/benchmark/entry/key_{n}", description="One of many entries",
        kms_key_id=key.arn, policy='{"Version": "2012-10-17"}', recovery_window_in_days=30,
        tags={"Project": "x", "Environment": "production", "Component": "secrets", "Owner": "o", "ManagedBy": "pulumi"},
    )
"""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One run of one program: CPU seconds, peak memory in MiB, resources in its plan."""

    cpu: float
    peak_mib: float
    resources: int


def main() -> None:
    """Print the table."""
    print(f"{'secrets':>8} {'program':>8} {'cpu s':>8} {'over bare':>10} {'peak MiB':>9} {'resources':>10}")
    medians: dict[tuple[int, str], float] = {}
    for size in SIZES:
        runs = [(measure("bare", size), measure("ours", size)) for _ in range(ROUNDS)]
        ratio = statistics.median(ours.cpu / bare.cpu for bare, ours in runs)
        for name, column in (("bare", [bare for bare, _ in runs]), ("ours", [ours for _, ours in runs])):
            cpu = medians[size, name] = statistics.median(one.cpu for one in column)
            peak = statistics.median(one.peak_mib for one in column)
            over = f"{ratio:.2f}" if name == "ours" else ""
            print(f"{size:>8} {name:>8} {cpu:>8.2f} {over:>10} {peak:>9.0f} {column[0].resources:>10}")
    small, large = SIZES
    for name in ("bare", "ours"):
        exponent = math.log(medians[large, name] / medians[small, name]) / math.log(large / small)
        print(f"growth exponent, {name}: {exponent:.2f}")


def measure(program: str, size: int) -> Measured:
    """Preview one program with `size` supplied secrets."""
    with tempfile.TemporaryDirectory() as name, throw_away(STACK) as whole:
        folder, engine = Path(name), replace(whole, configuration=_OTHER_PARTS)
        bare = folder / "bare.py"
        bare.write_text(_BARE)
        (folder / "__main__.py").write_text(_MEASURED)
        project = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())
        project["runtime"]["options"]["virtualenv"] = str(PROJECT / ".venv")
        (folder / "Pulumi.yaml").write_text(yaml.safe_dump(project))
        write_catalogue(folder / "catalogue", size)
        engine.select()
        result = folder / "result.json"
        variables = {
            "BENCHMARK_RESULT": result,
            "BENCHMARK_PROJECT": PROJECT,
            "BENCHMARK_PROGRAM": bare if program == "bare" else PROJECT / "__main__.py",
            "BENCHMARK_SIZE": size,
        }
        measured = engine.with_environment({key: str(value) for key, value in variables.items()})
        plan = measured.operate("preview", "--cwd", str(folder), "--json", stdout=subprocess.PIPE)
        return Measured(**json.loads(result.read_text()), resources=len(json.loads(plan)["steps"]))


def write_catalogue(folder: Path, size: int) -> None:
    """A catalogue of one workspace with `size` supplied entries."""
    folder.mkdir()
    entries = [
        {
            "path": f"benchmark/entry/key_{number}",
            "description": f"Key number {number} of a service that is only here to be counted",
            "type": "api-key",
            "source": {"origin": "supplied", "where": "The service's own page"},
        }
        for number in range(size)
    ]
    workspace = {
        "workspace": "benchmark",
        "title": "Benchmark",
        "description": "Many entries of one form, to see how the program grows.",
        "owner": "platform-team",
        "environments": [STACK],
        "secrets": entries,
    }
    (folder / "benchmark.yaml").write_text(json.dumps(workspace, indent=1))
