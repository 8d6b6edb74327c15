"""A stack's Vault is looked at whole before anything of the stack is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from components.vault.demands import VaultRefusedError, demand_possible
from components.vault.settings import VaultSettings
from tests.components.sdk_warnings import IGNORED
from tests.components.vault_arguments import ALERTS

pytestmark = IGNORED
PROJECT = Path(__file__).resolve().parents[2]


def settings(stack: str, **overrides: Any) -> VaultSettings:
    configured = yaml.safe_load((PROJECT / f"Pulumi.{stack}.yaml").read_text())["config"]["strongroom:vault"]
    return VaultSettings.model_validate(configured | overrides)


@pytest.mark.parametrize("stack", ["local", "staging", "production"])
def test_the_stacks_of_this_repository_are_possible(stack: str) -> None:
    demand_possible(settings(stack), [], [], ALERTS)


def test_problems_of_network_cluster_and_configuration_are_told_together_and_once() -> None:
    wrong = settings(
        "production",
        network={"cidr": "10.0.0.0/24", "zones": ["us-east-1a", "us-east-1b"]},
        size=4,
        secondRegion={"name": "us-east-1"},
        mirrorRepository="no-owner",
    )
    with pytest.raises(VaultRefusedError) as refused:
        demand_possible(wrong, [], [], None)
    told = str(refused.value).splitlines()
    assert [line.partition(" ")[0] for line in told[1:]] == [
        "network.zones",
        "network.cidr",
        "vault.size",
        "vault.second_region.name",
        "vault.second_region",
        "vault.github.mirror_repository",
    ]


def test_production_survives_the_loss_of_its_region_and_the_others_cost_no_more_for_it() -> None:
    assert settings("production").second_region
    assert not settings("staging").second_region
    assert not settings("local").second_region


def test_nobody_who_breaks_glass_is_a_role_that_several_people_take_on() -> None:
    """Whoever deploys could else ask by their own role and approve by the deployer's."""
    people = {f"person-{number}": [f"arn:aws:iam::222222222222:role/person-{number}"] for number in range(4)}
    people["person-3"] = ["arn:aws:iam::222222222222:role/strongroom-production-deployer"]  # without its path
    glass = {"people": people, "approvers": ["person-0", "person-1", "person-2"]}
    with pytest.raises(ValidationError, match="several people are it"):
        settings("production", breakGlass=glass)
