"""The local environment and the real ones are kept apart, both ways."""

import pytest

from components import guard
from components.settings import Settings

ATTACHED = {"PULUMI_DEBUG_PROVIDERS": "aws:1,vault:2,github:3,random:4"}


def settings(environment: str, providers: str) -> Settings:
    return Settings.model_validate(
        {"environment": environment, "rehearses": ["staging"], "providers": providers, "owner": "platform"}
    )


LOCAL = settings("local", "local")
PRODUCTION = settings("production", "published")


def test_the_local_stack_is_applied_through_local_providers() -> None:
    environ = {**ATTACHED, "AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "AWS_ACCESS_KEY_ID": "local"}
    guard.refuse_wrong_environment(LOCAL, "local", environ, dry_run=False)


def test_production_is_applied_through_the_published_plugins() -> None:
    guard.refuse_wrong_environment(PRODUCTION, "production", {"AWS_PROFILE": "production"}, dry_run=False)


def test_production_is_previewed_through_local_providers() -> None:
    guard.refuse_wrong_environment(PRODUCTION, "production", ATTACHED, dry_run=True)


def test_production_is_never_applied_through_local_providers() -> None:
    with pytest.raises(guard.Refused, match="unset PULUMI_DEBUG_PROVIDERS"):
        guard.refuse_wrong_environment(PRODUCTION, "production", ATTACHED, dry_run=False)


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_local_stack_never_reaches_for_real_providers(dry_run: bool) -> None:
    with pytest.raises(guard.Refused, match="no local provider is attached for github, random, vault"):
        guard.refuse_wrong_environment(LOCAL, "local", {"PULUMI_DEBUG_PROVIDERS": "aws:1"}, dry_run=dry_run)


def test_the_local_stack_never_runs_with_real_credentials() -> None:
    with pytest.raises(guard.Refused, match="AWS_ACCESS_KEY_ID, AWS_PROFILE may be of a real account"):
        guard.refuse_wrong_environment(
            LOCAL, "local", {**ATTACHED, "AWS_ACCESS_KEY_ID": "x", "AWS_PROFILE": "y"}, dry_run=False
        )


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://secretsmanager.us-east-1.amazonaws.com",
        "http://localhost.example.com",
        "http://127.0.0.1@example.com",
        "",
    ],
)
def test_the_local_stack_never_runs_against_an_endpoint_elsewhere(endpoint: str) -> None:
    with pytest.raises(guard.Refused, match="not on loopback"):
        guard.refuse_wrong_environment(LOCAL, "local", {**ATTACHED, "AWS_ENDPOINT_URL": endpoint}, dry_run=False)


def test_one_stacks_configuration_is_not_applied_to_another() -> None:
    with pytest.raises(guard.Refused, match=r"use Pulumi\.staging\.yaml"):
        guard.refuse_wrong_environment(PRODUCTION, "staging", {}, dry_run=False)


def test_every_reason_is_told_at_once() -> None:
    with pytest.raises(guard.Refused) as refused:
        guard.refuse_wrong_environment(LOCAL, "staging", {"AWS_ENDPOINT_URL": "https://example.com"}, dry_run=False)
    assert str(refused.value).count("\n  - ") == 3
