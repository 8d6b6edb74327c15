"""What can be asked of a catalogue: who writes what where, families, members, due dates, days overdue."""

from __future__ import annotations

import string
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from strongroom.catalogue import ENVIRONMENTS, Secret, load
from strongroom.catalogue.source import Generated
from strongroom.catalogue.status import Blocked
from strongroom.catalogue.writer import delivery_writer, store_writer
from tests.catalogue.files import HEAD, entry, loaded, write

if TYPE_CHECKING:
    from pathlib import Path

ALL = (
    "destinations: [site, {to: github-repository, repository: team/site, environments: [production]}, "
    "{to: github-organisation, organisation: team, environments: [production]}, vault, "
    "{to: app, environments: [production]}, {to: pulumi-esc, environment: team/shop, environments: [production]}, "
    "{to: env-file, project: shop, environments: [production]}, "
    "{to: kubernetes, cluster: c, namespace: n, name: s, environments: [production]}, "
    "{to: mcp, server: shop, file: mcp.json, environments: [production]}]"
)
EVERYWHERE = ALL.removeprefix("destinations: ")
BY_ENGINE = {"github-environment"}


@pytest.mark.parametrize(
    ("fields", "store", "engine_writes"),
    [
        ({"source": "{origin: generated}"}, "engine", BY_ENGINE),
        ({"source": "{origin: generated}", "rotation": "{days: 9, strategy: random}"}, "engine-once", set()),
        ({"source": "{origin: supplied, where: x}"}, "person", set()),
        ({"source": "{origin: supplied, where: x}", "rotation": "{days: 9, strategy: manual}"}, "person", set()),
        ({"source": "{origin: external, system: shop}"}, "import", set()),
        ({"source": "{origin: derived, secret: team/shop/url, extract: dsn.host}"}, "none", set()),
        ({"source": "{origin: constant, value: x}", "type": "setting"}, "none", BY_ENGINE),
    ],
)
def test_who_writes_follows_from_source_and_rotation(
    fields: dict[str, str], store: str, engine_writes: set[str], tmp_path: Path
) -> None:
    given_entries = entry(**fields, destinations=EVERYWHERE) + entry("team/shop/url", name="URL")
    catalogue = loaded(tmp_path, given_entries)
    secret = catalogue.secret("team/shop/api_key")
    assert secret is not None
    assert store_writer(secret) == store
    assert secret.has_record == (store != "none")
    written = {d.destination.to for d in catalogue.deliveries(ENVIRONMENTS) if d.writer == "engine"}
    assert written == engine_writes


def test_a_value_that_anything_else_changes_is_never_written_by_the_engine_to_a_destination(tmp_path: Path) -> None:
    for secret in loaded(tmp_path, entry(rotation="{days: 9, strategy: manual}", destinations=EVERYWHERE)).secrets:
        assert {delivery_writer(secret, each) for each in secret.destinations} == {"mirror"}


def test_addresses_are_written_as_people_write_them(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, entry(destinations=EVERYWHERE))
    assert [delivery.address for delivery in catalogue.deliveries(["production"])] == [
        "github:team/site/environments/prod/API_KEY",
        "github:team/site/API_KEY",
        "github:team/API_KEY",
        "vault:secret/team/shop/api_key",
        "fly:team-app/API_KEY",
        "esc:team/shop/shop.api_key",
        "env:shop/API_KEY",
        "kubernetes:c/n/s/API_KEY",
        "mcp:shop/mcp.json/shop/API_KEY",
    ]
    assert [delivery.address for delivery in catalogue.deliveries(["staging"])] == [
        "github:team/site/environments/staging/API_KEY",
        "vault:secret/team/shop/api_key",
    ]


def test_an_alias_is_the_name_there_and_nowhere_else(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, entry(name="GITHUB_PAT", destinations="[{to: site, alias: SHOP_PAT}, vault]"))
    assert {d.name for d in catalogue.deliveries(ENVIRONMENTS)} == {"SHOP_PAT", "team/shop/api_key"}
    assert [secret.name for secret in catalogue.secrets] == ["GITHUB_PAT"]


def test_a_place_is_written_out_and_its_fields_can_be_overridden(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, entry(destinations="[{to: app, app: other, environments: [staging]}]"))
    assert [delivery.address for delivery in catalogue.deliveries(ENVIRONMENTS)] == ["fly:other/API_KEY"]


def test_defaults_of_the_workspace_apply_unless_the_entry_says_otherwise(tmp_path: Path) -> None:
    defaults = "visibility: [Agents]\ndestinations: [site]\nsource: {origin: external, system: shop}\nsecrets:\n"
    text = HEAD.replace("secrets:\n", defaults)
    text += entry("team/shop/one", source=None) + entry(
        "team/shop/two", owner="other", visibility="[People]", destinations="[]", environments="[staging]"
    )
    one, two = load(write(tmp_path, team=text)).secrets
    assert (one.owner, one.visibility, one.source.origin) == ("platform-team", ("Agents",), "external")
    assert [each.to for each in one.destinations] == ["github-environment"]
    assert (two.owner, two.visibility, two.destinations, two.environments) == ("other", ("People",), (), ("staging",))


def test_entries_are_selected_by_environment(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, entry("team/a/one", environments="[staging]") + entry("team/a/two"))
    assert [secret.path for secret in catalogue.select(["production"])] == ["team/a/two"]
    assert len(catalogue.select(["staging"])) == len(catalogue.select(ENVIRONMENTS)) == 2
    assert [s.path for s in catalogue.named("ONE")] == ["team/a/one"]
    assert catalogue.named("ONE", environment="production") == ()
    assert catalogue.named("ONE", workspace="other") == ()


def test_a_family_covers_its_members_and_no_other_path(tmp_path: Path) -> None:
    family = entry("team/shop/*_staging", name="SHOP_*_STAGING", environments="[staging]", destinations="[site]")
    catalogue = loaded(tmp_path, family + entry("team/shop/own_staging", name="OWN", environments="[staging]"))
    member = catalogue.resolve("team/shop/api_key_staging")
    assert member is not None
    assert (member.path, member.name) == ("team/shop/api_key_staging", "SHOP_API_KEY_STAGING")
    assert not member.is_family
    assert catalogue.matching("team/shop/api_key_staging") is catalogue.secret("team/shop/*_staging")
    assert catalogue.resolve("team/shop/own_staging") is catalogue.secret("team/shop/own_staging")
    for other in ("team/shop/api_key", "team/shop/_staging", "team/shop/a/b_staging", "team/web/x_staging"):
        assert catalogue.resolve(other) is None, other


@given(st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=20))
def test_a_member_has_no_star_left(filled: str) -> None:
    family = Secret.model_validate(
        {
            "path": "team/shop/*_prod",
            "name": "SHOP_*_PROD",
            "workspace": "team",
            "description": "Keys of the shop.",
            "type": "api-key",
            "owner": "team",
            "environments": ["production"],
            "source": {"origin": "supplied", "where": "x"},
        }
    )
    member = family.member(f"team/shop/{filled}_prod")
    assert member is not None
    assert "*" not in member.path + member.name


def test_days_overdue_count_from_the_day_and_never_below_zero() -> None:
    blocked = Blocked(state="blocked", ticket="OCC-1", since=date(2025, 10, 7))
    assert blocked.days_overdue(date(2025, 10, 11)) == 4
    assert blocked.days_overdue(date(2025, 10, 7)) == 0
    assert blocked.days_overdue(date(2025, 10, 1)) == 0
    assert Blocked(state="blocked", reason="x").days_overdue(date(2025, 10, 11)) is None


def test_a_rotation_is_due_so_many_days_after_the_value_was_set(tmp_path: Path) -> None:
    done = "{staging: {state: complete, at: 2025-10-10T19:26:00Z}}"
    catalogue = loaded(tmp_path, entry(rotation="{days: 90, strategy: manual}", status=done))
    [secret] = catalogue.secrets
    assert secret.rotation_due("staging") == date(2025, 10, 10) + timedelta(days=90)
    assert secret.rotation_due("production") is None


@pytest.mark.parametrize("form", ["base64", "base64url", "hex", "alphanumeric"])
@pytest.mark.parametrize("count", [18, 48, 96])
def test_a_generated_value_is_worth_its_bytes(form: str, count: int) -> None:
    generated = Generated.model_validate({"origin": "generated", "bytes": count, "format": form})
    possible = len(set(generated.alphabet)) ** generated.characters
    assert len(set(generated.alphabet)) == len(generated.alphabet)
    assert possible >= 256**count
    assert possible < 256 ** (count + 1), "more characters than the bytes are worth"


def test_48_bytes_of_base64_are_64_characters() -> None:
    assert Generated(origin="generated").characters == 64


def test_a_part_of_the_catalogue_is_frozen_and_hashable(tmp_path: Path) -> None:
    [secret] = loaded(tmp_path, entry()).secrets
    with pytest.raises(ValidationError):
        secret.owner = "other"  # type: ignore[misc]  # what the test is about
    assert {secret: 1}[secret] == 1


def test_a_failed_model_never_shows_what_it_was_given() -> None:
    with pytest.raises(ValidationError) as caught:
        Secret.model_validate({"path": ["planted-in-a-path"], "name": {"planted": 1}})
    assert "planted" not in str(caught.value)


def test_an_application_reads_a_secret_by_its_reference(tmp_path: Path) -> None:
    [secret] = loaded(tmp_path, entry()).secrets
    assert secret.reference == "vault://team/shop/api_key"
