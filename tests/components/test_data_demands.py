"""Databases and caches that can't be built are refused whole before anything is made, each problem with its way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from components import demands
from components.data import demands as data_demands
from components.data.demands import DataRefusedError
from components.demands import StackRefusedError
from components.settings import Settings, SettingsError
from strongroom.catalogue import Secret, load
from tests.components.data_stores import CACHE, DATABASE, PLACE
from tests.components.entries import SUPPLIED, entry

PROJECT = Path(__file__).resolve().parents[2]
REGION = "us-east-1"
STACK: dict[str, Any] = {
    "environment": "production",
    "rehearses": ["production"],
    "providers": "published",
    "owner": "platform-team",
    "rotation": {},
    "alerts": {"mail": ["a@harbour.example"]},
}


def login(path: str, strategy: str) -> Secret:
    fields = ["host", "username", "password"]
    return entry(path, type="database", fields=fields, source=SUPPLIED, rotation={"days": 30, "strategy": strategy})


HELD = [login(DATABASE["entry"], "postgres"), login(CACHE["entry"], "redis")]
SOUND = {"databases": {"harbour": {**DATABASE, "place": PLACE}}, "caches": {"harbour": {**CACHE, "place": PLACE}}}


def problems(region: str = REGION, held: list[Secret] | None = None, **changes: Any) -> list[str]:
    values = {**STACK, **SOUND, **changes}
    settings = Settings.load(values.get, values.get)
    return list(data_demands.problems(settings, HELD if held is None else held, region))


def test_what_can_be_built_goes_on() -> None:
    assert problems() == []
    assert problems(databases={}, caches={}, rotation=None) == []


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_the_stacks_of_this_repository_can_be_built(stack: Literal["staging", "production"]) -> None:
    config = yaml.safe_load((PROJECT / f"Pulumi.{stack}.yaml").read_text())["config"]
    shared = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())["config"]
    given = {key.removeprefix("strongroom:"): value for key, value in {**shared, **config}.items()}
    settings = Settings.load(given.get, given.get)
    assert list(settings.databases) == list(settings.caches) == ["candlefish"]
    held = load(PROJECT / "catalogue").select([stack])
    data_demands.demand_possible(settings, held, REGION)


def database(**changes: Any) -> dict[str, Any]:
    return {"databases": {"harbour": {**DATABASE, "place": PLACE, **changes}}}


def cache(**changes: Any) -> dict[str, Any]:
    return {"caches": {"harbour": {**CACHE, "place": PLACE, **changes}}}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (database(entry="harbour/no/entry"), 'databases.harbour.entry: "harbour/no/entry" is no entry of this stack'),
        (database(entry=CACHE["entry"]), "does not rotate by postgres"),
        (database(clients=["10.0.0.1/16"]), 'clients.0: "10.0.0.1/16" is not an IPv4 network'),
        (database(clients=["8.8.8.0/24"]), "clients.0: 8.8.8.0/24 is not a private range"),
        (database(place={**PLACE, "cidr": "x"}), 'place.cidr: "x" is not an IPv4 network'),
        (database(secondRegion=REGION), "secondRegion: us-east-1 is the stack's own"),
        (database(mostStorageGb=105), "mostStorageGb: RDS grows storage by a tenth at least; use 110 or more"),
        (database(backupHours="25:00-26:00"), 'backupHours: "25:00-26:00" is no window; write it like 02:00-03:00'),
        (database(backupHours="02:00-02:20"), "backupHours: a window of 20 minutes; AWS needs 30 or more"),
        (
            database(backupHours="05:00-06:00"),
            "backupHours: 05:00-06:00 is within maintenance, sun:04:30-sun:05:30; AWS refuses both at once",
        ),
        (database(maintenance="sun:24:00-sun:25:00"), 'maintenance: "sun:24:00-sun:25:00" is no window'),
        (cache(maintenance="sun:04:30-sun:05:00"), "maintenance: a window of 30 minutes; AWS needs 60 or more"),
        (cache(snapshotHours="04:00-05:00"), "snapshotHours: 04:00-05:00 is within maintenance"),
        (cache(engine="redis", version="8.1"), "version: ElastiCache has Redis 7.0 to 7.1 whose users can be made"),
        (cache(engine="redis", version="6.2"), "version: ElastiCache has Redis 7.0 to 7.1 whose users can be made"),
        (cache(version="7.1"), "version: ElastiCache has Valkey from 7.2 on"),
        ({"databases": {"harbour": DATABASE}}, "the stack has no Vault whose network they could stand in"),
        (
            {
                "databases": {
                    "one": {**DATABASE, "place": PLACE},
                    "two": {**DATABASE, "place": {**PLACE, "vpcId": "vpc-9"}},
                }
            },
            "they stand in 2 networks",
        ),
        ({"rotation": None}, "nobody gives databases and caches their first password"),
        (
            {"rotation": {"inside": {"subnetIds": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]}}},
            "rotation.inside: the functions stand where the stack's own databases and caches are",
        ),
    ],
)
def test_each_problem_is_told_with_its_place_and_the_way_out(changes: dict[str, Any], said: str) -> None:
    found = [problem for problem in problems(**changes) if said in problem]
    assert found, problems(**changes)
    assert all(problem.startswith("  strongroom:") for problem in found)


def test_a_window_may_reach_over_midnight_and_the_week_s_end() -> None:
    over = {"maintenance": "sat:23:30-sun:00:30"}
    assert problems(**database(**over, backupHours="00:30-01:30")) == []
    assert problems(**database(**over, backupHours="23:00-23:30")) == []
    assert problems(**database(**over, backupHours="00:00-01:00"))
    assert problems(**database(maintenance="sun:23:30-mon:00:30", backupHours="23:45-00:45"))


def test_a_redis_with_no_version_is_made_of_one_that_there_is() -> None:
    assert problems(**cache(engine="redis")) == []


def test_a_region_whose_authorities_are_missing_is_named_with_the_file() -> None:
    (found,) = problems(region="eu-west-9")
    assert "rotation/authorities has no eu-west-9.pem" in found


def test_two_stores_of_one_entry_are_refused() -> None:
    place = {**DATABASE, "place": PLACE}
    found = problems(databases={"one": place, "two": place})
    assert [problem for problem in found if "give each its own" in problem]


def test_all_problems_are_told_at_once() -> None:
    values = {**STACK, **SOUND, **database(entry="harbour/no/entry", secondRegion=REGION, clients=["x"])}
    settings = Settings.load(values.get, values.get)
    with pytest.raises(DataRefusedError, match="nothing was changed") as refused:
        data_demands.demand_possible(settings, HELD, REGION)
    assert len(str(refused.value).splitlines()) == 4


def test_the_program_refuses_a_stack_with_what_its_parts_say() -> None:
    values = {**STACK, **SOUND, **database(entry="harbour/no/entry")}
    with pytest.raises(StackRefusedError, match='"harbour/no/entry" is no entry of this stack'):
        demands.demand_possible(Settings.load(values.get, values.get), [], HELD, REGION)


def test_the_shape_of_the_settings_is_strict_and_named_by_its_key() -> None:
    wrong = {**DATABASE, "instanceClass": "large", "backupDays": 3, "publiclyAccessible": True, "zones": 3}
    with pytest.raises(SettingsError) as refused:
        problems(databases={"Harbour": wrong})
    named = {line.split(":")[1] for line in str(refused.value).splitlines()[1:]}
    assert {
        f"databases.Harbour.{key}" for key in ("instanceClass", "backupDays", "publiclyAccessible", "zones")
    } <= named
