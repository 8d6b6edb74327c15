"""The engine from its Go module: what any machine can have that reaches a Go module proxy."""

import os
import subprocess
import tempfile
from pathlib import Path

from local.engine.cache import Cache, Recipe
from local.engine.errors import EngineError
from local.engine.tether import tethered
from local.engine.toolchain import find_go
from local.engine.versions import MODULE, PULUMI, expect, this_platform

COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
FLAGS = (
    "-trimpath",
    "-buildvcs=false",
    "-mod=readonly",
    "-tags=osusergo,grpcnotrace",
    f"-ldflags=-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{PULUMI}",
)
LAST_LINES = 5


def recipe(cache: Cache) -> Recipe:
    """Say how the engine is built. The module's files and the flags are what decides the outcome."""
    pinned = (file.read_text(encoding="utf-8") for file in (MODULE / "go.mod", MODULE / "go.sum"))
    return Recipe(
        key=f"module-{PULUMI}-{this_platform()}",
        inputs=(*pinned, *FLAGS),
        doing=f"building the Pulumi engine {PULUMI} from its Go module (about three minutes, once)",
        make=lambda folder: _build(folder, cache),
    )


def _build(folder: Path, cache: Cache) -> None:
    go = find_go(cache)
    command = tethered([str(go), "build", *FLAGS, "-o", str(folder / "pulumi"), COMMAND])
    with tempfile.TemporaryDirectory(dir=folder.parent) as scrap:  # beside the entry: swept with it after a kill
        environment = _environment() | {"GOTMPDIR": scrap}
        done = subprocess.run(command, cwd=MODULE, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-LAST_LINES:])
        raise EngineError(f"`{go} build` failed in {MODULE}:\n{last}")
    expect(folder / "pulumi")


def _environment() -> dict[str, str]:
    """Give the user's settings (proxy, caches), without those that would build something else."""
    ours = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": ""}
    return {key: value for key, value in os.environ.items() if key not in {"GOOS", "GOARCH", "GOROOT"}} | ours
