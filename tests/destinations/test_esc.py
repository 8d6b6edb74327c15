"""Pulumi ESC: one document that many write, of which only our entries change."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, cast

import pytest
from pydantic import SecretStr

from strongroom.destinations.contract import Key, Kind, Parcel
from strongroom.destinations.opening import Opener
from strongroom.stores.errors import ConflictError, DeniedError, NotFoundError, RefusedError, WrongPlaceError

if TYPE_CHECKING:
    from strongroom.destinations.esc import EscEnvironment
    from tests.destinations.platforms import Platforms

pytestmark = pytest.mark.real
NAME = "ai-cherry/sophia-production"
PATH = "/api/esc/environments/ai-cherry/default/sophia-production"
KEY = Key(kind="secret", name="linear.linear_api_key")
DOCUMENT = """\
# Who may open this: ai-platform
imports:
  - shared/base  # region
values:
  # beside ours
  gong:
    gong_url: https://gong.example/${region}
    gong_secret:
      fn::secret: somebody-elses
  linear:
    workspace: cherry
"""


@pytest.fixture
def environment(platforms: Platforms, monkeypatch: pytest.MonkeyPatch) -> EscEnvironment:
    """An environment with what somebody wrote."""
    platforms.fresh(environments=[NAME])
    for name, text in platforms.environment.items():
        monkeypatch.setenv(name, text)
    write(platforms, DOCUMENT)
    platforms.forget()
    return opened()


def opened() -> EscEnvironment:
    """The environment as a new run opens it."""
    return cast("EscEnvironment", Opener("local").open(f"esc:{NAME}"))


def write(platforms: Platforms, text: str) -> None:
    """Set the whole document as somebody else would."""
    answer = platforms.client.patch(PATH, content=text.encode())
    answer.raise_for_status()


def text_of(platforms: Platforms) -> str:
    """The document with its secrets encrypted."""
    return platforms.client.get(PATH).text


def parcel(text: str | None = None, key: Key = KEY) -> Parcel:
    """A value on its way."""
    return Parcel(key=key, value=SecretStr(text if text is not None else secrets.token_urlsafe(24)))


def test_an_entry_arrives_encrypted_and_the_rest_stays(environment: EscEnvironment, platforms: Platforms) -> None:
    before = text_of(platforms)
    sent = parcel()
    environment.deliver(sent, None)
    after = text_of(platforms)
    assert platforms.reveal("linear.linear_api_key", environment=NAME) == sent.value.get_secret_value()
    assert sent.value.get_secret_value() not in after
    for line in before.splitlines():
        assert line in after.splitlines(), "comments, imports, order, and what others encrypted"
    assert "somebody-elses" not in before


def test_no_value_of_others_is_decrypted_to_write_ours(environment: EscEnvironment, platforms: Platforms) -> None:
    environment.deliver(parcel(), environment.look([KEY]).get(KEY))
    assert not any(request.endswith("/decrypt") for request in platforms.requests())


def test_what_a_run_wrote_it_reads_back(environment: EscEnvironment, platforms: Platforms) -> None:
    sent = parcel()
    environment.deliver(sent, None)
    there = environment.look([KEY])[KEY]
    assert there.value == sent.value
    platforms.forget()
    assert opened().look([KEY])[KEY].value is None, "another run does not ask for it"
    assert opened().look([KEY], everything=True)[KEY].value == sent.value


@pytest.mark.parametrize("text", ["a$b", "$$", "${imports.x}", "x$${y}", "$${", "\u2028\x7f", "null", "- a: b # c", ""])
@pytest.mark.parametrize("kind", ["secret", "configuration"])
def test_a_value_is_never_taken_for_a_reference(environment: EscEnvironment, text: str, kind: Kind) -> None:
    key = Key(kind=kind, name="tests.value")
    environment.deliver(parcel(text, key), None)
    there = environment.look([key], everything=True)[key].value
    assert there is not None
    assert there.get_secret_value() == text


class Meddler:
    """Lets somebody write between the mirror's look and its write, so many times."""

    def __init__(self, place: EscEnvironment, times: int, meddle: Any) -> None:
        self.real, self.times, self.meddle = place.client.send, times, meddle

    def send(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Meddle before a write."""
        if method == "PATCH" and self.times:
            self.times -= 1
            self.meddle()
        return self.real(method, *arguments, **named)


def test_who_writes_elsewhere_in_the_document_meanwhile_loses_nothing(
    environment: EscEnvironment, platforms: Platforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meddle() -> None:
        write(platforms, text_of(platforms).replace("cherry", "cherries"))

    monkeypatch.setattr(environment.client, "send", Meddler(environment, 1, meddle).send)
    sent = parcel()
    environment.deliver(sent, None)
    assert "workspace: cherries" in text_of(platforms)
    assert platforms.reveal("linear.linear_api_key", environment=NAME) == sent.value.get_secret_value()


def test_who_writes_our_entry_meanwhile_is_not_overwritten(
    environment: EscEnvironment, platforms: Platforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meddle() -> None:
        write(platforms, text_of(platforms) + '    linear_api_key: {"fn::secret": theirs}\n')

    monkeypatch.setattr(environment.client, "send", Meddler(environment, 1, meddle).send)
    with pytest.raises(ConflictError, match="somebody else wrote it"):
        environment.deliver(parcel(), None)
    assert platforms.reveal("linear.linear_api_key", environment=NAME) == "theirs"


def test_others_who_never_pause_are_told(
    environment: EscEnvironment, platforms: Platforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meddle() -> None:
        write(platforms, text_of(platforms) + "# again\n")

    monkeypatch.setattr(environment.client, "send", Meddler(environment, 99, meddle).send)
    with pytest.raises(ConflictError, match="without a pause"):
        environment.deliver(parcel(), None)


def test_a_lost_answer_does_no_harm(environment: EscEnvironment, platforms: Platforms) -> None:
    platforms.fails(PATH, method="PATCH", status=502, applied=True)
    sent = parcel()
    environment.deliver(sent, None)
    assert platforms.reveal("linear.linear_api_key", environment=NAME) == sent.value.get_secret_value()


@pytest.mark.parametrize("text", ["- a list\n", "values: word\n", "values:\n  linear: word\n"])
def test_a_document_in_which_the_entry_has_no_place_is_refused_and_left(
    environment: EscEnvironment, platforms: Platforms, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(environment, "_document", lambda _form="": (text, ""))
    platforms.forget()
    with pytest.raises(RefusedError, match=f"correct it: pulumi env edit {NAME}"):
        environment.deliver(parcel(), None)
    assert platforms.requests() == []


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (400, RefusedError, "pulumi env edit"),
        (401, DeniedError, "set PULUMI_ACCESS_TOKEN"),
        (403, DeniedError, "environment writer"),
        (404, NotFoundError, "pulumi env init"),
        (413, RefusedError, "split it"),
    ],
)
def test_what_pulumi_cloud_answers_names_the_way_out(
    environment: EscEnvironment, platforms: Platforms, status: int, error: type[Exception], said: str
) -> None:
    platforms.fails("/api/*", status=status)
    with pytest.raises(error, match=said):
        environment.look([KEY])


def test_an_environment_that_is_not_there_is_told(environment: EscEnvironment) -> None:
    with pytest.raises(NotFoundError, match=r"esc:ai-cherry/other/one: .*; make it"):
        Opener("local").open("esc:ai-cherry/other/one").look([KEY])


def test_rehearsal_and_reality_stay_apart(environment: EscEnvironment) -> None:
    with pytest.raises(WrongPlaceError, match="unset STRONGROOM_ESC_URL"):
        Opener("production").open(f"esc:{NAME}")
