"""The policy pack: how well it tells secrets, what it costs of a preview, what a rule costs.

Detection: the labelled corpus of tests/policy, with tokens of several seeds, put to our detector and to each of two
published ones alone. These are installed into a folder of the user's cache, since one of them brings 400 MB along.
Cost: a preview of 1,000 secrets with the real engine, with and without the pack in turn, as CPU of all processes.
Rules: the pack as its own process, with one rule and with all of them, fed the same 1,000 requests.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import venv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import psutil
import yaml
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from benchmarks.program import NAMING_ENTRIES, write_catalogue
from local.cloud.paths import PROJECT
from local.stack.preview import errors_in, throw_away
from local.stack.pulumi_cli import PulumiError
from policy import registry
from policy.detect.detector import detect
from policy.judgement import applies
from policy.rule import Rule
from tests.policy.corpus.measure import SETS, score
from tests.policy.engine_side import UNKNOWN, struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.policy.corpus.case import Case

SEEDS = range(3)
SECRETS = 1000
ROUNDS = 3
OTHERS = {"bc-detect-secrets": "1.5.52", "credsweeper": "1.19.5"}
KIND = "aws:secretsmanager/secret:Secret"
_SERVE = """
import sys
from policy import enforcement, registry, server
from policy.pack import Pack
wanted = sys.argv[1:]
server.serve(Pack([rule for rule in registry.load() if not wanted or rule.id in wanted], enforcement.load()))
"""


def main() -> None:
    """Print the three tables."""
    detection()
    rules()
    preview()


def detection() -> None:
    """Precision and recall, ours beside the others alone on the same cases."""
    for title, cases in SETS.items():
        print(f"{title}\n{'detector':>20} {'cases':>6} {'precision':>10} {'recall':>7}")
        _compare([case for seed in SEEDS for case in cases(seed)])


def _compare(cases: Sequence[Case]) -> None:
    _row("ours", cases, {index for index, case in enumerate(cases) if detect(case.text, case.name)})
    with tempfile.TemporaryDirectory() as folder:
        files = _written(Path(folder), cases)
        for name, found in (("bc-detect-secrets", _detect_secrets), ("credsweeper", _credsweeper)):
            _row(name, cases, found(files))


def _row(name: str, cases: Sequence[Case], hits: set[int]) -> None:
    answers = {id(case): index in hits for index, case in enumerate(cases)}
    by_text = {(case.text, case.name): answers[id(case)] for case in cases}
    result = score(lambda text, given: by_text[text, given], cases)
    print(f"{name:>20} {len(cases):>6} {result.precision:>10.3f} {result.recall:>7.3f}", flush=True)


def _written(folder: Path, cases: Sequence[Case]) -> Path:
    """Each case as a file of its own, in the form that the name and the text have in a configuration."""
    for index, case in enumerate(cases):
        plain = "\n" not in case.text and '"' not in case.text
        body = (
            f'{case.name} = "{case.text}"' if plain else case.text if "\n" in case.text else f"{case.name}: {case.text}"
        )
        (folder / f"{index:06}.txt").write_text(body + "\n")
    return folder


def _detect_secrets(files: Path) -> set[int]:
    command = [_tool("bc-detect-secrets", "detect-secrets"), "scan", "--all-files", "--no-verify", "."]
    done = subprocess.run(command, cwd=files, capture_output=True, text=True, check=True)
    return {int(Path(name).stem) for name in json.loads(done.stdout)["results"]}


def _credsweeper(files: Path) -> set[int]:
    report = files / "report.json"
    command = [_tool("credsweeper", "credsweeper"), "--path", ".", "--save-json", str(report), "--log", "silence"]
    subprocess.run(command, cwd=files, capture_output=True, check=True)
    found = json.loads(report.read_text())
    return {int(Path(line["path"]).stem[:6]) for one in found for line in one["line_data_list"][:1]}


def _tool(package: str, command: str) -> str:
    """A detector's command, installed where it is missing."""
    cache = Path(os.environ.get("STRONGROOM_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "strongroom-detectors" / f"{package}-{OTHERS[package]}"
    executable = folder / "bin" / command
    if not executable.exists():
        print(f"installing {package} {OTHERS[package]} into {folder}", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        install = [str(folder / "bin/pip"), "install", "--quiet", f"{package}=={OTHERS[package]}"]
        subprocess.run(install, check=True)
    return str(executable)


def rules() -> None:
    """CPU of the pack's process for each resource: one rule, and all of them."""
    ours = [rule.id for rule in registry.load() if isinstance(rule, Rule) and applies(rule, KIND)]
    single = statistics.median(_cpu_of_pack(rule) for rule in ours)
    everything = statistics.median(_cpu_of_pack() for _ in range(ROUNDS))
    total = len(registry.load())
    print(
        f"one rule {single * 1e6:.0f} us a resource, all {total} {everything * 1e6:.0f} us: {everything / single:.2f} x"
    )


def _cpu_of_pack(*wanted: str) -> float:
    """CPU seconds of the pack's process for one of many requests; `wanted` are the rules, all where none is named."""
    process = subprocess.Popen([sys.executable, "-c", _SERVE, *wanted], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
            stub = analyzer_pb2_grpc.AnalyzerStub(channel)
            requests = [_request(number) for number in range(SECRETS)]
            for request in requests[:100]:
                stub.Analyze(request)
            before = _cpu(process.pid)
            for request in requests:
                stub.Analyze(request)
            return (_cpu(process.pid) - before) / len(requests)
    finally:
        process.terminate()
        process.wait()


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def _request(number: int) -> analyzer_pb2.AnalyzeRequest:
    name = f"benchmark/entry/key_{number}"
    tags = {"Project": "strongroom", "Environment": "production", "Component": "x", "Owner": "o", "ManagedBy": "pulumi"}
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "secretsmanager:*",
        "Resource": "*",
        "Condition": {"a": {}},
    }
    inputs = {
        "name": f"production/{name}",
        "description": f"Key number {number} of a service that is only here to be counted",
        "kmsKeyId": UNKNOWN,
        "policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        "recoveryWindowInDays": 30,
        "tags": tags,
    }
    urn = f"urn:pulumi:production::strongroom::{KIND}::{name}"
    return analyzer_pb2.AnalyzeRequest(type=KIND, urn=urn, name=name, properties=struct(inputs))


def preview() -> None:
    """CPU of a whole preview: without a pack, with the SDK's server and nothing behind it, and with ours, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        empty = _empty_pack(Path(folder))
        runs = [(_previewed(None), _previewed(empty), _previewed(PROJECT / "policy")) for _ in range(ROUNDS)]
    print(f"preview of {SECRETS} secrets, {runs[0][0].resources} resources, CPU in seconds")
    print(f"{'pack':>8} {'all':>6} {'engine':>7} {'pack':>6}")
    for name, column in zip(("none", "empty", "ours"), zip(*runs, strict=True), strict=True):
        whole, engine, pack = (
            statistics.median(v) for v in zip(*((r.cpu, r.engine, r.pack) for r in column), strict=True)
        )
        print(f"{name:>8} {whole:>6.1f} {engine:>7.1f} {pack:>6.1f}")
    # The processes of the same run, and not two runs' totals: the program's own CPU varies more than a pack takes.
    rules = statistics.median((ours.pack - empty.pack) / ours.cpu for _, empty, ours in runs)
    process = statistics.median(ours.pack / ours.cpu for _, _, ours in runs)
    calls = statistics.median((ours.engine - none.engine) / ours.cpu for none, _, ours in runs)
    print(
        f"of a preview with our pack: {rules:.1%} what our rules take more than a pack that looks at nothing, "
        f"{process:.1%} the pack's process in all, {calls:.1%} what the engine takes for having a pack"
    )


def _empty_pack(folder: Path) -> Path:
    """A pack with one policy that looks at nothing: what the SDK's server costs by itself."""
    (folder / "PulumiPolicy.yaml").write_text("name: empty\nruntime: python\nversion: 0.0.1\n")
    (folder / "__main__.py").write_text(
        "from pulumi_policy import PolicyPack, StackValidationPolicy\n"
        "PolicyPack('empty', [StackValidationPolicy('nothing', 'Nothing', lambda args, report: None)])\n"
    )
    return folder


@dataclass(frozen=True, kw_only=True)
class _Previewed:
    """CPU seconds of one preview: of all its processes, the engine's, the pack's; and the resources in its plan."""

    cpu: float
    engine: float
    pack: float
    resources: int


def _previewed(pack: Path | None) -> _Previewed:
    """One preview of many secrets."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as name, throw_away("production") as production:
        folder = Path(name)
        project = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())
        project["runtime"]["options"]["virtualenv"] = str(PROJECT / ".venv")
        (folder / "Pulumi.yaml").write_text(yaml.safe_dump(project))
        (folder / "__main__.py").write_text(
            "import runpy, sys\n"
            f"sys.path.insert(0, {str(PROJECT)!r})\n"
            f"runpy.run_path({str(PROJECT / '__main__.py')!r})\n"
        )
        write_catalogue(folder / "catalogue", SECRETS)
        engine = replace(production, configuration=NAMING_ENTRIES)
        engine.select()
        options = ["--policy-pack", str(pack)] if pack else []
        with _watched("pulumi.policy", "preview") as seen:
            try:
                plan = engine.operate("preview", "--cwd", str(folder), "--json", *options, stdout=subprocess.PIPE)
            except PulumiError as error:
                # The waivers of the real stack have nothing to waive here, a violation after the whole plan.
                plan = error.output
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    steps = json.loads(plan)["steps"]
    if len(steps) < SECRETS:
        raise SystemExit(f"the preview ended before its plan was whole:\n{errors_in(plan)}")
    return _Previewed(
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        engine=sum(seen["preview"].values()),
        pack=sum(seen["pulumi.policy"].values()),
        resources=len(steps),
    )


@contextlib.contextmanager
def _watched(*arguments: str) -> Iterator[dict[str, dict[int, float]]]:
    """CPU seconds, by argument and process, of those below this one that have it; to a fifth of a second."""
    seen: dict[str, dict[int, float]] = {argument: {} for argument in arguments}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    line = process.cmdline()
                    for argument in arguments:
                        if argument in line:
                            seen[argument][process.pid] = _cpu(process.pid)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()
