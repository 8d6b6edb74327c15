"""The folder of commands of one virtual environment."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from local.engine.launchers import LANGUAGE_HOST, MARKER, default_folder, is_ours, lay_out
from tests.local.engine.commands import command


def lay(folder: Path, pulumi: Path, language_host: Path | None = None, *, of_cache: bool = True) -> None:
    lay_out(folder, pulumi=pulumi, language_host=language_host, of_cache=of_cache, facts={"version": "3.250.0"})


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {each.name: (each.lstat().st_ino, each.lstat().st_mtime_ns) for each in folder.iterdir()}


def test_an_engine_without_a_language_host_gets_ours_beside_itself(tmp_path: Path) -> None:
    pulumi, folder = command(tmp_path / "cache", "pulumi", says="v3.250.0"), tmp_path / "bin"
    lay(folder, pulumi)
    assert sorted(each.name for each in folder.iterdir()) == [MARKER, "pulumi", LANGUAGE_HOST]
    assert is_ours(folder)
    assert (folder / "pulumi").samefile(pulumi)
    assert not (folder / "pulumi").is_symlink(), "the engine would look for the host beside the link's target"
    words = shlex.split((folder / LANGUAGE_HOST).read_text().splitlines()[1])
    assert words[:3] == ["exec", sys.executable, "-P"]
    assert all(Path(word).is_file() for word in words[3:5])


def test_an_engine_with_its_own_language_host_keeps_it(tmp_path: Path) -> None:
    pulumi, host = command(tmp_path / "theirs", "pulumi"), command(tmp_path / "theirs", LANGUAGE_HOST)
    executor = command(tmp_path / "theirs", f"{LANGUAGE_HOST}-exec")
    lay(tmp_path / "bin", pulumi, host)
    for file in (pulumi, host, executor):
        assert (tmp_path / "bin" / file.name).readlink() == file


def test_an_engine_of_the_users_is_linked_and_follows_an_upgrade_in_place(tmp_path: Path) -> None:
    pulumi, folder = command(tmp_path / "theirs", "pulumi", says="old"), tmp_path / "bin"
    lay(folder, pulumi, of_cache=False)
    pulumi.unlink()
    command(tmp_path / "theirs", "pulumi", says="new")
    assert subprocess.check_output([folder / "pulumi"], text=True) == "new\n"


def test_laying_out_again_touches_nothing(tmp_path: Path) -> None:
    pulumi, folder = command(tmp_path / "cache", "pulumi"), tmp_path / "bin"
    lay(folder, pulumi)
    before = state(folder)
    lay(folder, pulumi)
    assert state(folder) == before


def test_an_engine_that_was_made_again_replaces_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    lay(folder, command(tmp_path / "cache", "pulumi", says="old"))
    (tmp_path / "cache" / "pulumi").unlink()
    lay(folder, command(tmp_path / "cache", "pulumi", says="new"))
    assert subprocess.check_output([folder / "pulumi"], text=True) == "new\n"


@pytest.mark.parametrize("harm", ["gone", "changed", "a link"])
def test_a_damaged_launcher_is_written_again(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "bin"
    lay(folder, command(tmp_path / "cache", "pulumi"))
    launcher = folder / LANGUAGE_HOST
    good = launcher.read_text()
    launcher.unlink()
    if harm == "changed":
        launcher.write_text("#!/bin/false\n")
    if harm == "a link":
        launcher.symlink_to("/bin/false")
    lay(folder, tmp_path / "cache" / "pulumi")
    assert launcher.read_text() == good
    assert launcher.stat().st_mode & 0o111
    assert not launcher.is_symlink()


def test_where_no_hard_link_can_be_made_the_engine_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.link", refuse)
    pulumi, folder = command(tmp_path / "cache", "pulumi", says="v3.250.0"), tmp_path / "bin"
    lay(folder, pulumi)
    assert subprocess.check_output([folder / "pulumi"], text=True) == "v3.250.0\n"
    before = state(folder)
    lay(folder, pulumi)
    assert state(folder) == before


def test_a_path_with_spaces_and_quotes_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = command(tmp_path / "it's a folder", "python", says="it ran")
    monkeypatch.setattr(sys, "executable", str(odd))
    lay(tmp_path / "bin", command(tmp_path / "cache", "pulumi"))
    assert subprocess.check_output([tmp_path / "bin" / LANGUAGE_HOST], text=True) == "it ran\n"


def test_each_virtual_environment_has_its_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    assert default_folder() == tmp_path / "venv" / "engine" / "bin"
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setenv("STRONGROOM_CACHE", str(tmp_path / "cache"))
    assert default_folder().is_relative_to(tmp_path / "cache")
