"""What a reviewer reads."""

from __future__ import annotations

from dataclasses import replace

from local.changes.comment import headline, render
from local.changes.entries import Entry
from local.changes.measure import Changes, of
from tests.local.changes.plans import RULE, SECRET, plan, step

NOTHING = plan(step(SECRET, "a", {}))
TAGGED = [plan(*(step(SECRET, f"s{n}", {"tags": {"Owner": owner}}) for n in range(9))) for owner in ("one", "two")]


def _changes(base: object, head: object) -> Changes:
    return of("production", "main", before=(base, None), after=(head, None))  # type: ignore[arg-type]  # plans, by position


def test_the_heading_counts_what_happens() -> None:
    found = _changes(
        plan(step(SECRET, "a", {}), step(SECRET, "b", {})), plan(step(SECRET, "a", {}), step(SECRET, "c", {}))
    )
    assert headline(found) == "1 to create, 1 to delete, 1 unchanged"


def test_no_change_is_said_in_one_line() -> None:
    assert headline(_changes(NOTHING, NOTHING)) == "nothing changes"


def test_a_refused_removal_is_in_the_heading_and_stops() -> None:
    found = _changes(plan(step(SECRET, "a", {}, protect=True)), plan())
    assert "the update would stop: 1 protected" in headline(found)
    assert found.stops


def test_a_plan_that_fails_shows_why() -> None:
    found = _changes(NOTHING, plan(failure="error: catalogue/shop.yaml:3: no owner"))
    assert found.stops
    assert headline(found) == "the update would stop"
    assert "error: catalogue/shop.yaml:3: no owner" in render(found)


def test_a_mandatory_finding_stops_and_is_shown_with_its_place_and_way_out() -> None:
    found = _changes(NOTHING, plan(step(SECRET, "a", {}), found=("a",)))
    assert found.stops
    assert headline(found) == "nothing changes; the update would stop: 1 against a mandatory rule"
    [line] = [line for line in render(found).splitlines() if RULE in line]
    assert "components/managed\\_secret.py:40" in line
    assert "rename it" in line


def test_a_finding_that_the_base_has_too_is_not_new() -> None:
    both = plan(step(SECRET, "a", {}), found=("a",))
    more = plan(step(SECRET, "a", {}), step(SECRET, "b", {}), found=("a", "b"))
    found = _changes(both, more)
    assert [one.resource for one in found.findings] == [f"{SECRET} b"]
    assert "1 findings that stop the update are in `main` too" in render(found)


def test_resources_to_which_the_same_happens_share_a_row() -> None:
    text = render(_changes(*TAGGED))
    assert text.count("tags.Owner: one → two") == 1
    assert "9 resources" in text
    assert all(f"s{number}" in text for number in range(9))


def test_a_base_without_a_plan_is_told() -> None:
    assert "main has no plan of its own" in render(_changes(plan(failure="error"), NOTHING))


def test_markup_in_a_name_stays_text() -> None:
    text = render(_changes(plan(), plan(step(SECRET, "a|b<img>", {}))))
    assert "a\\|b\\<img\\>" in text


def test_code_in_an_entrys_lines_stays_code_and_the_rest_is_text() -> None:
    entry = Entry(path="a/b/c", step="new", facts=("goes to `x_y` <b>",), to_do=("run `put a_b`",))
    text = render(replace(_changes(NOTHING, NOTHING), entries=[entry]))
    assert "goes to `x_y` \\<b\\>" in text
    assert "run `put a_b`" in text


def test_a_comment_is_cut_at_a_line_and_says_so() -> None:
    before, after = (
        plan(*(step(SECRET, f"secret-{n}", {"description": f"{word} {n}"}) for n in range(300)))
        for word in ("number", "numero")
    )
    whole, cut = render(_changes(before, after)), render(_changes(before, after), longest=5000)
    assert len(whole) > 5000 >= len(cut)
    assert cut.rstrip().endswith("the run's summary has all of it.")
    assert whole.startswith(cut.rpartition("\n\nThe rest")[0])
