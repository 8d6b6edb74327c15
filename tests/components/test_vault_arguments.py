"""A cluster that can't work is refused before anything is created, with every problem at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.vault.cluster import AuditDevice, SealKey, SecondRegion, VaultArgumentsError
from tests.components.vault_arguments import SECOND_REGION, arguments, distribution, placement, role

KEY_STORE = "cks-0123456789abcdef0"

BAD: list[tuple[dict[str, Any], str]] = [
    ({"size": 4}, "vault.size is 4; raft needs an odd number"),
    ({"size": 1}, "use 3, 5 or 7"),
    ({"domain_name": ""}, "is no certificate name"),
    ({"domain_name": "vault"}, "is no certificate name"),
    ({"image_id": "latest"}, "pin one"),
    (
        {"placement": placement(zones=("a", "b"), subnet_ids=("1", "2"), subnet_cidrs=("10.0.1.0/24",) * 2)},
        "at least 3",
    ),
    ({"placement": placement(subnet_ids=("1", "2"))}, "differ in number"),
    ({"placement": placement(subnet_cidrs=("10.0.1.0/24", "10.0.2.0/24", "10.0.3.9/24"))}, "10.0.3.9/24"),
    ({"client_cidrs": ("0.0.0.0/0",)}, "the whole world"),
    ({"distribution": distribution(sha256={})}, "sha256 is missing"),
    ({"distribution": distribution(sha256={"x86_64": "AB" * 32})}, "not 64 lower-case hexadecimal"),
    ({"distribution": distribution(name="vault", version="1.14.9")}, "is too old"),
    ({"distribution": distribution(version="2.7.0")}, "no awskms seal"),
    ({"distribution": distribution(version="latest")}, "not three numbers"),
    ({"distribution": distribution(in_image=False)}, "from the internet and vault.network.fetch_cidrs lets nothing"),
    (
        {"distribution": distribution(in_image=False, mirror="https://artifacts.example.internal/openbao")},
        "from https://artifacts.example.internal/openbao and vault.network.fetch_cidrs lets nothing out",
    ),
    ({"custodians": (role("one"),) * 5}, "names 1 different principals"),
    ({"deployer_role_arns": ()}, "nobody could configure"),
    ({"break_glass_role_arn": "break-glass"}, "not the ARN of a role"),
    ({"recovery_pgp_keys": ("one",)}, "recovery_pgp_keys has 1"),
    ({"seal": SealKey(custom_key_store_id="cks-1")}, "is no key store"),
    (
        {"seal": SealKey(custom_key_store_id=KEY_STORE), "second_region": SECOND_REGION},
        "KMS replicates no key of a custom key store",
    ),
    ({"second_region": SecondRegion(name="Oregon", keys=True, snapshots=False)}, "is no region"),
    ({"second_region": replace(SECOND_REGION, name="us-east-1")}, "is the cluster's own region"),
    ({"second_region": replace(SECOND_REGION, name="us-gov-west-1")}, "another partition"),
    ({"second_region": replace(SECOND_REGION, keys=False, snapshots=False)}, "neither keys nor snapshots"),
    ({"second_region": SECOND_REGION, "alerts": None}, "say who is told"),
    ({"second_region": SECOND_REGION, "keys_are_there": True}, "those keys are replicas"),
    ({"second_audit": AuditDevice(type="file", options={})}, "use syslog or socket"),
    ({"snapshot_days": 0}, "lock snapshots for a day"),
]


@pytest.mark.parametrize(("overrides", "told"), BAD, ids=[told for _, told in BAD])
def test_a_bad_argument_is_refused_with_the_way_out(overrides: dict[str, Any], told: str) -> None:
    with pytest.raises(VaultArgumentsError, match=told):
        arguments(**overrides)


def test_a_key_store_goes_with_copies_of_snapshots_alone() -> None:
    second = replace(SECOND_REGION, keys=False)
    good = arguments(seal=SealKey(custom_key_store_id=KEY_STORE), second_region=second)
    assert not any(good.replicates(purpose) for purpose in ("seal", "operator"))


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(VaultArgumentsError) as refused:
        arguments(size=2, domain_name="", image_id="", custodians=())
    assert len(str(refused.value).splitlines()) == 4


def test_the_defaults_are_those_of_the_requirement() -> None:
    good = arguments()
    assert (good.size, good.instance_type, len(good.custodians)) == (5, "t3.large", 5)
