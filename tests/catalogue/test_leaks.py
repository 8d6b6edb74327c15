"""Credentials that somebody pasted into a file are found, and never repeated."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

import pytest

from tests.catalogue.files import HEAD, entry, problems, write

if TYPE_CHECKING:
    from pathlib import Path

GOOD = HEAD + entry()
LAST = GOOD.count("\n")  # its last line; what a case appends stands on the next ones
SUBJECT = 'secret "team/shop/api_key": '


def pasted() -> dict[str, str]:
    """Things that look like credentials, made now: what they are -> one of them."""
    letters = base64.b32encode(secrets.token_bytes(40)).decode().rstrip("=")
    web_token = ".".join(f"eyJ{letters.lower()[:20]}" for _ in range(2)) + ".x"
    return {
        "an AWS access key": "AKIA" + letters[:16],
        "a GitHub token": "ghp" + "_" + letters[:36],
        "a GitLab token": "glpat" + "-" + letters[:20],
        "a Slack token": "xoxb" + "-" + letters[:20],
        "a Slack webhook": f"https://hooks.slack.com/services/{letters[:9]}/{letters[9:18]}/{letters[18:40]}",
        "a Stripe key": "sk_live" + "_" + letters[:24],
        "an API key": "sk" + "-" + letters[:40],
        "a SendGrid key": f"SG.{letters[:22]}.{letters[22:60]}",
        "a Google key": "AIza" + letters[:35],
        "an npm token": "npm" + "_" + letters[:36],
        "a Vault token": "hvs." + letters[:24],
        "a Pulumi token": "pul" + "-" + secrets.token_hex(20),
        "a JSON web token": web_token,
        "a private key": "-----BEGIN EC " + "PRIVATE KEY-----",
        "a URL with a password": f"postgresql://shop:{letters[:12]}@db.example/shop",
    }


@pytest.mark.parametrize("name", pasted())
@pytest.mark.parametrize("place", ["    # {}\n", "    owner: '{}'\n", "    desc: '{}'\n", "    '{}': x\n"])
def test_a_pasted_credential_is_found_anywhere_and_never_repeated(name: str, place: str, tmp_path: Path) -> None:
    value = pasted()[name]
    said = problems(write(tmp_path, team=GOOD + place.format(value)))
    assert (
        f"catalogue/team.yaml:{LAST + 1}: {SUBJECT}this looks like {name}; "
        "take it out, treat it as leaked, and put the new value with strongroom put"
    ) in said
    assert value not in "\n".join(said)


def test_references_and_addresses_are_no_credentials(tmp_path: Path) -> None:
    harmless = [
        "https://wiredchaos.xyz/_functions/notionSync",
        "postgresql://shop:${PASSWORD}@db.example/shop",
        "vault://candlefish/mongodb/connection",
        "arn:aws:kms:us-east-1:123456789012:key/2f1c",
        "starts with github_pat_, AKIA, SG. or sk-",
        "git@github.com:team/site.git",
    ]
    for text in harmless:
        assert problems(write(tmp_path, team=GOOD + f"    # {text}\n")) == [], text
