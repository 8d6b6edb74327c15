"""The provisioning checklist of WIRED CHAOS stands in the catalogue (the numbers are the requirements')."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from strongroom.catalogue.checks import Extract, JsonUrl, Probe
from strongroom.catalogue.source import Supplied
from tests.catalogue.ours import CATALOGUE, named, refused

if TYPE_CHECKING:
    from strongroom.catalogue import Secret

WIRED_CHAOS = {
    "WIX_API_KEY": "Wix Developer Center > My Apps > production app > API Keys",
    "WIX_SITE_ID": "Wix Dashboard > Settings > Advanced > API Keys",
    "WIX_SYNC_ENDPOINT": "Site admin > Developer Tools > Web Modules",
    "GAMMA_TOKEN": "Gamma Console > Account > API Access",
    "GAMMA_SPACE_ID": 'Gamma Console > Spaces > "WIRED CHAOS - Production"',
    "SWARM_NOTION_TOKEN": "Notion Integrations > WIRED CHAOS SWARM",
    "SWARM_DB_ID": "Notion > production SWARM database > Share > Copy link",
    "NOTION_SLO_BADGE_URL": "status.wiredchaos.xyz > badge",
    "SENDGRID_API_KEY": "SendGrid > Settings > API Keys",
}


def wired_chaos() -> dict[str, Secret]:
    """The workspace's entries by name."""
    return {secret.name: secret for secret in CATALOGUE.secrets if secret.workspace == "wired-chaos"}


def test_1_1_to_1_3_nine_entries_each_with_its_name_its_screen_and_a_check_in_production_only() -> None:
    entries = wired_chaos()
    assert {name: s.source.where for name, s in entries.items() if isinstance(s.source, Supplied)} == WIRED_CHAOS
    assert all(secret.checks and secret.environments == ("production",) for secret in entries.values())
    assert all(isinstance(s.source, Supplied) and s.source.steps for s in entries.values())
    workspace = CATALOGUE.workspace_of(entries["WIX_API_KEY"])
    assert (workspace.role, workspace.namespace) == ("Vault Maintainer", "wired-chaos/prod")


def test_1_13_each_is_visible_to_agents_and_pipelines() -> None:
    assert {secret.visibility for secret in wired_chaos().values()} == {("Agents", "Pipelines")}


NOTION = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("WIX_SITE_ID", "3f1c", "3f1c-stg"),
        ("WIX_SYNC_ENDPOINT", "https://wiredchaos.xyz/_functions/notionSync", "https://wiredchaos.xyz/_functions/sync"),
        (
            "WIX_SYNC_ENDPOINT",
            "https://wiredchaos.xyz/_functions/notionSync",
            "https://wiredchaos.xyz/_functions/notionSync-dev",
        ),
        (
            "WIX_SYNC_ENDPOINT",
            "https://wiredchaos.xyz/_functions/notionSync",
            "https://wiredchaos.xyz/_functions/notionSync-staging",
        ),
        ("GAMMA_SPACE_ID", "space", "space-beta"),
        ("GAMMA_SPACE_ID", "space", "space-preview"),
        ("SWARM_DB_ID", f"https://www.notion.so/wired/{NOTION}?v=1", f"https://staging.notion.so/wired/{NOTION}"),
        ("NOTION_SLO_BADGE_URL", "https://status.wiredchaos.xyz/badge.json", "https://status.wiredchaos.xyz/badge.svg"),
    ],
)
def test_1_5_to_1_11_what_is_right_in_production_is_taken_and_what_is_not_is_refused(
    name: str, good: str, bad: str
) -> None:
    secret = named(name)
    assert not refused(secret, good)
    assert refused(secret, bad)


def test_1_4_to_1_12_what_only_the_provider_knows_is_asked_there() -> None:
    questions = {name: c.probe for name, s in wired_chaos().items() for c in s.checks if isinstance(c, Probe)}
    assert questions["WIX_API_KEY"].site_domain == "wiredchaos.xyz"
    assert (questions["GAMMA_TOKEN"].scopes, questions["GAMMA_TOKEN"].environment) == (("spaces:write",), "prod")
    assert questions["SWARM_NOTION_TOKEN"].capability == "production workspace"
    assert questions["SENDGRID_API_KEY"].description_contains == "WIRED CHAOS PROD"
    assert questions["SENDGRID_API_KEY"].not_tagged == ("test", "staging")
    assert any(isinstance(check, JsonUrl) for check in named("NOTION_SLO_BADGE_URL").checks)


def test_1_10_the_identifier_is_taken_out_of_the_share_link() -> None:
    [extract] = [check for check in named("SWARM_DB_ID").checks if isinstance(check, Extract)]
    assert extract.value(f"https://www.notion.so/wired/SWARM-{NOTION}?v=1") == NOTION


def test_1_16_to_1_18_the_pipeline_and_the_handoff_are_described() -> None:
    workspace = CATALOGUE.workspace_of(named("WIX_API_KEY"))
    [pipeline] = workspace.pipelines
    assert pipeline.name == "Dual Deploy: Wix + Gamma"
    assert pipeline.command[1:] == ("--environment", "production", "--version-tag", "v2.0.0", "--dry-run")
    assert workspace.handoff is not None
    assert workspace.handoff.ticket is not None
    assert workspace.handoff.feature_flags == ("GlassFX",)
    assert workspace.handoff.flag_check


def test_identifiers_and_addresses_are_configuration() -> None:
    configuration = {s.name for s in CATALOGUE.secrets if s.kind == "configuration"}
    assert {"WIX_SITE_ID", "WIX_SYNC_ENDPOINT", "GAMMA_SPACE_ID", "SWARM_DB_ID", "SNOWFLAKE_ACCOUNT"} <= configuration
    assert {"SNOWFLAKE_USER", "PINECONE_ENVIRONMENT", "VERCEL_PROJECT_ID", "GA_PROPERTY_ID"} <= configuration
