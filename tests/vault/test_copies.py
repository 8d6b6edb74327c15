"""What is said of the copies in a second region."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from strongroom.cli.vault import vault
from strongroom.operations.problem import UseError
from strongroom.report.vault import as_json, as_tables
from strongroom.stores.errors import UnreachableError
from strongroom.vault.cloud import Cloud, Stored
from strongroom.vault.names import Names
from strongroom.vault.status import Cluster, Copies, status

if TYPE_CHECKING:
    from strongroom.vault.client import Client

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


def stored(age: timedelta) -> Stored:
    return Stored(key="snapshots/one.snap", size=7, stored=NOW - age)


def cluster(copies: Copies | None) -> Cluster:
    healthy: dict[str, Any] = {"address": "https://vault", "name": "vault", "version": "2.6.2", "initialised": True}
    return Cluster(**healthy, sealed=False, snapshot=stored(timedelta(minutes=5)), at=NOW, copies=copies)


def test_a_copy_that_is_as_new_as_the_snapshots_is_no_problem() -> None:
    copies = Copies(region="us-west-2", newest=stored(timedelta(minutes=20)))
    assert cluster(None).problems == cluster(copies).problems == ()
    lines = [str(line) for line in as_tables(cluster(copies))]
    assert "copy in us-west-2  snapshots/one.snap, 7 bytes, 20 minutes old" in lines
    assert as_json(cluster(copies))["copies"]["newest"]["stored"] == "2026-01-02T11:40:00+00:00"


@pytest.mark.parametrize(
    ("newest", "said"),
    [(None, "no copy of a snapshot is in us-west-2"), (stored(timedelta(hours=5)), "in us-west-2 is 5 hours old")],
)
def test_copies_that_stay_away_are_told_with_the_runbook(newest: Stored | None, said: str) -> None:
    (problem,) = cluster(Copies(region="us-west-2", newest=newest)).problems
    assert said in problem
    assert problem.endswith("docs/runbooks/vault-region-loss.md")


class _Sealed:
    address = "https://vault"

    def health(self) -> dict[str, Any]:
        return {"version": "2.6.2", "initialized": True, "sealed": True}


def test_a_region_that_does_not_answer_is_told_and_hides_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def newest(cloud: Cloud) -> Stored:
        if cloud.copies:
            raise UnreachableError(place="s3", problem="no answer", way_out="wait")
        return stored(timedelta(minutes=5))

    monkeypatch.setattr(Cloud, "newest", newest)
    client: Client = _Sealed()  # type: ignore[assignment]  # all that is asked of a sealed cluster
    found = status(client, Cloud(environment="local"), Cloud(environment="local", copies="us-west-2"))
    assert found.snapshot
    assert any("its copies are not known" in problem for problem in found.problems)


def test_the_bucket_of_the_copies_is_not_the_one_of_the_snapshots() -> None:
    names = Names("production")
    assert names.copies("1") == "strongroom-production-vault-copies-1"
    assert names.snapshots("1") == "strongroom-production-vault-snapshots-1"


def test_a_recovered_cluster_has_a_bucket_of_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_VAULT_SNAPSHOTS", "strongroom-production-vault-snapshots-1-2")
    assert Cloud(environment="production").bucket == "strongroom-production-vault-snapshots-1-2"


@pytest.mark.parametrize("command", ["restore", "drill"])
def test_a_file_is_from_nowhere_else(command: str) -> None:
    done = CliRunner().invoke(vault, [command, "--file", "x.snap", "--copies", "us-west-2"])
    assert isinstance(done.exception, UseError)
