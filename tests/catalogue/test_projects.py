"""The projects and the system-wide services stand in the catalogue (the numbers are the requirements')."""

from __future__ import annotations

from strongroom.catalogue.rules import descriptions, paths
from strongroom.catalogue.source import Generated
from tests.catalogue.ours import CATALOGUE, arriving


def test_3_12_the_examples_stand_under_their_paths_and_reach_their_env_files() -> None:
    assert {secret.path for secret in CATALOGUE.secrets if secret.workspace == "projects"} == {
        "project/consilio/stripe_api_key",
        "project/odin/openai_api_key",
        "project/openhorizon/jwt_secret",
        "project/health-agent/telegram_bot_token",
        "meta/cloudflare/api_token",
        "meta/gcloud/service_account_key",
    }
    files = {delivery.address for delivery in arriving(CATALOGUE, "env:")}
    assert {
        "env:consilio/STRIPE_API_KEY",
        "env:odin/OPENAI_API_KEY",
        "env:openhorizon/JWT_SECRET",
        "env:health-agent/TELEGRAM_BOT_TOKEN",
    } <= files


def test_3_2_the_generated_example_is_base64_of_48_bytes() -> None:
    secret = CATALOGUE.secret("project/openhorizon/jwt_secret")
    assert secret is not None
    assert isinstance(secret.source, Generated)
    assert (secret.source.bytes, secret.source.format, secret.source.characters) == (48, "base64", 64)


def test_3_3_to_3_5_paths_have_one_of_two_forms() -> None:
    [projects] = [workspace for workspace in CATALOGUE.workspaces if workspace.workspace == "projects"]
    for good in ("project/odin/key", "meta/gcloud/key"):
        assert paths.refusal(good, projects.paths) is None
    for bad in ("odin/key", "project/odin", "project/odin/a/b", "Project/Odin/KEY", "projects/odin/key"):
        assert paths.refusal(bad, projects.paths) is not None, bad


def test_3_6_every_description_is_specific_and_the_three_examples_are_not() -> None:
    assert [s.path for s in CATALOGUE.secrets if descriptions.refusal(s.description)] == []
    assert all(descriptions.refusal(vague) for vague in ("API key", "Password", "Secret"))
