"""The cache of engines: whole or not there, one maker at a time, repaired when broken or left half made."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from local.engine.cache import MANIFEST, Cache, Recipe, default_root
from local.engine.errors import EngineError

PATIENCE = 20.0  # seconds
SPAWN = multiprocessing.get_context("spawn")


def recipe(make: Callable[[Path], None], *inputs: str) -> Recipe:
    return Recipe(key="toy-1.0-here", inputs=inputs, doing="making a toy", make=make)


def make_toy(folder: Path) -> None:
    (folder / "toy").write_text("whole", encoding="utf-8")


def refuse(folder: Path) -> None:
    raise AssertionError(f"{folder} is made a second time")


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def make_slowly(root: Path, log: Path, go: Path) -> None:
    """Make the toy in a process of its own: half of it, then the rest when the file `go` appears."""

    def make(folder: Path) -> None:
        (folder / "toy").write_text("half", encoding="utf-8")
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")
        wait_for(go.exists)
        make_toy(folder)

    Cache(root).get(recipe(make))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def maker(tmp_path: Path) -> Callable[[], BaseProcess]:
    """Start a process that makes the toy slowly; `tmp_path/log` tells who began, `tmp_path/go` lets them go on."""

    def start() -> BaseProcess:
        process = SPAWN.Process(target=make_slowly, args=(tmp_path / "cache", tmp_path / "log", tmp_path / "go"))
        process.start()
        return process

    return start


def test_an_entry_is_made_once_and_then_found(cache: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    assert cache.find(recipe(make_toy)) is None
    folder = cache.get(recipe(make_toy), why="there was none")
    assert (folder / "toy").read_text() == "whole"
    assert capsys.readouterr().err == "engine: making a toy: there was none\n"
    assert cache.find(recipe(refuse)) == folder
    assert cache.get(recipe(refuse)) == folder
    assert capsys.readouterr().err == ""


def test_another_recipe_makes_another_entry(cache: Cache) -> None:
    assert cache.get(recipe(make_toy, "flag")) != cache.get(recipe(make_toy, "other flag"))


def test_a_recipe_that_fails_leaves_nothing_and_can_be_tried_again(cache: Cache) -> None:
    def fail(folder: Path) -> None:
        make_toy(folder)
        raise EngineError("no glue")

    with pytest.raises(EngineError, match="no glue"):
        cache.get(recipe(fail))
    assert cache.find(recipe(make_toy)) is None
    assert [each for each in cache.root.iterdir() if each.is_dir()] == []
    assert cache.get(recipe(make_toy)).is_dir()


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda folder: (folder / "toy").unlink(), id="a file is gone"),
        pytest.param(lambda folder: (folder / "toy").write_text("whol"), id="a file is cut short"),
        pytest.param(lambda folder: (folder / "toy").write_text("where"), id="a file is overwritten"),
        pytest.param(lambda folder: (folder / "toy").chmod(0), id="a file lost its permissions"),
        pytest.param(lambda folder: (folder / MANIFEST).unlink(), id="the manifest is gone"),
        pytest.param(lambda folder: (folder / MANIFEST).write_text("{"), id="the manifest is cut short"),
        pytest.param(lambda folder: (folder / MANIFEST).write_bytes(b"\xff"), id="the manifest is no text"),
        pytest.param(lambda folder: (folder / "toy").rename(folder / "boy"), id="a file has another name"),
    ],
)
def test_a_broken_entry_is_made_again(
    cache: Cache, harm: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = cache.get(recipe(make_toy))
    harm(folder)
    assert cache.find(recipe(make_toy)) is None
    assert cache.get(recipe(make_toy)) == folder
    assert (folder / "toy").read_text() == "whole"
    assert sorted(each.name for each in folder.iterdir()) == [MANIFEST, "toy"]
    assert f"making a toy: {folder} is broken" in capsys.readouterr().err


def test_two_processes_make_one_entry(tmp_path: Path, cache: Cache, maker: Callable[[], BaseProcess]) -> None:
    first, second = maker(), maker()
    wait_for((tmp_path / "log").exists)
    (tmp_path / "go").touch()
    for process in (first, second):
        process.join(PATIENCE)
        assert process.exitcode == 0
    assert len((tmp_path / "log").read_text().splitlines()) == 1, "both made it"
    assert cache.get(recipe(refuse)).is_dir()


def test_the_second_waits_for_the_first_and_says_so(
    tmp_path: Path, cache: Cache, maker: Callable[[], BaseProcess], capsys: pytest.CaptureFixture[str]
) -> None:
    first = maker()
    wait_for((tmp_path / "log").exists)
    assert cache.find(recipe(refuse)) is None, "an entry that is being made is not there yet"
    with ThreadPoolExecutor() as pool:
        second = pool.submit(cache.get, recipe(refuse))
        wait_for(lambda: "another set-up is at it (making a toy); waiting for it" in capsys.readouterr().err)
        (tmp_path / "go").touch()
        assert (second.result(PATIENCE) / "toy").read_text() == "whole"
    first.join(PATIENCE)
    assert first.exitcode == 0


def test_a_set_up_that_was_killed_is_taken_over_by_the_next(
    tmp_path: Path, cache: Cache, maker: Callable[[], BaseProcess]
) -> None:
    victim = maker()
    wait_for((tmp_path / "log").exists)
    assert victim.pid is not None
    os.kill(victim.pid, signal.SIGKILL)
    victim.join(PATIENCE)
    assert cache.find(recipe(make_toy)) is None
    folder = cache.get(recipe(make_toy))
    assert (folder / "toy").read_text() == "whole"
    assert [each for each in cache.root.iterdir() if each.is_dir()] == [folder], "scraps were left"


def test_the_cache_is_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("STRONGROOM_CACHE", raising=False)
    assert default_root() == tmp_path / "home" / ".cache" / "strongroom"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_root() == tmp_path / "xdg" / "strongroom"
    monkeypatch.setenv("STRONGROOM_CACHE", str(tmp_path / "ours"))
    assert default_root() == tmp_path / "ours"
