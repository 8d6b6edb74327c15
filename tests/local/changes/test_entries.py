"""Two catalogues compared, with what is left for people to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.changes.entries import Entry, compare
from strongroom.catalogue import Catalogue, load

if TYPE_CHECKING:
    from pathlib import Path

WORKSPACE = """\
workspace: shop
title: The shop
description: What the shop needs.
owner: shop-team
environments: [staging, production]
github:
  organisation: shop
  repositories:
    shop/web:
      environments:
        staging: {{environment: staging, branches: [main]}}
        production:
          environment: production
          branches: [main]
          reviewers: {{teams: [shop-team]}}
places:
  web: {{to: github-environment, repository: shop/web}}
secrets:
  - path: shop/pay/api_key
    description: Key with which the shop takes payments.
    type: api-key
    {details}
  {others}
"""
SUPPLIED = "source: {origin: supplied, where: Dashboard of the bank}"
OTHER = """\
- path: shop/session/key
    description: Key that signs the sessions of the shop.
    type: crypto
    source: {origin: generated}
    destinations: [web]
"""


def _catalogue(folder: Path, details: str = SUPPLIED, others: str = "") -> Catalogue:
    folder.mkdir()
    (folder / "shop.yaml").write_text(WORKSPACE.format(details=details, others=others))
    return load(folder)


def _compared(folder: Path, before: dict[str, str], after: dict[str, str]) -> list[Entry]:
    return list(compare(_catalogue(folder / "a", **before), _catalogue(folder / "b", **after), ["production"]))


def test_equal_catalogues_differ_in_nothing(tmp_path: Path) -> None:
    assert _compared(tmp_path, {"others": OTHER}, {"others": OTHER}) == []


def test_a_new_generated_entry_needs_nobody(tmp_path: Path) -> None:
    [entry] = _compared(tmp_path, {}, {"others": OTHER})
    assert (entry.path, entry.step) == ("shop/session/key", "new")
    assert entry.to_do == ("nothing: the update generates the value",)
    assert "delivered to `github:shop/web/environments/production/KEY` by the engine" in entry.facts


def test_a_new_supplied_entry_names_who_puts_it_and_where_it_is_found(tmp_path: Path) -> None:
    supplied = OTHER.replace("{origin: generated}", "{origin: supplied, where: The safe}")
    [entry] = _compared(tmp_path, {}, {"others": supplied})
    assert entry.to_do == ("shop-team puts the value: `strongroom put shop/session/key` (The safe)",)


def test_a_removed_entry_tells_what_protects_it_and_what_stays_behind(tmp_path: Path) -> None:
    [entry] = _compared(tmp_path, {"others": OTHER}, {})
    assert entry.step == "removed"
    assert "protected: false" in entry.to_do[0]
    assert "mirror --prune" in entry.to_do[1]


@pytest.mark.parametrize(
    ("before", "after", "fact"),
    [
        (SUPPLIED, f"{SUPPLIED}\n    owner: till-team", "owner: shop-team → till-team"),
        (
            f"{SUPPLIED}\n    rotation: {{days: 90, strategy: manual}}",
            f"{SUPPLIED}\n    rotation: {{days: 30, strategy: manual}}",
            "rotation.days: 90 → 30",
        ),
        (SUPPLIED, f"{SUPPLIED}\n    destinations: [web]", "delivered to"),
        (f"{SUPPLIED}\n    destinations: [web]", SUPPLIED, "no longer delivered to"),
    ],
    ids=["owner", "rotation", "destination", "no destination"],
)
def test_a_change_is_told_by_its_setting(tmp_path: Path, before: str, after: str, fact: str) -> None:
    [entry] = _compared(tmp_path, {"details": before}, {"details": after})
    assert entry.step == "changed"
    assert any(line.startswith(fact) for line in entry.facts), entry.facts


def test_an_entry_of_another_environment_does_not_count(tmp_path: Path) -> None:
    staging = OTHER.replace("type: crypto", "type: crypto\n    environments: [staging]")
    assert _compared(tmp_path, {}, {"others": staging}) == []
