"""The command delivers to Fly, Pulumi ESC and a cluster's GitOps folder as to any other place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from local.platforms.clusters import Controller
from tests.canary import canary
from tests.cli.bench import Bench
from tests.operations import catalogues
from tests.stores.servers import secrets_client

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command
    from tests.destinations.platforms import Platforms
    from tests.stores.servers import Server

pytestmark = pytest.mark.real
KIOSK = """\
workspace: kiosk
title: A kiosk
description: Everything that the kiosk of the tests needs.
owner: kiosk-team
environments: [production]
clusters:
  kitchen: {folder: gitops, certificate: certificate.pem}
places:
  app: {to: fly, app: kiosk}
  esc: {to: pulumi-esc, environment: shop/kiosk-production}
  cluster: {to: kubernetes, cluster: kitchen, namespace: kiosk, name: app}
source: {origin: supplied, where: Console > Keys}
secrets:
  - path: kiosk/supabase/database_url
    name: DATABASE_URL
    description: Connection string of the kiosk's database.
    type: database
    destinations: []
DERIVED  - path: kiosk/linear/api_key
    name: LINEAR_API_KEY
    description: Key with which the kiosk reads its tickets.
    type: api-key
    destinations: [esc, cluster]
"""
PARTS = {"host": "HOST", "port": "PORT", "database": "DATABASE", "username": "USERNAME", "password": "PASSWORD"}
DERIVED = "".join(
    f"""\
  - path: kiosk/postgres/{part}
    name: POSTGRES_{name}
    description: Part of the connection string of the kiosk's database ({part}).
    type: database
    source: {{origin: derived, secret: kiosk/supabase/database_url, extract: dsn.{part}}}
    destinations: [app]
"""
    for part, name in PARTS.items()
)
DSN, LINEAR = "kiosk/supabase/database_url", "kiosk/linear/api_key"
ESC, MANIFEST = "esc:shop/kiosk-production/linear.linear_api_key", "kubernetes:kitchen/kiosk/app/LINEAR_API_KEY"


@dataclass(frozen=True, kw_only=True)
class Kiosk(Bench):
    """The command, the places, and shortcuts."""

    platforms: Platforms

    @property
    def manifest(self) -> Path:
        """The cluster's file."""
        return self.platforms.folder / "kitchen" / "kiosk" / "app.yaml"

    def machines(self, name: str) -> list[str | None]:
        """What each machine of the app has under a name."""
        numbers = [one["id"] for one in self.platforms.call("GET", "/v1/apps/kiosk/machines")]
        return [self.platforms.reveal(name, app="kiosk", machine=number) for number in numbers]


@pytest.fixture
def kiosk(rooms: Command, platforms_server: Platforms, aws_server: Server, tmp_path: Path) -> Kiosk:
    """The command and the places, before anything was delivered."""
    platforms_server.fresh(apps={"kiosk": 2}, environments=["shop/kiosk-production"], clusters=["kitchen"])
    folder = catalogues.write(tmp_path, kiosk=KIOSK.replace("DERIVED", DERIVED))
    for file in folder.glob("*.yaml"):
        if file.stem != "kiosk":
            file.unlink()
    rooms.environment |= {**platforms_server.environment, "STRONGROOM_CATALOGUE": str(folder)}
    for path in (DSN, LINEAR):
        secrets_client(aws_server.url).create_secret(Name=f"local/{path}")
    return Kiosk(run=rooms, platforms=platforms_server)


def test_the_parts_of_a_dsn_arrive_at_an_app_decoded(kiosk: Kiosk) -> None:
    kiosk.put(DSN, "postgresql://ki%40osk:p%2Fw%25%20d@db.example:6543/k%C3%A4se?sslmode=require")
    assert set(kiosk.mirror().values()) == {"delivered", "left"}, "the key of Linear has no value yet"
    arrived = {name: kiosk.platforms.reveal(f"POSTGRES_{name}", app="kiosk") for name in PARTS.values()}
    assert arrived == {
        "HOST": "db.example",
        "PORT": "6543",
        "DATABASE": "käse",
        "USERNAME": "ki@osk",
        "PASSWORD": "p/w% d",
    }


def test_a_dsn_that_lacks_parts_is_refused_whole_with_all_that_is_missing(kiosk: Kiosk) -> None:
    kiosk.put(DSN, "postgresql://db.example:6543/")
    plan = kiosk.run("mirror", "fly:*", "--dry-run", "--json").json["deliveries"]
    assert {one["state"] for one in plan} == {"invalid"}
    told = {one["path"].rpartition("/")[2]: one["reason"] for one in plan}
    assert {part for part, reason in told.items() if "has no dsn." in reason} == {"database", "username", "password"}
    held = "held back: POSTGRES_DATABASE, POSTGRES_PASSWORD, POSTGRES_USERNAME can't be cut out of the same value"
    assert (told["host"], told["port"]) == (held, held)
    kiosk.platforms.forget()
    assert set(kiosk.mirror("fly:*", code=1).values()) == {"left"}
    assert all(request.startswith("GET") for request in kiosk.platforms.requests())


def test_values_wait_for_a_deployment_unless_one_is_asked_for(kiosk: Kiosk) -> None:
    kiosk.put(DSN, "postgresql://kiosk:secret-word@db.example/kiosk")
    assert "fly:kiosk: staged: its machines take the values with" in kiosk.run("mirror", "fly:*", "--dry-run").err
    planned = kiosk.run("mirror", "fly:*", "--dry-run", "--deploy").err
    assert "fly:kiosk: its machines are restarted, one by one, to take the values" in planned
    assert "; --deploy restarts them" in kiosk.run("mirror", "fly:*").err
    assert kiosk.machines("POSTGRES_PASSWORD") == [None, None]
    result = kiosk.run("mirror", "fly:*", "--deploy")
    assert result.code == 0, result.err
    assert result.err.count("runs with the new values") == 2, "what an earlier run staged is deployed"
    assert kiosk.machines("POSTGRES_PASSWORD") == ["secret-word", "secret-word"]
    assert "runs with" not in kiosk.run("mirror", "fly:*", "--deploy").err


def test_what_is_staged_and_rolled_out_is_told_to_programs(kiosk: Kiosk) -> None:
    def told(*options: str) -> list[tuple[str, str]]:
        result = kiosk.run("mirror", "fly:*", "--json", *options)
        assert result.code == 0, result.err
        return [(one["address"], one["state"]) for one in result.json["places"]]

    kiosk.put(DSN, "postgresql://kiosk:secret-word@db.example/kiosk")
    assert told("--dry-run") == [("fly:kiosk", "waits")]
    assert told("--dry-run", "--deploy") == [("fly:kiosk", "rolls out")]
    assert told() == [("fly:kiosk", "waits")]
    assert told("--deploy") == [("fly:kiosk", "rolled out")] * 2, "one for each machine"
    assert told("--deploy") == []


def test_a_deployment_that_fails_is_told(kiosk: Kiosk) -> None:
    kiosk.put(DSN, "postgresql://kiosk:secret-word@db.example/kiosk")
    kiosk.platforms.fails("/v1/apps/kiosk/machines/*/lease*", method="POST", status=409, times=2)
    result = kiosk.run("mirror", "fly:*", "--deploy")
    assert result.code == 3
    assert "somebody else is changing it, a deployment perhaps" in result.err
    [failed] = kiosk.run(
        "mirror",
        "fly:*",
        "--deploy",
        "--json",
    ).json["places"]
    assert (failed["address"], failed["state"]) == ("fly:kiosk", "failed")


def test_a_value_arrives_in_esc_and_sealed_in_a_file_and_stays_there(kiosk: Kiosk) -> None:
    mine = kiosk.put(LINEAR)
    assert kiosk.mirror(LINEAR) == {ESC: "delivered", MANIFEST: "delivered"}
    assert kiosk.platforms.reveal("linear.linear_api_key", environment="shop/kiosk-production") == mine
    where = {"cluster": "kitchen", "manifest": str(kiosk.manifest)}
    assert kiosk.platforms.reveal("LINEAR_API_KEY", **where) == mine
    before = kiosk.manifest.read_bytes()
    kiosk.platforms.forget()
    assert set(kiosk.mirror(LINEAR).values()) == {"same"}
    assert kiosk.manifest.read_bytes() == before
    assert sorted(request.rpartition("/")[2] for request in kiosk.platforms.requests()) == [
        "kiosk-production",
        "versions",
    ]
    newer = kiosk.put(LINEAR)
    assert set(kiosk.mirror(LINEAR, "--dry-run").values()) == {"stale"}
    assert set(kiosk.mirror(LINEAR).values()) == {"delivered"}
    assert kiosk.platforms.reveal("LINEAR_API_KEY", **where) == newer


def test_what_somebody_changed_there_is_seen_and_put_right(kiosk: Kiosk) -> None:
    mine = kiosk.put(LINEAR)
    kiosk.put(DSN, "postgresql://kiosk:secret-word@db.example/kiosk")
    kiosk.mirror()
    kiosk.platforms.call("POST", "/v1/apps/kiosk/secrets", {"values": {"POSTGRES_HOST": "elsewhere"}})
    kiosk.platforms.client.patch(
        "/api/esc/environments/shop/default/kiosk-production",
        content=b'values:\n  linear:\n    linear_api_key: {"fn::secret": theirs}\n',
    ).raise_for_status()
    kiosk.manifest.write_text(kiosk.manifest.read_text().replace('LINEAR_API_KEY: "A', 'LINEAR_API_KEY: "B'))
    found = kiosk.run("verify", "--json").json["findings"]
    drifted = {"fly:kiosk/POSTGRES_HOST", ESC, MANIFEST}
    assert {one["address"] for one in found if one["state"] == "drifted"} == drifted
    assert {address for address, state in kiosk.mirror().items() if state == "delivered"} == drifted
    assert kiosk.platforms.reveal("POSTGRES_HOST", app="kiosk") == "db.example"
    assert kiosk.platforms.reveal("linear.linear_api_key", environment="shop/kiosk-production") == mine
    assert {one["state"] for one in kiosk.run("verify", "--json").json["findings"]} == {"same"}


def test_a_run_that_was_cut_short_is_finished_without_sealing_anew(kiosk: Kiosk) -> None:
    kiosk.put(LINEAR)
    kiosk.mirror(LINEAR)
    before = kiosk.manifest.read_bytes()
    assert kiosk.mirror(LINEAR, "--adopt") == {ESC: "same", MANIFEST: "same"}
    assert kiosk.manifest.read_bytes() == before


def test_a_secret_that_is_not_in_esc_is_traced_to_the_step_that_is_missing(kiosk: Kiosk) -> None:
    def link() -> str:
        links = kiosk.run("trace", "LINEAR_API_KEY", "--json").json["chain"]
        return str(next(one["detail"] for one in links if one["place"] == ESC))

    stored = kiosk.run("trace", "LINEAR_API_KEY", "--json").json["chain"][1]
    assert stored["detail"].endswith(f"strongroom put {LINEAR}")
    kiosk.put(LINEAR)
    assert link() == f"missing: not there; deliver it: strongroom mirror {LINEAR}"
    kiosk.mirror(LINEAR)
    assert link() == "same"
    kiosk.run.environment.pop("PULUMI_ACCESS_TOKEN")
    assert "set PULUMI_ACCESS_TOKEN to a token" in link()


def test_what_the_catalogue_drops_is_pruned(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.put(LINEAR)
    kiosk.mirror(LINEAR)
    file = next(tmp_path.glob("**/kiosk.yaml"))
    file.write_text(file.read_text().replace("destinations: [esc, cluster]", "destinations: []"))
    plan = kiosk.run("mirror", "--dry-run", "--json").json["deliveries"]
    assert {one["address"]: one["state"] for one in plan if one["state"] == "orphaned"} == {
        ESC: "orphaned",
        MANIFEST: "orphaned",
    }
    kiosk.mirror("--prune")
    assert not kiosk.manifest.exists()
    assert kiosk.platforms.reveal("linear.linear_api_key", environment="shop/kiosk-production") is None


def test_a_certificate_that_nothing_may_be_sealed_with_is_told_before_anything_is_sent(kiosk: Kiosk) -> None:
    kiosk.put(LINEAR)
    file = kiosk.platforms.folder / "kitchen" / "certificate.pem"
    good = file.read_text()
    file.write_text(Controller.make(timedelta(minutes=30)).certificate)
    try:
        planned = kiosk.run("mirror", LINEAR, "--dry-run", "--json")
        assert kiosk.mirror(LINEAR, code=1) == {ESC: "delivered", MANIFEST: "left"}
    finally:
        file.write_text(good)
    states = {one["address"]: (one["state"], one["reason"]) for one in planned.json["deliveries"]}
    assert (planned.code, states[ESC][0], states[MANIFEST][0]) == (1, "new", "invalid")
    assert "certificate.pem expired on " in states[MANIFEST][1]
    assert "kubeseal --fetch-cert" in states[MANIFEST][1]
    assert not kiosk.manifest.exists()
    assert kiosk.mirror(LINEAR) == {ESC: "same", MANIFEST: "delivered"}


def test_nothing_shows_a_value_on_the_way(kiosk: Kiosk, tmp_path: Path) -> None:
    mine, word = kiosk.put(LINEAR), canary(16)
    kiosk.put(DSN, f"postgresql://kiosk:{word}@db.example/kiosk")
    shown = [kiosk.run(*command) for command in (("mirror", "--dry-run"), ("mirror", "--deploy"), ("verify",))]
    text = "".join(result.out.decode() + result.err for result in shown) + json.dumps(kiosk.run.records())
    files = "".join(file.read_text(errors="replace") for file in tmp_path.rglob("*") if file.is_file())
    logs = kiosk.platforms.log.read_text() + kiosk.manifest.read_text()
    for value in (mine, word):
        assert value not in text + files + logs


def test_doctor_says_which_place_can_not_be_reached_and_why(kiosk: Kiosk) -> None:
    def findings() -> dict[str, tuple[str, str]]:
        listed = kiosk.run("doctor", "--json").json["findings"]
        kinds = ("fly:", "esc:", "kubernetes:")
        return {
            one["name"].partition(": ")[2]: (one["state"], one["found"])
            for one in listed
            if one["name"].partition(": ")[2].startswith(kinds)
        }

    assert {state for state, _ in findings().values()} == {"ok"}
    kiosk.platforms.fails("/v1/*", status=403)
    (kiosk.platforms.folder / "kitchen" / "certificate.pem").rename(kiosk.platforms.folder / "kept.pem")
    try:
        found = findings()
    finally:
        (kiosk.platforms.folder / "kept.pem").rename(kiosk.platforms.folder / "kitchen" / "certificate.pem")
    assert found["fly:kiosk"] == ("failed", "Fly denies it")
    assert found["esc:shop/kiosk-production"][0] == "ok"
    assert found["kubernetes:kitchen/kiosk/app"][0] == "failed"
