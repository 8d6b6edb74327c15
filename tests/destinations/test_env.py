"""A project's .env file: ours are the lines that are marked, and the file is safe to hold values."""

from __future__ import annotations

import os
import secrets
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from strongroom.destinations.contract import Key, Parcel
from strongroom.destinations.env import EnvPlace
from strongroom.stores.errors import ConflictError, RefusedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = Key(kind="secret", name="OPENAI_API_KEY")
FOREIGN = b'\xef\xbb\xbf# mine\r\nDEBUG = 1 # on\r\n\r\nNO_LINE\r\n\xff=1\r\nexport X="a\r\nb"\r\nLAST=1'


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """State of this test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder."""
    found = tmp_path / "odin"
    found.mkdir()
    return found


def place(folder: Path) -> EnvPlace:
    """The .env file of a folder."""
    found = EnvPlace("env:odin", folder)
    found.demand_safe()
    return found


def parcel(value: str | None = None, key: Key = NAME) -> Parcel:
    """A value on its way."""
    text = value if value is not None else secrets.token_urlsafe(24)
    return Parcel(key=key, value=SecretStr(text), path="project/odin/openai_api_key")


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, with nobody's configuration."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


def test_a_new_file_is_for_its_owner_only(folder: Path) -> None:
    place(folder).deliver(parcel(), None)
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert [one.name for one in folder.iterdir()] == [".env"]


def test_a_file_that_others_could_read_is_closed_to_them(folder: Path) -> None:
    (folder / ".env").write_bytes(b"A=1\n")
    (folder / ".env").chmod(0o644)
    place(folder).deliver(parcel(), None)
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600


def test_lines_of_others_stay_byte_for_byte_through_every_change(folder: Path) -> None:
    (folder / ".env").write_bytes(FOREIGN)
    env, other = place(folder), Key(kind="configuration", name="PROJECT_ID")
    env.deliver(parcel(), None)
    env.deliver(parcel(key=other), None)
    env.deliver(parcel("it's\nnew"), env.look([NAME])[NAME])
    assert (folder / ".env").read_bytes().startswith(FOREIGN + b"\r\n# strongroom: project/odin/openai_api_key (")
    env.remove(NAME)
    env.remove(other)
    assert (folder / ".env").read_bytes() == FOREIGN + b"\r\n"


def test_everything_that_is_told_is_ours(folder: Path) -> None:
    (folder / ".env").write_text("DEBUG=1\n")
    env = place(folder)
    env.deliver(parcel(), None)
    assert env.look([]) == {}
    assert [key.name for key in env.look([], everything=True)] == ["OPENAI_API_KEY"]


def test_a_line_without_a_mark_is_somebody_elses(folder: Path) -> None:
    (folder / ".env").write_text("OPENAI_API_KEY=mine\n")
    env = place(folder)
    assert env.marks() == {"OPENAI_API_KEY": None}
    with pytest.raises(ConflictError):
        env.deliver(parcel(), None)
    env.remove(NAME)
    assert (folder / ".env").read_text() == "OPENAI_API_KEY=mine\n"


def test_an_adopted_line_is_replaced_where_it_stands_and_keeps_its_export(folder: Path) -> None:
    (folder / ".env").write_text("A=1\nexport OPENAI_API_KEY=mine # from the console\nB=2\n")
    env = place(folder)
    env.deliver(parcel("new-value"), env.look([NAME])[NAME])
    lines = (folder / ".env").read_text().splitlines()
    assert [lines[0], *lines[2:]] == ["A=1", "export OPENAI_API_KEY=new-value", "B=2"]
    assert env.marks()["OPENAI_API_KEY"] == "project/odin/openai_api_key"


def test_of_two_lines_of_a_name_the_last_one_counts(folder: Path) -> None:
    env = place(folder)
    env.deliver(parcel("ours"), None)
    with (folder / ".env").open("a") as opened:
        opened.write("OPENAI_API_KEY=theirs\n")
    present = env.look([NAME])[NAME]
    assert present.value == SecretStr("theirs")
    assert env.marks() == {"OPENAI_API_KEY": None}
    env.deliver(parcel("again"), present)
    assert (folder / ".env").read_text().count("OPENAI_API_KEY=") == 1


def test_who_edits_a_line_moves_what_the_place_shows_and_who_edits_another_does_not(folder: Path) -> None:
    env = place(folder)
    env.deliver(parcel("first"), None)
    before = env.look([NAME])[NAME].changed
    text = (folder / ".env").read_text()
    (folder / ".env").write_text(f"OTHER=1\n{text}# end\n")
    assert env.look([NAME])[NAME].changed == before
    (folder / ".env").write_text(text.replace("first", "second"))
    assert env.look([NAME])[NAME].changed != before


def test_a_value_that_no_line_can_hold_is_refused_and_the_file_stays(folder: Path) -> None:
    env, unfit = place(folder), f"it's $5 {secrets.token_urlsafe(8)}"
    env.deliver(parcel("first"), None)
    before = (folder / ".env").read_bytes()
    with pytest.raises(RefusedError, match="every reader") as refused:
        env.deliver(parcel(unfit), env.look([NAME])[NAME])
    assert unfit not in str(refused.value)
    assert (folder / ".env").read_bytes() == before


def test_an_open_quote_above_is_told_before_it_swallows_our_line(folder: Path) -> None:
    (folder / ".env").write_text("OPEN='\n")
    with pytest.raises(RefusedError, match="a quote that nothing closes"):
        place(folder).deliver(parcel("two\nlines"), None)
    assert (folder / ".env").read_text() == "OPEN='\n"


def test_what_an_editor_saved_meanwhile_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = place(folder)
    env.deliver(parcel("first"), None)
    over, settle = env.look([NAME])[NAME], os.fsync

    def saved(descriptor: int) -> None:
        (folder / ".env").write_text("EDITED=1\n")
        settle(descriptor)

    monkeypatch.setattr(os, "fsync", saved)
    with pytest.raises(ConflictError, match="somebody changed it"):
        env.deliver(parcel(), over)
    assert (folder / ".env").read_text() == "EDITED=1\n"
    assert [one.name for one in folder.iterdir()] == [".env"]


def _dies_at(step: int, action: Callable[[], object]) -> int:
    """How a process ends that is killed at its nth call of the system; 0 where it came to its end."""
    child = os.fork()
    if child == 0:
        left = step

        def dying(call: Callable[..., object]) -> Callable[..., object]:
            def count(*arguments: object, **options: object) -> object:
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **options)

            return count

        for name in ("open", "fsync", "rename", "replace", "unlink", "close"):
            setattr(os, name, dying(getattr(os, name)))
        try:
            action()
        except BaseException:  # noqa: BLE001  (a child that must not go on with the tests)
            os._exit(70)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_crash_at_any_step_leaves_the_old_file_or_the_new_one(folder: Path) -> None:
    env, ended = place(folder), None
    for step in range(1, 40):
        env.deliver(parcel("first"), None)
        over = env.look([NAME])[NAME]
        ended = _dies_at(step, lambda over=over: env.deliver(parcel("second"), over))  # type: ignore[misc]  # bound now
        value = env.look([NAME])[NAME].value
        assert value in (SecretStr("first"), SecretStr("second")), step
        assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}, step
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert ended == 0, "it never came to its end"
    env.deliver(parcel("third"), None)
    assert [one.name for one in folder.iterdir()] == [".env"], "what a crash left is gone"


def test_a_file_that_git_would_take_along_is_refused_with_the_way_out(folder: Path) -> None:
    git(folder, "init", "-q")
    with pytest.raises(RefusedError, match=r"echo /\.env >> .*\.gitignore"):
        place(folder)
    (folder / ".gitignore").write_text("/.env\n")
    place(folder).deliver(parcel(), None)
    git(folder, "add", "-f", ".env")
    with pytest.raises(RefusedError, match=r"git rm --cached \.env"):
        place(folder)


def test_a_repository_that_git_cannot_read_is_no_place_for_values(folder: Path) -> None:
    (folder / ".git").write_text("gitdir: /nowhere/at/all\n")
    with pytest.raises(RefusedError, match="git can't be asked"):
        place(folder)


def test_neither_a_link_nor_a_folder_for_everybody_gets_values(folder: Path) -> None:
    (folder / "elsewhere").write_text("")
    (folder / ".env").symlink_to(folder / "elsewhere")
    with pytest.raises(RefusedError, match="symbolic link"):
        place(folder)
    (folder / ".env").unlink()
    (folder / ".env").mkdir()
    with pytest.raises(RefusedError, match="no regular file"):
        place(folder)
    (folder / ".env").rmdir()
    folder.chmod(0o777)
    with pytest.raises(RefusedError, match="chmod o-w"):
        place(folder)


def test_two_at_once_lose_nothing(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.destinations.test_env import *\n"
        "env = EnvPlace('env:odin', Path(sys.argv[1]))\n"
        "for n in range(10): env.deliver(parcel(key=Key(kind='secret', name=f'{sys.argv[2]}_{n}')), None)\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", script, str(folder), name]) for name in ("ONE", "TWO")]
    assert [one.wait(timeout=120) for one in both] == [0, 0]
    assert len(place(folder).marks()) == 20


def test_no_error_tells_a_value(folder: Path) -> None:
    value = secrets.token_urlsafe(24)
    (folder / ".env").write_text(f"OPENAI_API_KEY={value}\n")
    with pytest.raises(StoreError) as refused:
        place(folder).deliver(parcel(), None)
    assert value not in str(refused.value)
