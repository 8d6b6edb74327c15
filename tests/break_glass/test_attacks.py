"""What somebody would try who may call the function, and wants more than the rules give."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from break_glass.records import Records
from break_glass.standing import OUTCOME
from tests.break_glass.people import FUNCTION
from tests.break_glass.test_deployed import claims
from tests.break_glass.test_glass import Breaking, Clock, CutOffError, table

if TYPE_CHECKING:
    from tests.break_glass.people import World

pytestmark = pytest.mark.real
KEY = "shop/payment/api_key"
RIGHT = {"reason": "The shop can't charge anybody", "ticket": "INC-7", "paths": [KEY], "minutes": 15}


@pytest.mark.parametrize(
    "hidden",
    ["\x1b[2K\x1b[1A", "\u202e", "\u200b", "\x07", "\x9b2J", "\ud800"],
    ids=["escape", "right-to-left", "no-width", "bell", "c1", "surrogate"],
)
def test_a_reason_shows_an_approver_nothing_but_itself(world: World, hidden: str) -> None:
    """An escape would write over the line that says what is read; a lone surrogate would end everybody's list."""
    facts = RIGHT | {"reason": f"The shop can't charge {hidden}anybody at all"}
    told = world.call(world.signed("ada", "request", **facts))["refused"]
    assert told["kind"] == "input"
    assert "characters that can't be seen" in told["problem"]


def test_a_reason_in_any_language_is_one(world: World) -> None:
    told = world.call(
        world.signed("ada", "request", **RIGHT | {"reason": "Zahlungen fehlen: «Störung», 支払い不可 — naïve"})
    )
    assert "refused" not in told


@pytest.mark.parametrize(
    ("overrides", "problem"),
    [
        ({"minutes": True}, "so many minutes"),
        ({"minutes": 15.0}, "so many minutes"),
        ({"paths": ["shop/partner/\u017fecret"]}, "none of the catalogue's"),
        ({"paths": ["shop/partner/\u212aey"]}, "none of the catalogue's"),
        ({"paths": ["shop/partner/a\n"]}, "none of the catalogue's"),
        ({"ticket": "INC-\uff17"}, "the ticket"),
    ],
    ids=["true", "float", "long-s", "kelvin", "line", "wide-digit"],
)
def test_what_only_looks_right_is_refused(world: World, overrides: dict[str, Any], problem: str) -> None:
    told = world.call(world.signed("ada", "request", **RIGHT | overrides))["refused"]
    assert problem in told["problem"]


def test_an_old_version_of_the_function_knows_old_rules_and_serves_nobody(world: World) -> None:
    client = world.client("lambda")
    number = client.publish_version(FunctionName=FUNCTION)["Version"]
    event = json.dumps(world.signed("bob", "list")).encode()
    answer = client.invoke(FunctionName=FUNCTION, Qualifier=number, Payload=event)
    told = json.loads(answer["Payload"].read())["refused"]
    assert told["kind"] == "caller"
    assert "version" in told["problem"]


def test_an_opening_is_told_whoever_cut_the_function_off(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The alarm is on the metric: a call that is cut off after the writing and repeated must not be a silent way in."""
    clock = Clock(world, Breaking(**table(world), part=OUTCOME, when="after"))
    number = clock.approved("Cut off before it was told to anybody")
    with pytest.raises(CutOffError):
        clock("ada", "open", request=number)
    assert "BreakGlassOpened" not in capsys.readouterr().out
    assert clock("ada", "open", request=number)["login"]
    (line,) = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert (line["event"], line["BreakGlassOpened"], line["request"]) == ("BreakGlassOpened", 1, number)


def test_an_end_is_for_one_request_and_stands_in_its_name(world: World) -> None:
    """The one who ends signs in as the very entity that has it open: the end of it is the end of no other."""
    clock = Clock(world, Records(**table(world)))
    number = clock.approved("Ended by somebody else, and alone")
    opened, ended = clock("ada", "open", request=number)["login"], clock("dan", "end", request=number)["login"]
    reading, ending = claims(opened["jwt"]), claims(ended["jwt"])
    assert reading["sub"] == ending["sub"] == number
    assert (ending["scope"], ending["requester"]) == ("end", "dan")
