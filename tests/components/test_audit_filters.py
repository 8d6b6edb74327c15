"""What the filters of the audit log count."""

from __future__ import annotations

import pytest

from components.vault.watch.audit_filters import audit_filters, namespace
from strongroom.catalogue.vault_policies import policies
from tests.components.audit_lines import HAPPENED
from tests.components.filter_patterns import PatternError, matcher


@pytest.mark.parametrize("what", HAPPENED)
def test_what_happened_is_counted_once_by_these_metrics_and_no_other(what: str) -> None:
    lines, expected = HAPPENED[what]
    counted = {one.metric: sum(map(matcher(one.pattern), lines)) for one in audit_filters("production")}
    assert {metric: count for metric, count in counted.items() if count} == dict.fromkeys(expected, 1)


def test_every_metric_is_met_by_something_that_happens() -> None:
    assert {metric for _, metrics in HAPPENED.values() for metric in metrics} == {
        one.metric for one in audit_filters("production")
    }


def test_a_line_that_is_no_json_is_counted_by_nothing() -> None:
    assert not any(matcher(one.pattern)("permission denied") for one in audit_filters("production"))


def test_two_stacks_of_one_account_count_apart() -> None:
    assert namespace("staging") != namespace("production")


def test_the_emergency_s_policies_are_those_that_are_looked_for() -> None:
    (watched,) = [one for one in audit_filters("production") if one.metric == "BreakGlassLogins"]
    assert "break-glass" in policies([], [])
    assert '"strongroom-production-break-glass*"' in watched.pattern


@pytest.mark.parametrize("pattern", ['{ $.a = "b*c" }', "{ $.a LIKE 1 }", '{ ($.a = "b" }', '$.a = "b"', '{ $.a "b" }'])
def test_a_pattern_that_is_not_understood_is_refused_and_not_guessed(pattern: str) -> None:
    with pytest.raises(PatternError):
        matcher(pattern)
