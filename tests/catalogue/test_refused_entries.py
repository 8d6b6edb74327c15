"""Every entry that is refused, with every line that is printed: the cases are the texts in refused_entries/."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass
from pathlib import Path

import pytest

from strongroom import naming
from strongroom.catalogue.checks import CHECKS
from strongroom.catalogue.rotation import Strategy
from strongroom.catalogue.rules.rotations import FITS
from tests.catalogue.files import FIRST, HEAD, entry, problems, write

CASES = Path(__file__).parent / "refused_entries"


@dataclass(frozen=True)
class Case:
    """Entries under the right head, and what is said about them, without the file's name."""

    name: str
    entries: str
    said: tuple[str, ...]


def cases() -> list[Case]:
    """All cases of all texts: `== name`, the entries, one `=> line: problem` for each problem."""
    found = []
    for text in sorted(CASES.glob("*.txt")):
        for block in text.read_text().split("\n== ")[1:]:
            name, _, body = block.partition("\n")
            entries, *said = body.split("\n=> ")
            found.append(Case(f"{text.stem}: {name}", f"{entries}\n", tuple(line.strip() for line in said)))
    return found


def test_there_is_a_text_for_every_subject_and_a_case_in_each() -> None:
    subjects = {case.name.partition(":")[0] for case in cases()}
    assert subjects == {path.stem for path in CASES.iterdir()}
    assert all(case.said for case in cases()), "a case without an expected line would prove nothing"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_wrong_entry_is_refused_in_these_words(case: Case, tmp_path: Path) -> None:
    said = problems(write(tmp_path, team=HEAD + case.entries))
    assert said == [f"catalogue/team.yaml:{line}" for line in case.said]


def test_the_entry_that_the_cases_start_from_is_right(tmp_path: Path) -> None:
    assert problems(write(tmp_path, team=HEAD + entry(destinations="[site]"))) == []


def test_all_wrong_entries_together_are_told_at_once_and_by_line(tmp_path: Path) -> None:
    subject = re.compile(r'^.*?(secret "[^"]*"|secret \d+ of the file): ')
    together = [case for case in cases() if case.name.startswith(("fields:", "statuses:"))]
    lines = problems(write(tmp_path, team=HEAD + "".join(case.entries for case in together)))
    told = [int(line.split(":")[1]) for line in lines]
    assert told == sorted(told)
    said = {subject.sub("", line) for line in lines}
    assert [line for case in together for line in case.said if subject.sub("", line) not in said] == []


def test_a_constant_that_looks_generated_is_refused_without_being_repeated(tmp_path: Path) -> None:
    value = "aB1" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(45))
    constant = entry(type="setting", source=f"{{origin: constant, value: {value}}}")
    [said] = problems(write(tmp_path, team=HEAD + constant))
    assert said.startswith(
        f'catalogue/team.yaml:{FIRST + 3}: secret "team/shop/api_key": the value looks like a secret; '
    )
    assert value not in said


def test_a_constant_over_48_kb_is_refused_for_github(tmp_path: Path) -> None:
    big = "x y " * (naming.GITHUB_SECRET_BYTES // 4) + "z"
    constant = entry(type="setting", destinations="[site]", source=f"{{origin: constant, value: {big}}}")
    [said] = problems(write(tmp_path, team=HEAD + constant))
    assert said.endswith("49153 bytes are over the 48 KB that GitHub takes; deliver it elsewhere, or split the value")


def test_a_description_without_end_is_refused(tmp_path: Path) -> None:
    [said] = problems(write(tmp_path, team=HEAD + entry(description="long words " * 500)))
    assert said.endswith("description is longer than 2000 characters; say it shorter")


@pytest.mark.parametrize("kind", ["secret", "configuration"])
def test_the_101st_of_a_github_environment_is_refused(kind: str, tmp_path: Path) -> None:
    type_ = {"secret": "api-key", "configuration": "setting"}[kind]
    good = [entry(f"team/shop/key-{n}", type=type_, destinations="[site]") for n in range(100)]
    assert problems(write(tmp_path, team=HEAD + "".join(good))) == []
    one_more = entry("team/shop/one-more", type=type_, destinations="[site]")
    said = problems(write(tmp_path, team=HEAD + "".join(good) + one_more))
    what = {"secret": "secrets", "configuration": "variables"}[kind]
    line = FIRST + 100 * good[0].count("\n") + 4
    assert said == [
        f'catalogue/team.yaml:{line}: secret "team/shop/one-more": more than 100 {what} arrive at '
        f"github:team/site/environments/{name}, which takes 100; this is the first too many; "
        "deliver some to another environment or repository"
        for name in ("prod", "staging")
    ]


def test_every_strategy_says_what_it_fits() -> None:
    assert set(FITS) == set(Strategy.__args__)  # type: ignore[attr-defined]  # Literal has no typed arguments


def test_a_circle_as_long_as_the_catalogue_is_found(tmp_path: Path) -> None:
    count = 3000
    entries = [
        entry(f"team/a/k{n}", source=f"{{origin: derived, secret: team/a/k{(n + 1) % count}, extract: dsn.host}}")
        for n in range(count)
    ]
    [said] = problems(write(tmp_path, team=HEAD + "".join(entries)))
    assert 'secret "team/a/k0": is derived from itself: team/a/k0 -> team/a/k1 -> ' in said


def test_the_kinds_of_checks_are_those_that_messages_offer() -> None:
    assert all(key in model.model_fields for key, model in CHECKS.items())
