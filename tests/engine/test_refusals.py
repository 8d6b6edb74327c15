"""The local environment can't touch a real stack by accident, nor the other way round."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from local.stack.preview import throw_away
from local.stack.pulumi_cli import PulumiCli, PulumiError

if TYPE_CHECKING:
    from tests.engine.local_stack import LocalStack

pytestmark = pytest.mark.real


def refused(cli: PulumiCli) -> str:
    with pytest.raises(PulumiError) as error:
        cli.operate("up", "--yes", "--skip-preview", stdout=subprocess.PIPE)
    assert "Traceback" not in error.value.output
    return error.value.output


@pytest.mark.parametrize("name", ["staging", "production"])
def test_a_real_stack_is_never_applied_through_local_providers(name: str) -> None:
    with throw_away(name) as cli:
        cli.select()
        said = refused(cli)
    assert f"local providers are attached (aws, github, random, vault) and '{name}' is for the published ones" in said
    assert "unset PULUMI_DEBUG_PROVIDERS" in said


def test_the_local_stack_is_never_applied_with_real_credentials(stack: LocalStack) -> None:
    cli = stack.cli
    environment = {k: v for k, v in cli.environment.items() if k not in ("PULUMI_DEBUG_PROVIDERS", "AWS_ENDPOINT_URL")}
    said = refused(replace(cli, environment={**environment, "AWS_PROFILE": "production"}))
    assert "no local provider is attached for aws, github, random, vault" in said
    assert "AWS_PROFILE may be of a real account" in said
    assert stack.secret_names() == []
