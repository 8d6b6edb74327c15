"""Nothing real can be touched by accident, and a preview needs nothing but this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from local.providers.aws.package import PACKAGE as AWS
from local.providers.journal import Journal
from local.providers.loopback import is_loopback
from local.providers.randomness import PACKAGE as RANDOM
from local.providers.server import serving
from local.providers.values import undetermined
from tests.local.providers.engine import Engine, ProviderError, State, attached
from tests.local.providers.examples import EXAMPLES
from tests.local.providers.world import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.providers.resource import Package

_ROOT: Final = Path(__file__).parents[3]
_KEY: Final = "aws:kms/key:Key"
_PASSWORD: Final = "random:index/randomPassword:RandomPassword"


def _state(engine: Engine, token: str) -> State:
    return State(urn=engine.urn(token), id="none", inputs={"length": 8}, outputs={"length": 8})


@pytest.mark.parametrize("stack", ["production", "staging", "dev"])
@pytest.mark.parametrize(("package", "token"), [(AWS, _KEY), (RANDOM, _PASSWORD)])
def test_only_the_local_stack_is_ever_touched(
    stack: str, package: Package[Any], token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    inputs = {"length": 8} if token == _PASSWORD else {}
    with serving({package.name: package}, Journal()) as ports, attached(ports[package.name]) as plainly:
        engine = Engine(stub=plainly.stub, stack=stack)
        engine.configure()
        assert engine.preview(token, inputs)
        state = State(urn=engine.urn(token), id="none", inputs=inputs, outputs=inputs)
        operations: tuple[Callable[[], object], ...] = (
            lambda: engine.create(token, inputs),
            lambda: engine.update(state, inputs),
            lambda: engine.delete(state),
            lambda: engine.refresh(state),
        )
        for operation in operations:
            with pytest.raises(ProviderError, match=f'"local" only, and this is "{stack}"'):
                operation()


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("http://127.0.0.1:4566", True),
        ("http://127.0.0.12:4566", True),
        ("http://[::1]:4566", True),
        ("http://localhost:4566/", True),
        ("https://secretsmanager.us-east-1.amazonaws.com", False),
        ("http://10.0.0.1:4566", False),
        ("http://127.0.0.1.example.test", False),
        ("http://localhost.example.test", False),
        ("http://user@example.test#@127.0.0.1/", False),
        ("127.0.0.1:4566", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_everything_else(address: str, fine: bool) -> None:
    assert is_loopback(address) is fine


@pytest.mark.parametrize("address", ["https://kms.us-east-1.amazonaws.com", "http://10.0.0.1:4566"])
def test_an_endpoint_elsewhere_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    with serving({"aws": AWS}, Journal()) as ports, attached(ports["aws"]) as engine:
        engine.configure()
        assert undetermined(engine.preview(_KEY, {})["arn"])
        with pytest.raises(ProviderError, match="AWS_ENDPOINT_URL is not a loopback address"):
            engine.create(_KEY, {})


def test_offline_an_effect_says_what_is_missing(offline: Engine) -> None:
    for token in (_KEY, "aws:ec2/vpc:Vpc"):
        with pytest.raises(ProviderError, match="AWS_ENDPOINT_URL is not set"):
            offline.create(token, {})


@pytest.mark.parametrize("path", ["kms/key:Key", "secretsmanager/secret:Secret", "lambda/function:Function"])
def test_offline_a_preview_is_complete(path: str, offline: Engine) -> None:
    assert path in EXAMPLES
    inputs = {"role": "arn", "code": None} if "lambda" in path else {}
    outputs = offline.preview(f"aws:{path}", inputs)
    assert undetermined(outputs["arn"])
    assert outputs["region"] == "us-east-1"


def test_offline_functions_have_fixed_answers(offline: Engine) -> None:
    assert offline.invoke("aws:index/getCallerIdentity:getCallerIdentity")["accountId"] == ACCOUNT
    image = offline.invoke("aws:ec2/getAmi:getAmi", owners=["amazon"], mostRecent=True)
    assert image == offline.invoke("aws:ec2/getAmi:getAmi", owners=["amazon"], mostRecent=True)
    assert image["imageId"].startswith("ami-")


def test_a_process_with_an_endpoint_elsewhere_does_not_start(tmp_path: Path) -> None:
    environment = {**os.environ, "VAULT_ADDR": "https://vault.example.test", "STRONGROOM_LOCAL_DIR": str(tmp_path)}
    process = subprocess.run(
        [sys.executable, "-m", "local.providers"],
        cwd=_ROOT,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert process.returncode == 2
    assert b"VAULT_ADDR is not a loopback address" in process.stderr
    assert b"Traceback" not in process.stderr


@pytest.mark.real
def test_the_process_tells_its_ports_and_leaves_quietly(tmp_path: Path) -> None:
    environment = {**os.environ, "STRONGROOM_LOCAL_DIR": str(tmp_path)}
    for name in ("AWS_ENDPOINT_URL", "GITHUB_BASE_URL", "VAULT_ADDR"):
        environment.pop(name, None)
    with subprocess.Popen(
        [sys.executable, "-m", "local.providers"],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        ports = json.loads(process.stdout.readline())
        try:
            with attached(ports["random"]) as engine:
                engine.configure()
                assert engine.preview(_PASSWORD, {"length": 8})
        finally:
            process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=30)
    assert {"aws", "random"} <= ports.keys()
    assert process.returncode == 0
    assert rest == b""
    assert b"Traceback" not in errors
    assert not list(tmp_path.iterdir()), "offline there is nothing to write down"
