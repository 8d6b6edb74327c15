"""Organisation secrets and variables, and which repositories see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.local.github.conftest import Site

SECRETS = "/orgs/occ/actions/secrets"
VARIABLES = "/orgs/occ/actions/variables"


def _create(site: Site, base: str, extra: dict[str, Any], *, expect: int = 201) -> Any:
    if base == SECRETS:
        return site.call("PUT", f"{SECRETS}/NAME", site.sealed(SECRETS, b"x") | extra, expect=expect)
    return site.call("POST", VARIABLES, {"name": "NAME", "value": "x"} | extra, expect=expect)


both = pytest.mark.parametrize("base", [SECRETS, VARIABLES])


@both
@pytest.mark.parametrize("visibility", ["all", "private"])
def test_visibility_is_shown(site: Site, base: str, visibility: str) -> None:
    _create(site, base, {"visibility": visibility})
    shown = site.call("GET", f"{base}/NAME", expect=200)
    assert shown["visibility"] == visibility
    assert "selected_repositories_url" not in shown
    site.call("GET", f"{base}/NAME/repositories", expect=409)


@both
@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"visibility": "public"},
        {"visibility": "all", "selected_repository_ids": [1]},
        {"visibility": "selected", "selected_repository_ids": [1]},
        {"visibility": "selected", "selected_repository_ids": ["x"]},
        {"visibility": "selected", "selected_repository_ids": "x"},
    ],
)
def test_a_wrong_visibility_is_refused_and_creates_nothing(site: Site, base: str, extra: dict[str, Any]) -> None:
    _create(site, base, extra, expect=422)
    site.call("GET", f"{base}/NAME", expect=404)


@both
def test_selected_repositories_are_replaced_added_and_removed(site: Site, base: str) -> None:
    other = site.call("GET", "/repos/occ/other", expect=200)["id"]
    _create(site, base, {"visibility": "selected", "selected_repository_ids": [site.repository_id]})
    where = f"{base}/NAME/repositories"
    assert site.call("GET", f"{base}/NAME", expect=200)["selected_repositories_url"].endswith(where)

    def names() -> list[str]:
        return [found["name"] for found in site.call("GET", where, expect=200)["repositories"]]

    assert names() == ["site"]
    site.call("PUT", f"{where}/{other}", expect=204)
    assert names() == ["site", "other"]
    site.call("DELETE", f"{where}/{site.repository_id}", expect=204)
    assert names() == ["other"]
    site.call("PUT", where, {"selected_repository_ids": [site.repository_id]}, expect=204)
    assert names() == ["site"]
    site.call("DELETE", "/repos/occ/site", expect=204)
    assert names() == [], "a deleted repository is selected nowhere"


def test_an_update_of_the_value_keeps_what_it_does_not_name(site: Site) -> None:
    _create(site, SECRETS, {"visibility": "selected", "selected_repository_ids": [site.repository_id]})
    site.put(SECRETS, "NAME", b"y", expect=204)
    assert site.call("GET", f"{SECRETS}/NAME/repositories", expect=200)["total_count"] == 1
