"""Files, heads and folders that are refused, with every line that is printed."""

from __future__ import annotations

import base64
import os
import secrets
from typing import TYPE_CHECKING

import pytest

from strongroom.catalogue.document import MAX_BYTES
from tests.catalogue.files import FIRST, HEAD, entry, head, problems, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = HEAD + entry()
LAST = GOOD.count("\n")  # its last line; what a case appends stands on the next ones
SUBJECT = 'secret "team/shop/api_key": '

NOT_YAML: dict[str, tuple[str | bytes, str]] = {
    "a tab as indentation": (GOOD + "\towner: x\n", "22: a tab is no indentation in YAML; use spaces"),
    "a tab after spaces": (HEAD + "  - path: a\n\t  b: c\n", "19: a tab is no indentation in YAML; use spaces"),
    "Latin-1": (
        GOOD.encode() + b"    owner: caf\xe9\n",
        "22: not UTF-8: byte 0xe9 in column 15; save the file as UTF-8",
    ),
    "UTF-16": (GOOD.encode("utf-16-le"), "1: a control character; take it out"),
    "UTF-16 with its mark": (GOOD.encode("utf-16"), "1: not UTF-8: byte 0xff in column 1; save the file as UTF-8"),
    "a NUL": (GOOD + "    owner: a\0b\n", "22: a control character; take it out"),
    "a bomb": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        (
            "1: anchors and aliases (&a) are not allowed; "
            "write the value out, or name a place under `places` and use it by name"
        ),
    ),
    "an anchor in an entry": (
        GOOD + "    owner: &o x\n",
        (
            "22: anchors and aliases (&o) are not allowed; "
            "write the value out, or name a place under `places` and use it by name"
        ),
    ),
    "an alias of nothing": (
        GOOD + "    name: *x\n",
        "22: anchors and aliases are not allowed; put a text that starts with * in quotes",
    ),
    "a merge": (
        GOOD + "    <<: {owner: x}\n",
        f"22: {SUBJECT}merges (<<) are not allowed; write the fields out, or name a place",
    ),
    "a key that stands twice": (
        GOOD + "    type: token\n",
        f'22: {SUBJECT}the key "type" stands here twice; remove one of them',
    ),
    "a key of the head that stands twice": (
        GOOD.replace("title: Team\n", "title: Team\ntitle: Crew\n"),
        '3: the key "title" stands here twice; remove one of them',
    ),
    "two documents": (GOOD + "---\n" + GOOD, "22: a second document (---); use one file a workspace"),
    "nothing": ("", "1: the file is empty; start it with `workspace: <name>`; docs/catalogue.md shows a whole file"),
    "a comment": (
        "# x\n",
        "1: the file is empty; start it with `workspace: <name>`; docs/catalogue.md shows a whole file",
    ),
    "a list": (
        "- a\n",
        (
            "1: not a workspace: its content is not a mapping; "
            "start it with `workspace: <name>`; docs/catalogue.md shows a whole file"
        ),
    ),
    "a text": (
        "\n\nhello\n",
        (
            "3: not a workspace: its content is not a mapping; "
            "start it with `workspace: <name>`; docs/catalogue.md shows a whole file"
        ),
    ),
    "deep brackets": ("a: " + "[" * 100_000, "1: nested deeper than 24 levels; no entry needs more than six"),
    "deep indentation": (
        "".join(" " * n + "a:\n" for n in range(60)),
        "24: nested deeper than 24 levels; no entry needs more than six",
    ),
    "a number as a key": (GOOD + "    1: x\n", f'22: {SUBJECT}the key 1 is not text; put it in quotes: "1"'),
    "true as a key": (GOOD + "    true: x\n", f'22: {SUBJECT}the key true is not text; put it in quotes: "true"'),
    "null as a key": (GOOD + "    ~: x\n", f'22: {SUBJECT}the key ~ is not text; put it in quotes: "~"'),
    "a list as a key": (GOOD + "    [a]: x\n", f"22: {SUBJECT}a key is a list or a mapping; use a word as the key"),
    "the code of Norway": (
        GOOD + "    owner: NO\n",
        f'22: {SUBJECT}NO without quotes is false to some readers and a word to others; write false, or "NO" in quotes',
    ),
    "yes for true": (
        GOOD + "    protected: yes\n",
        f'22: {SUBJECT}yes without quotes is true to some readers and a word to others; write true, or "yes" in quotes',
    ),
    "a Python object": (
        GOOD + "    owner: !!python/object/apply:os.system [x]\n",
        f"22: {SUBJECT}the tag !!python/object/apply:os.system is not allowed; write the plain value",
    ),
    "a date with a tag": (
        GOOD + "    owner: !!timestamp 2025-01-01\n",
        f"22: {SUBJECT}the tag !!timestamp is not allowed; write the plain value",
    ),
    "a wrong indentation": (
        HEAD + "  - path: a\n   b: c\n",
        "19: the indentation does not fit; line it up with the lines above",
    ),
    "an open quote": (HEAD + "  - path: 'team/a/b\n", "18: a quote is not closed; close it"),
    "an open bracket": (
        HEAD + "  - {path: a, type: x\n",
        "18: a bracket is not closed, or a comma is missing; close it",
    ),
    "a second colon": (
        HEAD + "  - path: a\n    description: Key: of the shop\n",
        "19: a second colon where one is expected; put the text in quotes",
    ),
    "an @": (HEAD + "  - path: @x\n", "18: a text can't start with @; put the text in quotes"),
    "a key without a colon": (HEAD + "  - path: a\n    owner\n", "19: a key without a colon; write key: value"),
}

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


@pytest.mark.parametrize("name", NOT_YAML)
def test_what_is_no_workspace_is_refused_in_these_words(name: str, tmp_path: Path) -> None:
    content, said = NOT_YAML[name]
    assert problems(write(tmp_path, team=content)) == [f"catalogue/team.yaml:{said}"]


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


def test_a_file_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    directory = write(tmp_path, team="")
    os.truncate(directory / "team.yaml", MAX_BYTES + 1)
    assert problems(directory) == [
        "catalogue/team.yaml:1: the file is too large: 16.0 MB, over 16 MB; split the workspace"
    ]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert problems(write(tmp_path, team=b"\xef\xbb\xbf" + GOOD.encode())) == []


def test_lines_are_counted_with_every_line_ending(tmp_path: Path) -> None:
    for ending in ("\n", "\r\n", "\r"):
        [said] = problems(write(tmp_path, team=(GOOD + "    ownr: x\n").replace("\n", ending).encode()))
        assert said.startswith(f"catalogue/team.yaml:{LAST + 1}: ")


def test_an_ampersand_in_a_text_is_no_anchor(tmp_path: Path) -> None:
    described = "'R&D key, & a [&b] ... for &c of the shop''s bills'"
    assert problems(write(tmp_path, team=HEAD + entry(description=described))) == []


def test_a_workspace_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    said = problems(write(tmp_path, team=GOOD, zeta=GOOD))
    assert said == [
        (
            'catalogue/zeta.yaml:1: workspace "team": the workspace is declared in catalogue/team.yaml too; '
            "join the two files"
        ),
        (
            'catalogue/zeta.yaml:10: workspace "team": repository team/site is declared in catalogue/team.yaml too; '
            "declare it in one workspace"
        ),
        (
            f"catalogue/zeta.yaml:{FIRST}: {SUBJECT}the path is declared at catalogue/team.yaml:{FIRST} already; "
            "remove one of them"
        ),
    ]


def test_a_path_of_another_workspace_is_sent_there(tmp_path: Path) -> None:
    crew = head(workspace="crew", github=None, places=None, gates=None, paths="['project/{project}/{name}']")
    crew = "".join(line for line in crew.splitlines(keepends=True) if not line.startswith("  "))
    said = problems(write(tmp_path, team=HEAD + entry("project/odin/key"), crew=crew + "  []\n"))
    assert said == [
        (
            f'catalogue/team.yaml:{FIRST}: secret "project/odin/key": path is not team/{{service}}/{{name}}; '
            "declare it in catalogue/crew.yaml"
        )
    ]


def test_the_mistakes_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    said = problems(write(tmp_path, team=HEAD + entry(ownr="x"), other="\t", third="a: &a b\n", fourth=b"\xff"))
    assert [line.split(":")[0] for line in said] == [
        "catalogue/fourth.yaml",
        "catalogue/other.yaml",
        "catalogue/team.yaml",
        "catalogue/third.yaml",
    ]


def test_nothing_is_said_to_be_missing_where_a_file_could_not_be_read(tmp_path: Path) -> None:
    needs = entry(status="{staging: {state: blocked, needs: [other/shop/key]}}")
    said = problems(write(tmp_path, team=HEAD + needs, other="\t"))
    assert [line.split(":")[0] for line in said] == ["catalogue/other.yaml"]


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda folder: None, "catalogue:1: there is no such folder; name the catalogue's folder with --catalogue"),
        (lambda folder: folder.mkdir(), "catalogue:1: the folder has no .yaml file; add one file a workspace"),
        (
            lambda folder: (folder.mkdir(), (folder / "team.yml").write_text(GOOD)),
            "catalogue/team.yml:1: the file would not be read; call it team.yaml",
        ),
        (
            lambda folder: (folder / "team.yaml").mkdir(parents=True),
            "catalogue/team.yaml:1: not a file; remove it or rename it",
        ),
    ],
)
def test_a_folder_that_is_no_catalogue_is_refused(prepare: Callable[[Path], object], said: str, tmp_path: Path) -> None:
    prepare(tmp_path / "catalogue")
    assert problems(tmp_path / "catalogue") == [said]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    directory = write(tmp_path, team=GOOD)
    (directory / "team.yaml").unlink()
    (directory / "team.yaml").symlink_to(directory / "nowhere")
    assert problems(directory) == ["catalogue/team.yaml:1: not a file; remove it or rename it"]


def pasted() -> dict[str, str]:
    """Things that look like credentials, made now: what they are -> one of them."""
    letters = base64.b32encode(secrets.token_bytes(40)).decode().rstrip("=")
    web_token = ".".join(f"eyJ{letters.lower()[:20]}" for _ in range(2)) + ".x"
    return {
        "an AWS access key": "AKIA" + letters[:16],
        "a GitHub token": "ghp" + "_" + letters[:36],
        "a GitLab token": "glpat" + "-" + letters[:20],
        "a Slack token": "xoxb" + "-" + letters[:20],
        "a Slack webhook": f"https://hooks.slack.com/services/{letters[:9]}/{letters[9:18]}/{letters[18:40]}",
        "a Stripe key": "sk_live" + "_" + letters[:24],
        "an API key": "sk" + "-" + letters[:40],
        "a SendGrid key": f"SG.{letters[:22]}.{letters[22:60]}",
        "a Google key": "AIza" + letters[:35],
        "an npm token": "npm" + "_" + letters[:36],
        "a Vault token": "hvs." + letters[:24],
        "a Pulumi token": "pul" + "-" + secrets.token_hex(20),
        "a JSON web token": web_token,
        "a private key": "-----BEGIN EC " + "PRIVATE KEY-----",
        "a URL with a password": f"postgresql://shop:{letters[:12]}@db.example/shop",
    }


@pytest.mark.parametrize("name", pasted())
@pytest.mark.parametrize("place", ["    # {}\n", "    owner: '{}'\n", "    desc: '{}'\n", "    '{}': x\n"])
def test_a_pasted_credential_is_found_anywhere_and_never_repeated(name: str, place: str, tmp_path: Path) -> None:
    value = pasted()[name]
    said = problems(write(tmp_path, team=GOOD + place.format(value)))
    assert (
        f"catalogue/team.yaml:{LAST + 1}: {SUBJECT}this looks like {name}; "
        "take it out, treat it as leaked, and put the new value with strongroom put"
    ) in said
    assert value not in "\n".join(said)


def test_references_and_addresses_are_no_credentials(tmp_path: Path) -> None:
    harmless = [
        "https://wiredchaos.xyz/_functions/notionSync",
        "postgresql://shop:${PASSWORD}@db.example/shop",
        "vault://candlefish/mongodb/connection",
        "arn:aws:kms:us-east-1:123456789012:key/2f1c",
        "starts with github_pat_, AKIA, SG. or sk-",
        "git@github.com:team/site.git",
    ]
    for text in harmless:
        assert problems(write(tmp_path, team=GOOD + f"    # {text}\n")) == [], text
