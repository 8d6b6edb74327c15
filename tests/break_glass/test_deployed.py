"""The deployed function, called over the emulator's Lambda: whom it believes, what it lets happen, and only once."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tests.break_glass.people import FUNCTION

if TYPE_CHECKING:
    from tests.break_glass.people import World

pytestmark = pytest.mark.real
KEY = "shop/payment/api_key"


def asked(world: World, who: str = "ada", **overrides: Any) -> str:
    facts = {"reason": "The shop can't charge anybody", "ticket": "INC-7", "paths": [KEY], "minutes": 15} | overrides
    answer = world.call(world.signed(who, "request", **facts))
    assert "refused" not in answer, answer
    return str(answer["request"])


def done(world: World, who: str, action: str, request: str) -> dict[str, Any]:
    return world.call(world.signed(who, action, request=request))


def refusal(answer: dict[str, Any]) -> str:
    return f"{answer['refused']['kind']}: {answer['refused']['problem']}"


def claims(jwt: str) -> dict[str, Any]:
    part = jwt.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


def test_a_token_is_signed_for_the_one_who_asked_once_two_others_agreed(world: World) -> None:
    number = asked(world, reason="Refunds are impossible since nine o'clock")
    assert done(world, "bob", "approve", number)["missing"] == 1
    assert done(world, "cyd", "approve", number)["state"] == "approved"
    login = done(world, "ada", "open", number)["login"]
    told = claims(login["jwt"])
    assert (login["role"], told["sub"], told["aud"]) == ("paths-15", number, "vault.example.internal")
    assert told["exp"] - told["iat"] == 60
    assert (told["requester"], told["approvers"], told["ticket"]) == ("ada", "bob cyd", "INC-7")
    assert "/".join(told[f"path_1_3_{segment}"] for segment in (1, 2, 3)) == KEY
    text, _, signature = login["jwt"].rpartition(".")
    public = load_pem_public_key(world.public_key().encode())
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(base64.urlsafe_b64decode(signature + "=="), text.encode(), padding.PKCS1v15(), hashes.SHA256())


def test_nobody_approves_their_own_request_by_whatever_session(world: World) -> None:
    number = asked(world, "bob", reason="Bob asks for this and would agree")
    assert refusal(done(world, "bob", "approve", number)) == "rule: nobody approves their own request"
    number = asked(world, reason="Ada asks, Bob agrees twice over")
    first = world.call(world.signed("bob", "approve", request=number))
    again = world.call(world.signed("bob", "approve", request=number))  # of another session: each call takes one on
    assert (first["missing"], again["missing"], again["already"]) == (1, 1, True)
    assert refusal(done(world, "ada", "open", number)) == "rule: 1 of 2 approvals missing"


def test_who_is_no_approver_approves_and_denies_nothing(world: World) -> None:
    number = asked(world, "bob", reason="Bob asks and Ada may not agree")
    for action in ("approve", "deny", "end"):
        assert refusal(done(world, "ada", action, number)) == "rule: ada is no approver"


def test_a_replayed_approval_is_none(world: World) -> None:
    number = asked(world, reason="Somebody recorded what the approver sent")
    event = world.signed("bob", "approve", request=number)
    assert world.call(event)["missing"] == 1
    assert refusal(world.call(event)) == "caller: this signature has served before"
    assert done(world, "ada", "show", number)["missing"] == 1


def test_a_statement_that_was_changed_on_the_way_is_nobodys(world: World) -> None:
    mine, others = asked(world, reason="This one Bob agrees to, gladly"), asked(world, minutes=30)
    event = world.signed("bob", "approve", request=mine)
    event["statement"] = event["statement"].replace(mine, others)
    assert refusal(world.call(event)) == "caller: AWS does not know the signature"
    assert done(world, "ada", "show", others)["missing"] == 2


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda it: it["signature"].update(authorization="AWS4-HMAC-SHA256 bob"), "not signed as AWS demands it"),
        (
            lambda it: it["signature"].update(
                authorization=it["signature"]["authorization"].replace(";x-strongroom-statement", "")
            ),
            "does not cover the statement",
        ),
        (
            lambda it: it["signature"].update(
                authorization=it["signature"]["authorization"].replace("us-east-1", "eu-west-1")
            ),
            "for another region",
        ),
        (lambda it: it["signature"].update({"x-amz-date": "20200101T000000Z"}), "signed too long ago"),
        (lambda it: it["signature"].pop("x-amz-security-token"), "AWS does not know the signature"),
        (lambda it: it.pop("signature"), "no signed statement"),
        (lambda it: it.update(requestContext={"authorizer": {"iam": {"userArn": "bob"}}}, signature=None), "no signed"),
    ],
    ids=["no-signature", "statement-not-covered", "region", "old", "no-token", "unsigned", "context-of-a-url"],
)
def test_a_forged_identity_is_refused(world: World, spoil: Any, told: str) -> None:
    event = world.signed("bob", "list")
    spoil(event)
    assert told in refusal(world.call(event))


def test_the_accounts_root_and_strangers_are_nobody(world: World) -> None:
    event = world.signed("bob", "list")
    root = world.signed("bob", "list")
    root["signature"]["authorization"] = event["signature"]["authorization"].replace(
        event["signature"]["authorization"].split("Credential=")[1].split("/")[0], "local"
    )
    root["signature"].pop("x-amz-security-token")
    assert "nobody whom the rules name" in refusal(world.call(root))
    statement = json.loads(event["statement"]) | {"function": "strongroom-production-vault-break-glass"}
    assert statement["function"] != FUNCTION
    other = world.signed("bob", "list", function=statement["function"])
    assert refusal(world.call(other)) == "input: the statement is to another function"


def test_the_same_way_in_is_given_again_within_its_minute_and_to_nobody_else(world: World) -> None:
    """The answer of the first call was lost: whoever asked repeats the command, and nothing is opened twice."""
    number = asked(world, reason="The network eats the first answer")
    for who in ("bob", "cyd"):
        done(world, who, "approve", number)
    first, again = done(world, "ada", "open", number), done(world, "ada", "open", number)
    assert again["login"] == first["login"]
    assert again["already"] is True
    assert "ada asked, and alone may open it" in refusal(done(world, "bob", "open", number))


def test_what_was_denied_or_withdrawn_is_never_opened(world: World) -> None:
    denied, withdrawn = (
        asked(world, reason="Dan will not have this at all"),
        asked(world, reason="Asked for by mistake, sorry", minutes=30),
    )
    for who in ("bob", "cyd"):
        done(world, who, "approve", denied)
    assert done(world, "dan", "deny", denied)["state"] == "denied"
    assert "it was denied by dan" in refusal(done(world, "ada", "open", denied))
    assert done(world, "ada", "end", withdrawn)["state"] == "withdrawn"
    assert "it was withdrawn by ada" in refusal(done(world, "bob", "approve", withdrawn))


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"reason": "please"}, "the reason is too short"),
        ({"ticket": ""}, "the ticket"),
        ({"minutes": 31}, "so many minutes"),
        ({"paths": ["shop/payment/*"]}, "none of the catalogue's"),
        ({"paths": ["sys/policies/acl"]}, "none of the catalogue's"),
        ({"paths": [f"shop/partner/p{number}" for number in range(6)]}, "more than 5 paths"),
        ({"reason": "", "ticket": "", "minutes": 0}, "the ticket"),
    ],
)
def test_what_is_asked_for_wrongly_is_told_whole(world: World, overrides: dict[str, Any], told: str) -> None:
    facts = {"reason": "The shop can't charge anybody", "ticket": "INC-7", "paths": [KEY], "minutes": 15} | overrides
    assert told in refusal(world.call(world.signed("ada", "request", **facts)))


def test_a_request_that_is_repeated_is_one_request(world: World) -> None:
    one = asked(world, reason="Asked twice, since the answer was lost")
    assert asked(world, reason="Asked twice, since  the answer was lost") == one
