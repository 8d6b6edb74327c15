"""The state file and its lock."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from local.cloud import CloudError, NoCloudError, lock
from local.cloud.lock import locked
from local.cloud.paths import DIRECTORY_VARIABLE, PROJECT, locate
from local.cloud.running import Cloud, removed
from local.cloud.state import Running, change, read

HOLD = """
import sys, time
from pathlib import Path
from local.cloud.lock import locked
with locked(Path(sys.argv[1]), deadline=5):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_directory_is_the_given_one_then_the_variables_then_the_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DIRECTORY_VARIABLE, raising=False)
    assert locate().directory == PROJECT / ".strongroom"
    monkeypatch.setenv(DIRECTORY_VARIABLE, "/tmp/elsewhere")  # noqa: S108 - never made
    assert locate().directory == Path("/tmp/elsewhere")  # noqa: S108
    assert locate("/tmp/here").directory == Path("/tmp/here")  # noqa: S108


def test_what_was_changed_is_read_again(tmp_path: Path) -> None:
    running = Running(name="one", pid=1, created=2.5, ports={"one": 3}, exports={"A": "b"})
    with change(locate(tmp_path)) as state:
        state.services["one"] = running
    again = read(locate(tmp_path))
    assert again is not None
    assert again.services == {"one": running}


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    with change(locate(tmp_path)):
        pass
    before = locate(tmp_path).state_file.read_bytes()
    with suppress(ZeroDivisionError), change(locate(tmp_path)) as state:
        state.token = "another"
        state.version //= 0
    assert locate(tmp_path).state_file.read_bytes() == before


def test_a_state_file_that_is_not_understood_is_refused_without_quoting_it(tmp_path: Path) -> None:
    canary = "x" + os.urandom(8).hex()
    locate(tmp_path).state_file.write_text(f'{{"version": 1, "tokens": "{canary}"}}')
    with pytest.raises(CloudError, match=r"cloud\.json") as caught:
        read(locate(tmp_path))
    assert canary not in str(caught.value)


def test_a_state_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    locate(tmp_path).state_file.write_text('{"version": 2, "token": "t", "services": {}}')
    with pytest.raises(CloudError, match="another version"):
        read(locate(tmp_path))


def test_a_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    inside, most = 0, 0

    def enter(_: int) -> None:
        nonlocal inside, most
        with locked(tmp_path / "lock", deadline=20):
            inside += 1
            most = max(most, inside)
            time.sleep(0.005)  # long enough for the others to come in, if they could
            inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, range(16)))
    assert most == 1


def test_a_lock_whose_file_is_deleted_while_it_is_taken_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last holder may delete the file between our opening it and our locking it: that lock would be nobody's."""
    file, take = tmp_path / "lock", lock._try
    deleted: list[bool] = []

    def delete_first(descriptor: int) -> bool:
        if not deleted:
            file.unlink()
            deleted.append(True)
        return take(descriptor)

    monkeypatch.setattr(lock, "_try", delete_first)
    with locked(file, deadline=5), pytest.raises(CloudError), locked(file, deadline=0.1):
        pass


@pytest.mark.real
def test_a_killed_holder_holds_no_lock(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], cwd=PROJECT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        told: list[str] = []
        with pytest.raises(CloudError, match="too long"), locked(file, deadline=0.2, waiting=lambda: told.append("x")):
            pass
        assert told == ["x"], "whoever waits is told once"
        holder.kill()
    with locked(file, deadline=5):
        pass


def test_no_cloud_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(NoCloudError, match="start one: make up"):
        Cloud.load(tmp_path)


def test_what_would_lead_to_a_real_account_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leading = {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "VAULT_ADDR", "VAULT_TOKEN", "GH_TOKEN"}
    leading |= {"PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"}
    for name in leading:
        monkeypatch.setenv(name, "real")
    assert leading <= set(removed({}))
    environment = Cloud(locate(tmp_path)).environment(inherit=True, engine=False)
    assert not leading & environment.keys()
    assert environment["HOME"] == os.environ["HOME"], "everything else is inherited"


def test_a_proxy_is_not_asked_for_loopback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.invalid")
    excepted = Cloud(locate(tmp_path)).environment(engine=False)["NO_PROXY"].split(",")
    assert {"intranet.invalid", "127.0.0.1", "localhost"} <= set(excepted)
