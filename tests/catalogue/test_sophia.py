"""Sophia's list stands in the catalogue (the numbers are the requirements')."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from strongroom.catalogue.source import External
from strongroom.catalogue.writer import store_writer
from tests.catalogue.files import problems
from tests.catalogue.ours import CATALOGUE, OURS, arriving

if TYPE_CHECKING:
    from pathlib import Path

SOPHIA = """
LINEAR_API_KEY GONG_API_KEY GONG_CLIENT_ID GONG_CLIENT_SECRET SNOWFLAKE_ACCOUNT SNOWFLAKE_USER
SNOWFLAKE_PASSWORD PINECONE_API_KEY PINECONE_ENVIRONMENT VERCEL_ACCESS_TOKEN VERCEL_PROJECT_ID SLACK_BOT_TOKEN
SLACK_APP_TOKEN INTERCOM_ACCESS_TOKEN ANTHROPIC_API_KEY OPENAI_API_KEY OPENROUTER_API_KEY LLAMAINDEX_API_KEY
GITHUB_TOKEN GITHUB_PAT PULUMI_ACCESS_TOKEN LAMBDA_LABS_API_KEY ESTUARY_API_KEY AIRBYTE_API_KEY
HUBSPOT_API_KEY RETOOL_API_KEY AGNO_API_KEY
""".split()  # noqa: SIM905  (the list as the requirements have it)


def test_5_10_the_list_is_whole_and_comes_from_the_organisation() -> None:
    [sophia] = [workspace for workspace in CATALOGUE.workspaces if workspace.workspace == "sophia"]
    assert [secret.name for secret in sophia.secrets] == SOPHIA
    assert sophia.names == "service-credential-type"
    for secret in sophia.secrets:
        assert isinstance(secret.source, External)
        assert (secret.source.system, secret.source.organisation) == ("github-organisation", "ai-cherry")
        assert store_writer(secret) == "import"


def test_5_1_and_5_9_every_one_reaches_esc_under_its_service() -> None:
    keys = {delivery.name for delivery in arriving(CATALOGUE, "esc:ai-cherry/sophia-production/")}
    assert len(keys) == len(SOPHIA)
    assert {"linear.linear_api_key", "lambda_labs.lambda_labs_api_key", "github.github_pat"} <= keys
    assert {delivery.name for delivery in arriving(CATALOGUE, "env:sophia/")} == set(SOPHIA)


def test_github_names_keep_their_names_and_have_an_alias_on_github() -> None:
    there = {delivery.secret.name: delivery.name for delivery in arriving(CATALOGUE, "github:ai-cherry/")}
    assert (there["GITHUB_TOKEN"], there["GITHUB_PAT"]) == ("SOPHIA_GITHUB_TOKEN", "SOPHIA_GITHUB_PAT")
    assert not [name for name in there.values() if name.startswith("GITHUB_")]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("LINEAR_APIKEY", 'name "LINEAR_APIKEY" is not SERVICE_CREDENTIAL_TYPE; did you mean LINEAR_API_KEY?'),
        ("linear_api_key", "did you mean LINEAR_API_KEY?"),
        ("KEY", "not SERVICE_CREDENTIAL_TYPE; did you mean LINEAR_KEY?"),
    ],
)
def test_5_4_another_form_of_a_name_is_refused_with_the_right_one(wrong: str, told: str, tmp_path: Path) -> None:
    text = (OURS / "sophia.yaml").read_text()
    file = tmp_path / "sophia.yaml"
    file.write_text(text.replace("name: LINEAR_API_KEY", f"name: {wrong}", 1))
    assert any(told in problem for problem in problems(tmp_path)), problems(tmp_path)
