"""What an audit says, in every form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from strongroom.audit.finding import Finding, Place, Severity, findings
from strongroom.audit.formats import FORMATS, render
from strongroom.audit.places import places
from strongroom.audit.report import Report
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

# The one that OASIS publishes: tests/audit/schemas/README.md says where it is from.
SARIF = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text())
URN = "urn:pulumi:production::strongroom::strongroom:x:Y$aws:kms/key:Key::sig<n>al|1"
PLACES = {URN: Place(file="components/keys.py", line=52)}


def event(
    rule: str, severity: str = "high", path: str = "policy: ", urn: str = URN, level: str = "mandatory"
) -> dict[str, Any]:
    message = f"A key is as it should be.\n{path}it is <b>wrong</b> & *bad*\nWay out: make it | right"
    policy = {"resourceUrn": urn, "message": message, "policyName": rule, "enforcementLevel": level}
    return {"policyEvent": {**policy, **({"severity": severity} if severity else {})}}


def report(*events: dict[str, Any]) -> Report:
    return Report(source="state x.json", findings=findings(events, PLACES))


SAMPLE = report(event("b-rule", "low"), event("a-rule", "critical"), event("told", "", path=""), {"summaryEvent": {}})


def names(found: Sequence[Finding]) -> list[str]:
    return [one.rule for one in found]


def test_findings_come_worst_first_and_other_events_are_none() -> None:
    assert names(SAMPLE.findings) == ["a-rule", "b-rule", "told"]


def test_a_message_of_the_pack_is_taken_apart() -> None:
    one = SAMPLE.findings[0]
    assert (one.title, one.path, one.remedy) == ("A key is as it should be", "policy", "make it | right")
    assert one.resource == "aws:kms/key:Key sig<n>al|1"
    assert one.place == Place(file="components/keys.py", line=52)


def test_a_message_of_another_pack_is_kept_as_it_is() -> None:
    (one,) = findings([{"policyEvent": {"policyName": "theirs", "message": "No!\nSecond line", "severity": "low"}}], {})
    assert (one.title, one.problem, one.remedy, one.resource) == ("No!", "No!\nSecond line", "", "the stack")


def test_a_fingerprint_outlives_other_words_and_another_order_and_tells_findings_apart() -> None:
    first = report(event("a"), event("a"), event("b"))
    reworded = event("a")
    reworded["policyEvent"]["message"] = "Other title.\npolicy: other words\nWay out: another"
    second = report(event("b"), reworded, event("a"))
    assert sorted(one.fingerprint for one in first.findings) == sorted(one.fingerprint for one in second.findings)
    assert len({one.fingerprint for one in first.findings}) == 3


def test_what_an_earlier_report_has_is_known_and_no_failure(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text(render(report(event("a-rule", "critical")), "json"))
    later = SAMPLE.against(earlier)
    assert [one.rule for one in later.findings if one.known] == ["a-rule"]
    assert names(later.at_least(Severity.LOW)) == ["b-rule"]
    assert "1 known before" in later.summary


def test_a_note_never_fails_an_audit() -> None:
    assert names(SAMPLE.at_least(Severity.NOTE)) == ["a-rule", "b-rule"]
    assert names(SAMPLE.at_least(Severity.HIGH)) == ["a-rule"]


@pytest.mark.parametrize("text", ["", "[]", '{"findings": [{}]}', "not json"])
def test_a_baseline_that_is_no_report_is_refused_with_the_way_out(tmp_path: Path, text: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text)
    with pytest.raises(InputError, match="no audit report; write one with --format json"):
        SAMPLE.against(file)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("sample", [SAMPLE, report()], ids=["findings", "nothing"])
def test_every_form_shows_every_finding(form: str, sample: Report) -> None:
    text = render(sample, form)  # type: ignore[arg-type] # the names come from the type itself
    for one in sample.findings:
        assert one.rule in text
    assert text.endswith("\n")


def test_sarif_has_levels_places_fingerprints_and_what_is_new() -> None:
    log = json.loads(render(SAMPLE, "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    first = run["results"][0]
    assert (first["ruleId"], first["level"], first["baselineState"]) == ("a-rule", "error", "new")
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "components/keys.py"
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 52}
    assert first["partialFingerprints"]["strongroom/v1"] == SAMPLE.findings[0].fingerprint
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"a-rule", "b-rule", "told"}


@pytest.mark.parametrize("sample", [SAMPLE, report()], ids=["findings", "nothing"])
def test_sarif_is_what_its_published_schema_asks_for(sample: Report) -> None:
    jsonschema.validate(json.loads(render(sample, "sarif")), SARIF, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("broken", ["level", "property", "no rule's index"])
def test_the_published_schema_refuses_what_is_no_sarif(broken: str) -> None:
    log = json.loads(render(SAMPLE, "sarif"))
    result = log["runs"][0]["results"][0]
    result.update({"level": {"level": "high"}, "property": {"severity": "high"}}.get(broken, {"ruleIndex": -2}))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log, SARIF)


def test_a_sarif_log_names_the_schema_that_it_was_checked_against() -> None:
    assert json.loads(render(SAMPLE, "sarif"))["$schema"] == SARIF["id"]


def test_a_finding_without_a_line_is_shown_at_the_program() -> None:
    (run,) = json.loads(render(report(event("x", urn="")), "sarif"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("Pulumi.yaml", 1)


def test_junit_counts_violations_as_failures_and_notes_as_skipped() -> None:
    suite = ET.fromstring(render(SAMPLE, "junit"))  # noqa: S314 - our own text
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "2", "1")
    assert suite[0].get("file") == "components/keys.py"


def test_no_text_breaks_out_of_html_markdown_or_xml() -> None:
    page = render(SAMPLE, "html")
    assert "<b>wrong</b>" not in page
    assert "&lt;b&gt;wrong&lt;/b&gt;" in page
    rows = [line for line in render(SAMPLE, "markdown").splitlines() if line.startswith("| critical")]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == 6
    control = event("x")
    control["policyEvent"]["message"] = "a\x00\x1b[31m"
    assert ET.fromstring(render(report(control), "junit"))[0][0].get("message") == "high: a[31m"  # noqa: S314 - our own text


def test_a_place_is_the_first_line_that_is_the_projects_own() -> None:
    def resource(urn: str, *positions: str) -> dict[str, Any]:
        first, *rest = positions
        return {"urn": urn, "sourcePosition": first, "stackTrace": [{"sourcePosition": one} for one in rest]}

    sdk = "project:///.venv/lib/python3.11/site-packages/pulumi_aws/kms/key.py#99"
    state = {
        "deployment": {
            "resources": [
                resource("a", "project:///components/a.py#7"),
                resource("b", sdk, "project:///__main__.py#12,4"),
                resource("c", "file:///elsewhere.py#1"),
                {"urn": "d"},
            ]
        }
    }
    assert places(state) == {"a": Place(file="components/a.py", line=7), "b": Place(file="__main__.py", line=12)}


@pytest.mark.parametrize(
    "state", [{}, {"deployment": None}, {"deployment": {"resources": None}}, {"deployment": {"resources": ["x"]}}]
)
def test_a_state_without_positions_has_no_places(state: dict[str, Any]) -> None:
    assert places(state) == {}
