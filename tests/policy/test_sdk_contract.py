"""The private part of the SDK that secret marks and unknowns need.

When one of these fails after an upgrade of pulumi_policy:
1. go back to the version pinned in pyproject.toml: the pack is safe there, and refuses to start where it can't work;
2. look in pulumi_policy/policy.py for what `PolicyPack.__init__` now makes the server's servicer of, and give
   `policy.server.PRIVATE_PART` that name;
3. look whether Analyze, AnalyzeStack, Configure, ConfigureStack and GetAnalyzerInfo are still methods `(request,
   context)` of it; policy/server.py overrides them;
4. if the SDK hands secret marks and unknowns to policies by now (pulumi-policy#241, #258), remove policy/server.py's
   servicer and use what the SDK offers.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from pulumi_policy import policy as sdk

import policy
from policy import server

PACK = Path(policy.__file__).parent


def test_the_sdk_is_the_version_that_this_was_written_for() -> None:
    pinned = next(
        line.split("==")[1].strip('", ')
        for line in (PACK.parent / "pyproject.toml").read_text().splitlines()
        if "pulumi-policy==" in line
    )
    assert metadata.version("pulumi-policy") == pinned


def test_a_pack_makes_its_server_of_the_private_class_found_when_it_is_called() -> None:
    source = inspect.getsource(sdk.PolicyPack.__init__)
    assert f"{server.PRIVATE_PART}(" in source


@pytest.mark.parametrize(
    "method", ["Analyze", "AnalyzeStack", "Configure", "ConfigureStack", "GetAnalyzerInfo", "Remediate"]
)
def test_the_private_class_has_the_methods_that_are_overridden(method: str) -> None:
    parameters = list(inspect.signature(getattr(getattr(sdk, server.PRIVATE_PART), method)).parameters)
    assert len(parameters) == 3, f"{method} is no longer (self, request, context)"


def test_without_the_private_class_the_pack_refuses_to_start_and_says_why() -> None:
    code = (
        "import pulumi_policy.policy as sdk; from policy import pack, server; "
        f"delattr(sdk, {server.PRIVATE_PART!r}); server.serve(pack.load())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=PACK.parent)
    assert done.returncode == 1
    assert "install the version pinned in pyproject.toml" in done.stderr
    assert done.stdout == ""
