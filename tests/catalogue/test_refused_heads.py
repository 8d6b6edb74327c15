"""Heads of files that are refused, with every line that is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.catalogue.files import HEAD, entry, head, problems, write

if TYPE_CHECKING:
    from pathlib import Path

HEADS: dict[str, tuple[str, str]] = {
    "no owner": (head(owner=None), '1: workspace "team": owner is missing; name the team that answers for it'),
    "an empty owner": (head(owner=""), '16: workspace "team": owner is empty; name the team that answers for it'),
    "no title": (
        head(title=None),
        '1: workspace "team": title is missing; give the workspace a title, as the dashboard shows it',
    ),
    "no name": (head(workspace=None), "1: workspace is missing; name it as the file is named"),
    "a name with a space": (
        head(workspace="The team"),
        "16: workspace is not in the right form; use lower-case words joined by '-'",
    ),
    "another name than the file": (
        head(workspace="crew", paths="['team/{service}/{name}']"),
        '16: workspace "crew": the file has another name than the workspace; call the file crew.yaml',
    ),
    "a misspelled field": (
        head(vizibility="[Agents]"),
        '17: workspace "team": vizibility is unknown here; did you mean "visibility"?',
    ),
    "a misspelled store": (head(store="volt"), '17: workspace "team": store "volt" is unknown; did you mean "vault"?'),
    "an environment that is none": (
        head(environments="[stagin]"),
        '16: workspace "team": environments "stagin" is unknown; did you mean "staging"?',
    ),
    "a tag of the program's": (
        head(tags="{Owner: x}"),
        '17: workspace "team": the tag Owner is set by the program; leave it out',
    ),
    "a path form that is none": (
        head(paths="[Team/x]"),
        (
            '17: workspace "team": paths is not in the right form; '
            "write segments like occ/{service}/{name}, with an optional ending like [_prod]"
        ),
    ),
    "a default destination that is unknown": (
        head(destinations="[sitee]"),
        '17: workspace "team": destination "sitee" is unknown; did you mean "site"?',
    ),
    "a default destination in an unknown repository": (
        head(destinations="[{to: github-repository, repository: team/sote, environments: [staging]}]"),
        '17: workspace "team": repository "team/sote" is unknown; did you mean "team/site"?',
    ),
    "a message about nothing": (
        head(messages="[{topic: Fly, audience: all, secrets: [team/shp/*]}]"),
        '17: workspace "team": message "Fly": pattern "team/shp/*" matches no secret; name a path, or one with *',
    ),
    "a place with the name of a kind": (
        head(places="{fly: {to: fly, app: x}}"),
        '14: workspace "team": the place "fly" has the name of a kind of destination; rename it',
    ),
    "a place of an unknown kind": (
        head(places="{app: {to: fli}}"),
        '14: workspace "team": place "app": to "fli" is unknown; did you mean "fly"?',
    ),
    "a place with an unknown field": (
        head(places="{app: {to: fly, ap: x}}"),
        '14: workspace "team": place "app": ap is unknown here; did you mean "app"?',
    ),
    "a place that is a word": (
        head(places="{app: fly}"),
        '14: workspace "team": places.app is text, not a mapping; write one key: value a line',
    ),
    "a cluster without a certificate": (
        head(clusters="{kitchen: {folder: gitops}}"),
        '17: workspace "team": clusters.kitchen.certificate is missing; add certificate',
    ),
    "a cluster that seals for something unknown": (
        head(clusters="{kitchen: {folder: gitops, certificate: c.pem, scope: stric}}"),
        '17: workspace "team": clusters.kitchen.scope "stric" is unknown; did you mean "strict"?',
    ),
    "a default destination in an unknown cluster": (
        head(destinations="[{to: kubernetes, cluster: kitchen, namespace: a, name: b, environments: [staging]}]"),
        (
            '17: workspace "team": cluster "kitchen" is unknown; '
            "declare its folder and certificate under clusters of the workspace"
        ),
    ),
    "a repository of another organisation": (
        HEAD.replace("organisation: team", "organisation: crew"),
        (
            '10: workspace "team": repository team/site is not of the organisation crew; '
            "declare it in the workspace of team"
        ),
    ),
    "production without reviewers": (
        HEAD.replace("reviewers: {teams: [leads]}, ", ""),
        (
            '13: workspace "team": team/site, environment "prod": nobody reviews a deployment; '
            "add reviewers: {teams: [...]}"
        ),
    ),
    "production from any branch": (
        HEAD.replace("{teams: [leads]}, branches: [main]", "{teams: [leads]}"),
        '13: workspace "team": team/site, environment "prod": any branch may deploy; add branches: [main]',
    ),
    "too many reviewers": (
        HEAD.replace("[leads]", "[a, b, c, d, e, f, g]"),
        '13: workspace "team": team/site, environment "prod": 7 reviewers, GitHub takes 6; name a team',
    ),
    "two GitHub environments for one": (
        HEAD.replace("        prod:", "        stage: {environment: staging}\n        prod:"),
        '13: workspace "team": team/site, environment "stage": staging has "staging" already; keep one of the two',
    ),
    "a GitHub environment of an unknown environment": (
        HEAD.replace("{environment: staging,", "{environment: stage,"),
        (
            '12: workspace "team": github.repositories.team/site.environments.staging.environment "stage" is unknown; '
            'did you mean "staging"?'
        ),
    ),
    "a GitHub environment where the workspace is not": (
        head(environments="[production]"),
        (
            '11: workspace "team": team/site, environment "staging": the workspace is not in staging; '
            "remove it, or add it to environments"
        ),
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_wrong_head_is_refused_once_in_these_words(name: str, tmp_path: Path) -> None:
    content, said = HEADS[name]
    entries = entry("team/shop/one") + entry("team/shop/two")
    assert problems(write(tmp_path, team=content + entries)) == [f"catalogue/team.yaml:{said}"]


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("", '1: workspace "team": secrets is missing; list them, each with - path: ...'),
        ("secrets:\n", '17: workspace "team": secrets is empty; list them, each with - path: ...'),
        ("secrets: x\n", '17: workspace "team": secrets is text, not a list; write [a, b], or one item a line after -'),
        (
            "secrets: {a: b}\n",
            '17: workspace "team": secrets is a mapping, not a list; write [a, b], or one item a line after -',
        ),
    ],
)
def test_secrets_that_are_no_list_are_refused(ending: str, said: str, tmp_path: Path) -> None:
    assert problems(write(tmp_path, team=HEAD.removesuffix("secrets:\n") + ending)) == [f"catalogue/team.yaml:{said}"]


def test_where_an_ending_marks_production_every_path_for_production_has_it(tmp_path: Path) -> None:
    marked = head(paths="['team/{service}/{name}[_prod]']")
    right = entry("team/shop/key", environments="[staging]") + entry("team/shop/key_prod", environments="[production]")
    assert problems(write(tmp_path, team=marked + right)) == []
    assert problems(write(tmp_path, team=marked + entry("team/shop/key"))) == [
        (
            'catalogue/team.yaml:19: secret "team/shop/key": a path for production ends with _prod here; '
            'declare "team/shop/key_prod" for production alone, and this one for the rest'
        )
    ]
