"""Planted values are searched for in all that mirror, verify, trace and status write, and in what they leave behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.canary import canary
from tests.cli.mirroring import KEY
from tests.cli.test_canaries import files, traces
from tests.stores.servers import secrets_client
from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.cli.mirroring import Bazaar

pytestmark = pytest.mark.real

DSN = "bazaar/postgres/dsn"


def ledgers(bazaar: Bazaar) -> list[bytes]:
    """What the mirror keeps in the store of record for itself, every version of it."""
    client = secrets_client(bazaar.aws.url)
    names = [entry["Name"] for entry in client.list_secrets(MaxResults=100)["SecretList"]]
    found = []
    for name in (name for name in names if name.startswith("local/meta/strongroom/ledger/")):
        for version in client.list_secret_version_ids(SecretId=name, IncludeDeprecated=True)["Versions"]:
            value = client.get_secret_value(SecretId=name, VersionId=version["VersionId"])
            found.append(value["SecretString"].encode())
    return found


def test_no_run_lets_a_trace_of_a_value_out(bazaar: Bazaar, tmp_path: Path) -> None:
    first, second, whole = canary(), canary(), canary()
    values = (first, second, whole)
    (tmp_path / "tmp").mkdir()
    bazaar.run.environment["TMPDIR"] = str(tmp_path / "tmp")
    bazaar.put(KEY, first)
    bazaar.put(DSN, f"postgres://u:{whole}@db.example.org/main")
    outputs: list[bytes] = []

    def run(*arguments: str) -> None:
        result = bazaar.run(*arguments)
        outputs.extend((result.out, result.err.encode()))

    run("mirror", "--dry-run")
    bazaar.github.fails("/repos/shop/site/environments/*", method="PUT", status=422, times=None)
    run("mirror")
    bazaar.github.forget()
    run("mirror", "--json")
    bazaar.put(KEY, second)
    for arguments in (["status"], ["status", "--json"], ["verify"], ["verify", "--json"], ["trace", KEY]):
        run(*arguments)
    run("mirror", first)  # a value where a pattern belongs
    run("verify", first)
    run("trace", first)
    secrets_client(bazaar.aws.url).put_secret_value(SecretId=f"local/{KEY}", SecretString=f"{second}-test")
    run("mirror", "--json")
    run("trace", KEY, "--json")
    kept = ledgers(bazaar)
    assert kept, "the mirror keeps its ledgers there"
    written = [file.read_bytes() for file in files(tmp_path)] + [
        bazaar.aws.log.read_bytes(),
        bazaar.github.log.read_bytes(),
    ]
    found = {trace for blob in outputs + written + kept for value in values for trace in traces(value, blob)}
    assert found == set()
    assert bazaar.staging() == first, "the searched runs really delivered"


def test_a_running_mirror_shows_its_values_to_nobody(bazaar: Bazaar, tmp_path: Path) -> None:
    mine = canary()
    bazaar.put(KEY, mine)
    bazaar.github.fails("/repos/shop/site/environments/*", method="PUT", delay_seconds=5)
    process = bazaar.run.start("mirror", KEY)
    wait_for(lambda: not bazaar.github.call("GET", "/_faults")["faults"], "a write was asked for", seconds=120)
    seen = Path(f"/proc/{process.pid}")
    blobs = [(seen / name).read_bytes() for name in ("cmdline", "environ")]
    blobs += [file.read_bytes() for file in files(tmp_path)]
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert {trace for blob in [*blobs, out, err] for trace in traces(mine, blob)} == set()


def test_a_fault_of_our_own_in_the_middle_of_a_mirror_lets_nothing_out(
    bazaar: Bazaar, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = canary()
    bazaar.put(KEY, mine)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"unexpected: {mine}")

    monkeypatch.setattr("strongroom.destinations.github.holder.GithubHolder.deliver", broken)
    found = bazaar.run("mirror", KEY)
    assert found.code == 70
    assert list(traces(mine, found.out + found.err.encode())) == []
