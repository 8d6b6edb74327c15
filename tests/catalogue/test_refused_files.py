"""Files, heads and folders that are refused, with every line that is printed."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from strongroom.catalogue.document import MAX_BYTES
from tests.catalogue.files import FIRST, HEAD, entry, head, problems, write

if TYPE_CHECKING:
    from collections.abc import Callable

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


@pytest.mark.parametrize("name", NOT_YAML)
def test_what_is_no_workspace_is_refused_in_these_words(name: str, tmp_path: Path) -> None:
    content, said = NOT_YAML[name]
    assert problems(write(tmp_path, team=content)) == [f"catalogue/team.yaml:{said}"]


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


def test_a_file_that_the_system_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    directory = write(tmp_path, team=GOOD)
    monkeypatch.setattr(type(directory), "read_bytes", refuse)
    assert problems(directory) == [
        "catalogue/team.yaml:1: can't be read: permission denied; look at the file's owner and mode"
    ]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("catalogue", "catalogue/team.yaml"),
        ("./catalogue/", "catalogue/team.yaml"),
        ("../here/catalogue", "../here/catalogue/team.yaml"),
        ("{here}/catalogue", "catalogue/team.yaml"),
        ("{here}/../there/catalogue", "../there/catalogue/team.yaml"),
    ],
)
def test_a_file_is_named_so_that_an_editor_finds_it(
    given: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        write(folder, team="")
    monkeypatch.chdir(here)
    [said] = problems(Path(given.format(here=here)))
    assert said.startswith(f"{shown}:1: ")


def test_a_link_to_nowhere_is_told(tmp_path: Path) -> None:
    directory = write(tmp_path, team=GOOD)
    (directory / "team.yaml").unlink()
    (directory / "team.yaml").symlink_to(directory / "nowhere")
    assert problems(directory) == ["catalogue/team.yaml:1: not a file; remove it or rename it"]
