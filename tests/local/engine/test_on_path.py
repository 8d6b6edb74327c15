"""Which `pulumi` on PATH is taken, and which is passed over."""

import os
from pathlib import Path

import pytest

from local.engine.launchers import LANGUAGE_HOST, lay_out
from local.engine.on_path import search
from local.engine.versions import PULUMI, Version, parse
from tests.local.engine.commands import command


def path(*folders: Path) -> str:
    return os.pathsep.join(map(str, folders))


@pytest.mark.parametrize("says", [f"v{PULUMI}", "v3.260.1", "3.999.0", "v3.251.0-dev.0+g1234"])
def test_one_that_is_new_enough_is_taken(tmp_path: Path, says: str) -> None:
    pulumi = command(tmp_path, "pulumi", says=says)
    found, passed_over = search(path(tmp_path))
    assert found is not None
    assert (found.pulumi, found.version, found.language_host) == (pulumi, parse(says), None)
    assert passed_over == []


@pytest.mark.parametrize(
    ("says", "code", "state"),
    [
        ("v3.249.9", 0, "is 3.249.9, not 3.250.0 or a later 3.x"),
        ("v2.25.2", 0, "is 2.25.2, not"),
        ("v4.0.0", 0, "is 4.0.0, not"),
        ("(devel)", 0, "does not tell its version"),
        (f"v{PULUMI}", 1, "does not tell its version"),
    ],
)
def test_one_that_does_not_fit_is_passed_over_with_the_reason(tmp_path: Path, says: str, code: int, state: str) -> None:
    pulumi = command(tmp_path, "pulumi", says=says, code=code)
    found, passed_over = search(path(tmp_path))
    assert found is None
    assert len(passed_over) == 1
    assert passed_over[0].startswith(f"{pulumi} {state}")


def test_a_later_folder_is_tried_when_the_first_one_is_too_old(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    command(old, "pulumi", says="v3.100.0")
    pulumi = command(new, "pulumi", says="v3.300.0")
    found, passed_over = search(path(old, tmp_path / "missing", new))
    assert found is not None
    assert found.pulumi == pulumi
    assert len(passed_over) == 1


def test_what_cannot_be_run_is_no_command(tmp_path: Path) -> None:
    command(tmp_path, "pulumi", says="v3.300.0").chmod(0o644)
    assert search(path(tmp_path)) == (None, [])


def test_its_language_host_is_found_on_path_or_beside_the_file_behind_a_link(tmp_path: Path) -> None:
    package, bin_folder, elsewhere = tmp_path / "package", tmp_path / "bin", tmp_path / "elsewhere"
    beside = command(package, LANGUAGE_HOST)
    bin_folder.mkdir()
    (bin_folder / "pulumi").symlink_to(command(package, "pulumi", says="v3.300.0"))
    found, _ = search(path(bin_folder))
    assert found is not None
    assert found.language_host == beside

    on_path = command(elsewhere, LANGUAGE_HOST)
    found, _ = search(path(bin_folder, elsewhere))
    assert found is not None
    assert found.language_host == on_path


def test_the_commands_that_we_laid_out_ourselves_are_not_taken_for_the_users(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    made = command(tmp_path / "cache", "pulumi", says="v3.300.0")
    lay_out(ours, pulumi=made, language_host=None, of_cache=True, facts={})
    assert search(path(ours)) == (None, [])

    pulumi = command(theirs, "pulumi", says="v3.301.0")
    found, _ = search(path(ours, theirs))
    assert found is not None
    assert (found.pulumi, found.language_host) == (pulumi, None), "a language host of ours is no part of theirs"


def test_versions_are_compared_as_numbers() -> None:
    assert parse("go version go1.26.8 linux/amd64") == Version(1, 26, 8)
    assert parse("go version go1.26 linux/amd64") == Version(1, 26, 0)
    assert parse("nothing") is None
    assert Version(3, 250, 0) > Version(3, 99, 9)
