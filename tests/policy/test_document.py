"""The pages of the rules."""

from __future__ import annotations

from policy import document, registry


def test_the_pages_say_what_the_rules_say() -> None:
    assert document.stale() == [], "run python -m policy.document"


def test_every_rule_tells_its_cause_and_its_way_out_in_sentences() -> None:
    short = [rule.id for rule in registry.load() if len(rule.why) < 30 or len(rule.remedy) < 15 or len(rule.title) < 15]
    assert short == []
