"""GithubOrganisation: the environments a workspace deploys to, guarded, holding what the engine writes and no more."""

import os
from typing import Any

import pulumi
import pytest

from components import engine_values
from components.github_organisation import GithubOrganisation, GithubOrganisationArgs
from strongroom.catalogue import Delivery, Secret
from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.workspace import GithubSettings
from tests.components.entries import ROTATION, SUPPLIED, entry
from tests.components.recording import Registered, of_type, record

ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment"
POLICY = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy"
SECRET = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"
VARIABLE = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable"
PROVIDER = "pulumi:providers:github"

TO_PRODUCTION = {
    "to": "github-environment",
    "repository": "candlefish/site",
    "environments": {"production": "prod"},
}
SETTINGS = {
    "organisation": "candlefish",
    "repositories": {
        "candlefish/site": {
            "environments": {
                "prod": {
                    "environment": "production",
                    "reviewers": {"teams": ["platform"], "users": ["octocat"]},
                    "wait_minutes": 5,
                    "prevent_self_review": True,
                    "branches": ["main"],
                    "tags": ["v*"],
                },
                "staging": {"environment": "staging"},
            }
        }
    },
}


def registered(*secrets: Secret) -> list[Registered]:
    def program() -> None:
        deliveries: list[Delivery] = [d for s in secrets for d in deliveries_of(s) if d.writer == "engine"]
        generated = {s.path: pulumi.Output.secret("generated") for s in secrets}
        GithubOrganisation(
            GithubOrganisationArgs(
                workspace="candlefish",
                settings=GithubSettings.model_validate(SETTINGS),
                environments=["production"],
                deliveries=deliveries,
                values=engine_values.of(deliveries, generated),
                write_delay_ms=0,
            )
        )

    return record(program)


def delivered(**overrides: Any) -> Secret:
    return entry("candlefish/site/session_key", destinations=[TO_PRODUCTION], **overrides)


def test_only_environments_that_the_stack_holds_are_made() -> None:
    (environment,) = of_type(registered(), ENVIRONMENT)
    assert environment.inputs["environment"] == "prod"
    assert environment.inputs["repository"] == "site"


def test_a_deployment_waits_for_the_reviewers_by_their_numbers() -> None:
    (environment,) = of_type(registered(), ENVIRONMENT)
    assert environment.inputs["reviewers"] == [{"teams": [4711], "users": [4711]}]
    assert environment.inputs["preventSelfReview"] is True
    assert environment.inputs["canAdminsBypass"] is False
    assert environment.inputs["waitTimer"] == 5


def test_only_named_branches_and_tags_deploy() -> None:
    policies = of_type(registered(), POLICY)
    patterns = [(p.inputs.get("branchPattern"), p.inputs.get("tagPattern")) for p in policies]
    assert patterns == [("main", None), (None, "v*")]


def test_a_generated_value_that_never_changes_is_written_by_the_engine() -> None:
    (secret,) = of_type(registered(delivered()), SECRET)
    assert secret.inputs["secretName"] == "SESSION_KEY"
    assert secret.inputs["environment"] == "prod"


@pytest.mark.parametrize("overrides", [{"source": SUPPLIED}, {"rotation": ROTATION}])
def test_what_something_else_changes_is_left_to_the_mirror(overrides: dict[str, Any]) -> None:
    assert not of_type(registered(delivered(**overrides)), SECRET)


def test_a_constant_is_delivered_as_a_variable() -> None:
    seen = registered(delivered(type="setting", source={"origin": "constant", "value": "us-east-1"}))
    (variable,) = of_type(seen, VARIABLE)
    assert variable.inputs["variableName"] == "SESSION_KEY"
    assert variable.inputs["value"] == "us-east-1"
    assert not of_type(seen, SECRET)


def test_the_token_of_github_never_enters_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", os.urandom(20).hex())
    (provider,) = of_type(registered(), PROVIDER)
    assert "token" not in provider.inputs
    assert provider.inputs["owner"] == "candlefish"
