"""What a validation has to tell apart, on archives and servers made for it."""

from __future__ import annotations

import base64
import gzip
import io
import secrets
import tarfile
from typing import TYPE_CHECKING

import pytest

from strongroom.vault.client import Client
from strongroom.vault.validation import clear_text
from strongroom.vault.validation.canary import Canary
from strongroom.vault.validation.load import Measured, rated
from strongroom.vault.validation.retrieval import engine
from tests.stores import servers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_a_value_is_found_in_a_snapshot_however_it_was_written_down(shift: int) -> None:
    value = secrets.token_urlsafe(32)
    written = [
        value.encode(),
        value.encode().hex().encode(),
        base64.b64encode(b"x" * shift + value.encode() + b"the rest"),
    ]
    for text in written:
        archive = _archive(secrets.token_bytes(3 << 20) + text + secrets.token_bytes(100))
        assert clear_text.found(archive, clear_text.forms(value)), text[:4]


def test_a_value_that_lies_across_two_reads_is_found() -> None:
    value = secrets.token_urlsafe(32)
    archive = _archive(secrets.token_bytes((1 << 20) - 10) + value.encode() + secrets.token_bytes(10))
    assert value.encode() in clear_text.found(archive, clear_text.forms(value))


def test_another_value_is_not_found() -> None:
    archive = _archive(secrets.token_urlsafe(3 << 20).encode())
    assert clear_text.found(archive, clear_text.forms(secrets.token_urlsafe(32))) == frozenset()


def test_a_canary_is_known_by_its_name_and_nothing_else_is_taken_for_one() -> None:
    canary = Canary.hatched(60)
    known = Canary.named(canary.name)
    assert known is not None
    assert known.place == canary.place
    assert Canary.named("shop/payment/api_key") is None
    assert Canary.named("1-2-three-4") is None


def test_a_canary_is_forsaken_when_its_time_is_over_or_its_process_here_is_gone() -> None:
    assert Canary.hatched(-1).is_forsaken
    elsewhere = Canary(ends=Canary.hatched(60).ends, machine="elsewhere", process=1, mark="x")
    assert not elsewhere.is_forsaken
    here = Canary.hatched(60)
    gone = Canary(ends=here.ends, machine=here.machine, process=2**22 + 1, mark="x")
    assert gone.is_forsaken
    assert not Canary(ends=here.ends, machine=here.machine, process=1, mark="x").is_forsaken


def test_a_rate_says_nothing_where_less_was_asked_for_or_this_machine_was_busy() -> None:
    slow = Measured(waits=[0.01] * 400, seconds=1.0)
    assert (rated(slow, 100).state, rated(slow, 100).asked) == ("not looked at", False)
    assert rated(slow, 0).state == "does not hold"
    assert rated(Measured(waits=[0.01] * 400, seconds=1.0, machine=0.97), 0).unseen
    assert rated(Measured(waits=[0.001] * 1200, seconds=1.0), 0).state == "holds"


@pytest.mark.real
def test_an_engine_of_version_one_is_told(tmp_path: Path) -> None:
    with servers.vault(tmp_path) as server:
        client = Client(address=server.url, token=server.environment["VAULT_TOKEN"])
        assert engine(client).state == "holds"
        client.delete("sys/mounts/secret")
        client.write("sys/mounts/secret", type="kv", options={"version": "1"})
        told = engine(client)
    assert (told.state, told.found) == ("does not hold", "secret/ is kv version 1")


def _archive(state: bytes) -> io.BytesIO:
    """A snapshot as far as a search goes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
        for name, content in (("meta.json", b"{}"), ("state.bin", state)):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    assert gzip.decompress(packed.getvalue())
    packed.seek(0)
    return packed
