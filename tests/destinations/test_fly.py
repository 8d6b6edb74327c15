"""Fly: what is set waits for a deployment, `roll_out` is one, and errors name the way out."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, cast

import pytest
from pydantic import SecretStr

from strongroom.destinations.contract import Key, Parcel
from strongroom.destinations.fly import VARIABLE_BYTES, FlyApp
from strongroom.destinations.opening import Opener
from strongroom.stores.errors import (
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedError,
    ThrottledError,
    UnreachableError,
    WrongPlaceError,
)

if TYPE_CHECKING:
    from tests.destinations.platforms import Platforms

pytestmark = pytest.mark.real
APP, KEY = "kiosk", Key(kind="secret", name="POSTGRES_HOST")


@pytest.fixture
def app(platforms: Platforms, monkeypatch: pytest.MonkeyPatch) -> FlyApp:
    """An app with two machines and no secret."""
    platforms.fresh(apps={APP: 2})
    for name, text in platforms.environment.items():
        monkeypatch.setenv(name, text)
    return opened()


def opened(address: str = f"fly:{APP}", **options: float) -> FlyApp:
    """The app as a new run opens it."""
    return cast("FlyApp", Opener("local", **options).open(address))  # type: ignore[arg-type]  # patience is a number


def parcel(text: str | None = None) -> Parcel:
    """A value on its way."""
    return Parcel(key=KEY, value=SecretStr(text if text is not None else secrets.token_urlsafe(24)))


def machines(platforms: Platforms) -> list[str]:
    """Numbers of the app's machines."""
    return [one["id"] for one in platforms.call("GET", f"/v1/apps/{APP}/machines")]


def seen_by_machines(platforms: Platforms) -> list[str | None]:
    """The value that each machine has."""
    return [platforms.reveal(KEY.name, app=APP, machine=number) for number in machines(platforms)]


def test_what_is_set_waits_until_it_is_rolled_out_machine_by_machine(app: FlyApp, platforms: Platforms) -> None:
    sent = parcel()
    app.deliver(sent, None)
    mine = sent.value.get_secret_value()
    assert platforms.reveal(KEY.name, app=APP) == mine
    assert seen_by_machines(platforms) == [None, None]
    assert "--deploy" in app.waits
    told = list(app.roll_out())
    assert told == [f"fly:{APP} (machine {number}): runs with the new values" for number in machines(platforms)]
    assert seen_by_machines(platforms) == [mine, mine]


def test_a_machine_that_has_the_values_is_not_restarted_again(app: FlyApp, platforms: Platforms) -> None:
    app.deliver(parcel(), None)
    list(app.roll_out())
    platforms.forget()
    assert list(opened().roll_out()) == []
    assert all(request.startswith("GET") for request in platforms.requests())


def test_what_was_removed_is_taken_from_the_machines_too(app: FlyApp, platforms: Platforms) -> None:
    app.deliver(parcel(), None)
    list(app.roll_out())
    app.remove(KEY)
    assert None not in seen_by_machines(platforms)
    assert len(list(app.roll_out())) == 2
    assert seen_by_machines(platforms) == [None, None]


def test_a_machine_that_sleeps_is_not_woken(app: FlyApp, platforms: Platforms) -> None:
    first = machines(platforms)[0]
    config = {"config": {"image": "x", "metadata": {"mine": "stays"}}, "skip_launch": True}
    platforms.call("POST", f"/v1/apps/{APP}/machines/{first}", config)
    app.deliver(parcel(), None)
    assert [told.rpartition(": ")[2] for told in app.roll_out()] == [
        "will start with the new values",
        "runs with the new values",
    ]
    after = platforms.call("GET", f"/v1/apps/{APP}/machines/{first}")
    assert after["state"] == "stopped"
    assert after["config"]["metadata"]["mine"] == "stays"


def test_a_machine_that_somebody_deploys_is_left_to_them(app: FlyApp, platforms: Platforms) -> None:
    first, second = machines(platforms)
    platforms.call("POST", f"/v1/apps/{APP}/machines/{first}/lease?ttl=60")
    sent = parcel()
    app.deliver(sent, None)
    with pytest.raises(ConflictError, match="a deployment perhaps; repeat"):
        list(app.roll_out())
    assert platforms.reveal(KEY.name, app=APP, machine=second) is None


def test_a_lease_is_given_back_where_an_update_fails(app: FlyApp, platforms: Platforms) -> None:
    first = machines(platforms)[0]
    app.deliver(parcel(), None)
    platforms.fails(f"/v1/apps/{APP}/machines/{first}", method="POST", status=422)
    with pytest.raises(RefusedError):
        list(app.roll_out())
    assert f"DELETE /v1/apps/{APP}/machines/{first}/lease" in platforms.requests()
    assert len(list(opened().roll_out())) == 2, "the next run does all of it"


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (400, RefusedError, "Fly refuses the name or the value"),
        (401, DeniedError, "does not accept the token"),
        (403, DeniedError, "fly tokens create deploy"),
        (404, NotFoundError, "no such app"),
        (409, ConflictError, "somebody else"),
        (418, RefusedError, r"refuses it \(418\)"),
    ],
)
def test_what_fly_answers_names_the_way_out(
    app: FlyApp, platforms: Platforms, status: int, error: type[Exception], said: str
) -> None:
    platforms.fails("/v1/*", status=status)
    with pytest.raises(error, match=said):
        app.deliver(parcel(), None)


def test_a_limit_is_waited_for_and_too_long_a_one_is_told(app: FlyApp, platforms: Platforms) -> None:
    platforms.fails("/v1/*", status=429, retry_after=0, times=2)
    app.deliver(parcel(), None)
    platforms.fails("/v1/*", status=429, retry_after=3600)
    with pytest.raises(ThrottledError, match="Fly asks to wait until"):
        app.look([KEY])


def test_a_lost_answer_does_no_harm(app: FlyApp, platforms: Platforms) -> None:
    platforms.fails(f"/v1/apps/{APP}/secrets", method="POST", status=502, applied=True)
    sent = parcel()
    app.deliver(sent, None)
    assert platforms.reveal(KEY.name, app=APP) == sent.value.get_secret_value()


def test_an_app_that_is_gone_is_told_when_something_is_to_be_removed(app: FlyApp) -> None:
    app.remove(KEY)
    with pytest.raises(NotFoundError):
        opened("fly:nowhere").remove(KEY)


@pytest.mark.parametrize("text", ["a\0b", "x" * VARIABLE_BYTES], ids=["zero byte", "too long"])
def test_what_no_machine_could_have_in_its_environment_is_not_sent(
    app: FlyApp, platforms: Platforms, text: str
) -> None:
    with pytest.raises(RefusedError, match="variable of an environment"):
        app.deliver(parcel(text), None)
    assert platforms.requests() == []


def test_without_a_token_nothing_is_asked(app: FlyApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLY_API_TOKEN")
    with pytest.raises(DeniedError, match="set FLY_API_TOKEN"):
        opened()


def test_a_macaroon_goes_out_under_its_own_scheme(app: FlyApp, monkeypatch: pytest.MonkeyPatch) -> None:
    schemes = []
    for token in ("fm2_x", "FlyV1 fm2_x", "plain"):
        monkeypatch.setenv("FLY_API_TOKEN", token)
        schemes.append(opened().client.http.headers["Authorization"])
    assert schemes == ["FlyV1 fm2_x", "FlyV1 fm2_x", "Bearer plain"]


def test_rehearsal_and_reality_stay_apart(app: FlyApp, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongPlaceError, match="a rehearsal on this machine; unset FLY_FLAPS_BASE_URL"):
        Opener("production").open(f"fly:{APP}")
    monkeypatch.delenv("FLY_FLAPS_BASE_URL")
    with pytest.raises(WrongPlaceError, match="not this machine"):
        Opener("local").open(f"fly:{APP}")


def test_nobody_there_is_told(app: FlyApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLY_FLAPS_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises((UnreachableError, ThrottledError)):
        opened(patience=0.0).look([KEY])
