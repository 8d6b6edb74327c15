"""What a validation has to tell apart, on archives and servers made for it."""

from __future__ import annotations

import base64
import gzip
import io
import re
import secrets
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from components.break_glass.login import BreakGlassLogin, BreakGlassLoginArgs
from strongroom.vault.client import Client
from strongroom.vault.validation import clear_text
from strongroom.vault.validation.canary import Canary
from strongroom.vault.validation.load import Measured, latency, rated
from strongroom.vault.validation.retrieval import engine
from strongroom.vault.validation.roles import unbounded
from tests.components.entries import context
from tests.components.recording import of_type, record
from tests.stores import servers

if TYPE_CHECKING:
    from collections.abc import Mapping
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


def test_a_late_p99_says_nothing_of_the_cluster_where_this_machine_was_busy() -> None:
    late = Measured(waits=[0.2] * 400, seconds=4.0)
    assert latency(late).state == "does not hold"
    assert latency(Measured(waits=[0.2] * 400, seconds=4.0, machine=0.97)).unseen
    assert latency(Measured(waits=[0.02] * 400, seconds=4.0, machine=0.97)).state == "holds"


def test_the_roles_of_break_glass_are_bounded_as_the_program_makes_them_and_a_widened_one_is_told() -> None:
    login = BreakGlassLoginArgs(public_key="", audience="vault.test.internal", durations=(15, 480))
    made = of_type(
        record(lambda: BreakGlassLogin(context(environment="local"), login)),
        "vault:jwt/authBackendRole:AuthBackendRole",
    )
    roles = {role.inputs["roleName"]: _as_told(role.inputs) for role in made}
    assert set(roles) == {"all-15", "all-480", "paths-15", "paths-480", "end"}
    assert [problem for name, facts in roles.items() for problem in unbounded("local", name, facts)] == []
    endless = roles["all-15"] | {"token_explicit_max_ttl": 0}
    assert list(unbounded("local", "all-15", endless)) == ["gives a token that lives 0 s, not 900 (0: without an end)"]
    other = roles["paths-15"] | {"token_policies": ["strongroom-local-break-glass"], "bound_claims": {}}
    assert len(list(unbounded("local", "paths-15", other))) == 2


def _as_told(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A role's settings as Vault names them."""
    return {re.sub("([A-Z])", lambda found: f"_{found[1].lower()}", name): value for name, value in inputs.items()}


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
