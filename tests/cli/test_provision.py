"""A walk through all that is missing: right values are taken, wrong ones refused, and it goes on where it stopped."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.keyboard import Keyboard, at_terminal
from tests.stores import servers

if TYPE_CHECKING:
    from tests.cli.conftest import Command

pytestmark = pytest.mark.real

OFFLINE = ("--offline", "a rehearsal")
IDENTIFIER = "0123456789abcdef0123456789abcdef"
# Name, what is refused with the words of the refusal, what is accepted, what is stored (requirements 1.4 to 1.12).
CHECKLIST = [
    ("WIX_API_KEY", None, "wix-key", "wix-key"),
    ("WIX_SITE_ID", ("site-stg", 'ends with "-stg"'), "site", "site"),
    (
        "WIX_SYNC_ENDPOINT",
        ("https://wiredchaos.xyz/_functions/notionSync-dev", 'contains "-dev"'),
        "https://wiredchaos.xyz/_functions/notionSync",
        "https://wiredchaos.xyz/_functions/notionSync",
    ),
    ("GAMMA_TOKEN", None, "gamma-token", "gamma-token"),
    ("GAMMA_SPACE_ID", ("space-beta", 'ends with "-beta"'), "space", "space"),
    ("SWARM_NOTION_TOKEN", None, "notion-token", "notion-token"),
    (
        "SWARM_DB_ID",
        (f"https://staging.notion.so/{IDENTIFIER}", "is neither an identifier"),
        f"https://www.notion.so/chaos/Swarm-{IDENTIFIER}",
        IDENTIFIER,
    ),
    (
        "NOTION_SLO_BADGE_URL",
        ("https://status.wiredchaos.xyz/badge.svg", "is not"),
        "https://status.wiredchaos.xyz/badge.json",
        "https://status.wiredchaos.xyz/badge.json",
    ),
    ("SENDGRID_API_KEY", None, "SG." + secrets.token_hex(11), None),
]


@pytest.fixture
def checklist(rooms: Command) -> Command:
    """The project's own catalogue, with empty containers for the nine entries of the checklist."""
    rooms.environment["STRONGROOM_CATALOGUE"] = str(Path(__file__).resolve().parents[2] / "catalogue")
    client = servers.secrets_client(rooms.environment["AWS_ENDPOINT_URL"])
    for line in rooms("list", "--workspace", "wired-chaos", "--json").json:
        client.create_secret(Name=f"local/{line['path']}")
    return rooms


def answer(keyboard: Keyboard, name: str, text: str, asked: int = 1) -> None:
    """Type one line at the prompt for a name, when it was asked for so many times."""
    keyboard.see_often(f"{name} (hidden): ", asked)
    keyboard.wait_until_silent()
    keyboard.type(f"{text}\n")


def test_the_nine_entries_of_the_checklist_are_provisioned(checklist: Command) -> None:
    with at_terminal(checklist.environment, "provision", "wired-chaos", *OFFLINE) as keyboard:
        for name, wrong, right, _ in CHECKLIST:
            if wrong:
                answer(keyboard, name, wrong[0])
                keyboard.see(wrong[1])
                answer(keyboard, name, right, asked=2)
            else:
                answer(keyboard, name, right)
        assert keyboard.end() == 0
        assert b"9 stored, 0 still missing" in keyboard.screen
        assert b"active scope: wired-chaos (environment: local)" in keyboard.screen
    for name, _, right, stored in CHECKLIST:
        assert checklist("get", name, "--reveal").out.decode() == (stored or right)
    listed = checklist("list", "--workspace", "wired-chaos", "--json").json
    assert {(line["scope"], line["status"]) for line in listed} == {("wired-chaos/prod", "active")}
    assert len(listed) == 9


def test_a_walk_that_was_stopped_goes_on_where_it_stopped(checklist: Command) -> None:
    arguments = ("provision", "wired-chaos", *OFFLINE)
    with at_terminal(checklist.environment, *arguments) as keyboard:
        answer(keyboard, "WIX_API_KEY", "wix-key")
        keyboard.see("WIX_SITE_ID (hidden): ")
        keyboard.wait_until_silent()
        keyboard.type("\x03")
        assert keyboard.end() == 130
    with at_terminal(checklist.environment, *arguments) as keyboard:
        keyboard.see("8 values are missing")
        for name, *_ in CHECKLIST[1:]:
            answer(keyboard, name, "")
        assert keyboard.end() == 1
        assert b"0 stored, 8 still missing" in keyboard.screen
        assert b"missing: wired-chaos/wix/site_id" in keyboard.screen


def test_what_is_blocked_or_not_for_people_is_left_alone(rooms: Command) -> None:
    with at_terminal(rooms.environment, "provision", "shop") as keyboard:
        keyboard.see("left alone: shop/apps/*_token is a family")
        keyboard.see("4 values are missing")


def test_a_walk_needs_a_person(rooms: Command) -> None:
    found = rooms("provision", "shop", stdin=b"x\n")
    assert found.code == 2
    assert "provision talks to a person at a terminal" in found.err
