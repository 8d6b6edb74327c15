"""VaultConfiguration: what clients may do, from the catalogue; how they log in; how often."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from components.vault.cluster import AuditDevice
from components.vault.configuration import (
    GithubActions,
    People,
    VaultConfiguration,
    VaultConfigurationArgs,
    VaultConfigurationError,
)
from strongroom import catalogue
from strongroom.catalogue.vault_policies import break_glass_policy, mirror_policy, operator_policy, read_policy
from tests.components.entries import context
from tests.components.recording import Registered, of_type, record

PATHS = ("candlefish/jwt/secret", "occ/shopify/*_prod")
EVERY = [read_policy, mirror_policy, operator_policy, break_glass_policy]


@cache
def loaded() -> catalogue.Catalogue:
    return catalogue.load(Path("catalogue"))


def arguments(**overrides: Any) -> VaultConfigurationArgs:
    held = loaded()
    given: dict[str, Any] = {
        "workspaces": held.workspaces,
        "secrets": held.select(("production",)),
        "distribution": "openbao",
        "domain_name": "vault.example.internal",
        "github": GithubActions(mirror_repository="example/strongroom", mirror_environment="production"),
        "machine_cidrs": ("10.0.0.0/16",),
    }
    return VaultConfigurationArgs(**given | overrides)


@cache
def registered(distribution: str = "openbao") -> list[Registered]:
    return record(lambda: VaultConfiguration(context(), arguments(distribution=distribution)))


def test_an_application_reads_its_paths_and_nothing_else() -> None:
    assert str(read_policy(PATHS)).splitlines()[:2] == [
        'path "secret/data/candlefish/jwt/secret" { capabilities = ["read"] }',
        'path "secret/data/occ/shopify/*" { capabilities = ["read"] }',
    ]


def test_the_mirror_reads_no_value() -> None:
    data = [line for line in str(mirror_policy(PATHS)).splitlines() if "/data/" in line]
    assert data
    assert not any("read" in line.partition("{")[2] for line in data)


@pytest.mark.parametrize("policy", EVERY)
def test_no_policy_reaches_a_system_path_or_everything(policy: Any) -> None:
    paths = [line.split('"')[1] for line in str(policy(PATHS)).splitlines()]
    assert not any(path.startswith("sys") or path in ("*", "secret/*", "secret/data/*") for path in paths)


def test_each_workspace_has_a_policy_and_a_machine_role_bound_to_where_machines_are() -> None:
    roles = of_type(registered(), "vault:appRole/authBackendRole:AuthBackendRole")
    assert {role.name for role in roles} == {workspace.workspace for workspace in loaded().workspaces}
    for role in roles:
        assert role.inputs["tokenPolicies"] == [f"strongroom-production-read-{role.name}"]
        assert role.inputs["tokenBoundCidrs"] == ["10.0.0.0/16"]
        assert role.inputs["secretIdNumUses"] > 0


def test_a_workflow_is_bound_to_its_repository_and_its_environment() -> None:
    roles = of_type(registered(), "vault:jwt/authBackendRole:AuthBackendRole")
    assert roles
    assert all({"repository", "environment"} == set(role.inputs["boundClaims"]) for role in roles)
    (mirror,) = [role for role in roles if role.inputs["tokenPolicies"] == ["strongroom-production-mirror"]]
    assert mirror.inputs["boundClaims"] == {"repository": "example/strongroom", "environment": "production"}


def test_a_claim_with_a_comma_is_one_claim() -> None:
    people = People(issuer="https://login.example.com", audience="vault", group="cn=operators,ou=people")
    made = record(lambda: VaultConfiguration(context(), arguments(people=people)))
    roles = of_type(made, "vault:jwt/authBackendRole:AuthBackendRole")
    assert {role.inputs.get("disableBoundClaimsParsing") for role in roles} == {True}


def test_every_token_ends_within_an_hour() -> None:
    kinds = ("vault:appRole/authBackendRole:AuthBackendRole", "vault:jwt/authBackendRole:AuthBackendRole")
    roles = [role for kind in kinds for role in of_type(registered(), kind)]
    assert all(0 < role.inputs["tokenTtl"] <= role.inputs["tokenMaxTtl"] <= 3600 for role in roles)


def test_a_person_comes_in_as_a_member_of_one_group_and_gets_the_operators_policy() -> None:
    people = People(issuer="https://login.example.com", audience="vault", group="vault-maintainers")
    made = record(lambda: VaultConfiguration(context(), arguments(people=people)))
    (role,) = [one for one in of_type(made, "vault:jwt/authBackendRole:AuthBackendRole") if "people" in one.name]
    assert role.inputs["boundClaims"] == {"groups": "vault-maintainers"}
    assert role.inputs["boundAudiences"] == ["vault"]
    assert role.inputs["tokenPolicies"] == ["strongroom-production-operators"]
    assert 0 < role.inputs["tokenTtl"] <= role.inputs["tokenMaxTtl"] <= 3600


def test_audit_devices_come_through_the_api_only_where_the_server_wants_that() -> None:
    assert of_type(registered(), "vault:index/audit:Audit") == []
    kinds = {device.inputs["type"] for device in of_type(registered("vault"), "vault:index/audit:Audit")}
    assert kinds == {"file", "syslog"}


def test_the_second_audit_device_is_the_one_that_was_asked_for() -> None:
    device = AuditDevice(type="socket", options={"address": "127.0.0.1:9090"})
    made = record(lambda: VaultConfiguration(context(), arguments(distribution="vault", second_audit=device)))
    (socket,) = [one.inputs for one in of_type(made, "vault:index/audit:Audit") if one.inputs["type"] == "socket"]
    assert socket["options"] == {"address": "127.0.0.1:9090"}


def test_requests_and_logins_are_limited() -> None:
    rates = {
        quota.name: quota.inputs["rate"] for quota in of_type(registered(), "vault:index/quotaRateLimit:QuotaRateLimit")
    }
    assert rates == {"everything": 2000.0, "logins-approle": 200.0, "logins-github-actions": 200.0}


def test_the_logins_of_every_method_are_limited() -> None:
    people = People(issuer="https://login.example.com", audience="vault", group="vault-maintainers")
    asked = arguments(distribution="vault", people=people, aws_roles={"occ": ("arn:aws:iam::123456789012:role/x",)})
    made = record(lambda: VaultConfiguration(context(), asked))
    limited = {quota.inputs["path"] for quota in of_type(made, "vault:index/quotaRateLimit:QuotaRateLimit")}
    methods = [one for one in made if one.type.endswith((":AuthBackend",))]
    assert limited == {"", *(f"auth/{method.inputs['path']}/login" for method in methods)}
    assert len(methods) == 4


def test_every_problem_is_told_at_once() -> None:
    github = GithubActions(mirror_repository="strongroom", mirror_environment="")
    with pytest.raises(VaultConfigurationError) as refused:
        arguments(domain_name="", github=github, machine_cidrs=(), aws_roles={"occ": ("arn",)}, requests_per_second=0)
    assert len(str(refused.value).splitlines()) == 6


def test_an_identity_provider_that_would_let_everybody_in_is_refused() -> None:
    with pytest.raises(VaultConfigurationError) as refused:
        arguments(people=People(issuer="http://login.example.com", audience="vault", group=""))
    assert [line.split(" ")[0] for line in str(refused.value).splitlines()] == ["vault.people.issuer", "vault.people"]
