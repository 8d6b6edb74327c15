"""Waivers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from policy import enforcement, registry, waivers
from policy.pack import Pack
from policy.waivers import Waivers
from tests.policy.engine_side import Engine, Sent, served

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 22)
RULE = "kms-rotation"
KEY = Sent(type="aws:kms/key:Key", name="signing", inputs={"enableKeyRotation": False})
GOOD = {
    "rule": RULE,
    "resource": "production::aws:kms/key:Key::signing",
    "owner": "security-team",
    "reason": "The partner verifies with the first version of the key only.",
    "ticket": "SEC-1",
    "expires": "2027-03-01",
}


def write(folder: Path, *entries: dict[str, str]) -> Path:
    file = folder / "waivers.yaml"
    lines = [
        f"{'- ' if n == 0 else '  '}{key}: {value!r}"
        for entry in entries
        for n, (key, value) in enumerate(entry.items())
    ]
    text = "\n".join(lines)
    for day in ("2027-03-01", "2026-11-01", "2029-01-01"):
        text = text.replace(f"'{day}'", day)
    file.write_text(text)
    return file


def pack(file: Path) -> Pack:
    rules = registry.load()
    loaded = waivers.load({rule.id: rule for rule in rules}, file)
    return Pack(rules, enforcement.load(), Waivers(loaded.entries, loaded.problems, today=TODAY))


def violated(engine: Engine, *sent: Sent) -> list[str]:
    return [d.policyName for one in sent for d in engine.analyze(one).diagnostics]


def said(engine: Engine, rule: str, *sent: Sent) -> list[str]:
    return [d.message for d in engine.analyze_stack(sent).diagnostics if d.policyName == rule]


def test_a_waiver_takes_away_its_own_violation_only_and_is_reported(tmp_path: Path) -> None:
    other = Sent(type=KEY.type, name="other", inputs=KEY.inputs)
    with served(pack(write(tmp_path, GOOD))) as engine:
        assert RULE not in violated(engine, KEY)
        assert RULE in violated(engine, other)
        assert said(engine, "waivers", KEY) == []
        assert "(security-team, SEC-1)" in said(engine, "waived", KEY)[0]


def test_an_expired_waiver_waives_nothing_and_is_a_violation(tmp_path: Path) -> None:
    with served(pack(write(tmp_path, {**GOOD, "expires": "2026-11-01"}))) as engine:
        assert RULE in violated(engine, KEY)
        assert "ended on 2026-11-01" in said(engine, "waivers", KEY)[0]


def test_a_waiver_that_nothing_needs_is_a_violation(tmp_path: Path) -> None:
    with served(pack(write(tmp_path, GOOD))) as engine:
        engine.configure_stack()
        assert "nothing in the stack needs it" in said(engine, "waivers")[0]


def test_a_waiver_of_another_stack_is_no_concern_of_this_one(tmp_path: Path) -> None:
    with served(pack(write(tmp_path, GOOD)), stack="staging") as engine:
        engine.configure_stack()
        assert said(engine, "waivers") == []
        assert RULE in violated(engine, KEY)


def test_a_waiver_that_ends_in_more_than_a_year_is_a_violation(tmp_path: Path) -> None:
    with served(pack(write(tmp_path, {**GOOD, "expires": "2029-01-01"}))) as engine:
        violated(engine, KEY)
        assert "more than a year ahead" in said(engine, "waivers", KEY)[0]


def test_a_waiver_that_turns_out_to_cover_too_much_is_a_violation(tmp_path: Path) -> None:
    keys = [Sent(type=KEY.type, name=f"k{number}", inputs=KEY.inputs) for number in range(waivers.MOST_RESOURCES + 1)]
    with served(pack(write(tmp_path, {**GOOD, "resource": "production::aws:kms/key:Key::k*"}))) as engine:
        violated(engine, *keys)
        assert "covers 21 resources" in said(engine, "waivers", *keys)[0]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({**GOOD, "owner": ""}, "without owner"),
        ({**GOOD, "rule": "no-such-rule"}, "there is no rule no-such-rule"),
        ({**GOOD, "reason": "because"}, "the reason says too little"),
        ({**GOOD, "expires": "soon"}, "expires is no date"),
        ({**GOOD, "resource": "production::aws:kms/key:Key::*"}, "covers everything of a kind"),
        ({**GOOD, "resource": "production::aws:kms/key:Key::[!-]*"}, "covers everything of a kind"),
        ({**GOOD, "resource": "*::aws:*::signing"}, "covers everything of a kind"),
        ({**GOOD, "resource": "*::aws:kms/key:[K]ey::signing"}, "covers everything of a kind"),
        ({**GOOD, "resource": "signing"}, "is not <stack>::<type>::<name>"),
        ({**GOOD, "until": "2027"}, "until is not one of"),
    ],
)
def test_a_waiver_that_is_wrong_waives_nothing_and_says_what_is_wrong(
    tmp_path: Path, entry: dict[str, str], problem: str
) -> None:
    with served(pack(write(tmp_path, entry))) as engine:
        assert RULE in violated(engine, KEY)
        assert problem in said(engine, "waivers", KEY)[0]


def test_a_file_that_is_no_list_stops_the_pack(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text("rule: all\n")
    with pytest.raises(waivers.WaiverError, match="not a list"):
        waivers.load({}, file)


def test_a_child_resource_is_named_without_its_parents_types() -> None:
    urn = "urn:pulumi:production::strongroom::strongroom:vault:VaultStorage$aws:kms/key:Key::vault-seal"
    assert waivers.short(urn) == "production::aws:kms/key:Key::vault-seal"
