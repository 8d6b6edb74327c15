"""The dashboard in a real browser: one page, no network, usable by keyboard, sorted, filtered, printed."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By

from strongroom.report.dashboard import WORST_FIRST
from strongroom.report.page import render
from tests.report.browser import browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

    from strongroom.report.dashboard import Dashboard

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def window() -> Iterator[Chrome]:
    """One browser for the whole module."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def file(board: Dashboard, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page in a file, as people get it."""
    target = tmp_path_factory.mktemp("page") / "status.html"
    target.write_text(render(board), encoding="utf-8")
    return target


@pytest.fixture
def page(window: Chrome, file: Path) -> Chrome:
    """The page, freshly opened."""
    window.get(file.as_uri())
    return window


def shown(page: Chrome) -> list[str]:
    """The lines of the table that can be seen, as text."""
    script = "return [...document.querySelectorAll('#deliveries tbody tr')].filter(r => r.checkVisibility())"
    return [str(text) for text in page.execute_script(f"{script}.map(r => r.innerText)")]


def entries(page: Chrome, kind: str) -> list[dict[str, Any]]:
    """What the browser noted; selenium has no types for it."""
    return list(page.get_log(kind))  # type: ignore[no-untyped-call]  # as said


def column(page: Chrome, index: int) -> list[str]:
    """The texts of one column, top to bottom."""
    script = "return [...document.querySelectorAll('#deliveries tbody tr')].filter(r => !r.hidden)"
    return [str(text) for text in page.execute_script(f"{script}.map(r => r.cells[{index}].innerText)")]


def heading(page: Chrome, name: str) -> WebElement:
    """The heading of a column."""
    return page.find_element(By.XPATH, f"//thead//th[.//button[text()='{name}']]")


def test_the_page_shows_every_delivery_and_asks_nobody_for_anything(page: Chrome, board: Dashboard) -> None:
    assert page.title.startswith("Secrets on 2025-10-11 (local): 2 complete")
    assert len(shown(page)) == len(board.rows)
    messages = [json.loads(entry["message"])["message"] for entry in entries(page, "performance")]
    asked = [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]
    assert {urlsplit(url).scheme for url in asked} & {"http", "https", "ws", "wss"} == set()
    assert any(url.startswith("file:") for url in asked), "the record of requests is empty"
    assert entries(page, "browser") == []


def test_the_dashboard_of_the_day_can_be_read_from_the_screen(page: Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, "button[data-workspace=occ]").click()
    lines = shown(page)
    assert sum("OCC-INF-221; escalated to CIO; 4 days overdue" in line for line in lines) == 6
    assert any("2025-10-10 19:26Z" in line and "complete" in line for line in lines)
    assert any("2025-10-10 07:18Z" in line and "complete" in line for line in lines)
    assert any("approval: go-live" in line for line in lines)


def test_filters_narrow_together_and_say_how_much_is_left(page: Chrome, board: Dashboard) -> None:
    page.find_element(By.ID, "search").send_keys("221 staging")
    output = page.find_element(By.ID, "shown")
    assert output.text == f"3 of {len(board.rows)} shown"
    page.find_element(By.CSS_SELECTOR, "button[data-state=pending]").click()
    assert output.text == f"0 of {len(board.rows)} shown"
    assert page.find_element(By.ID, "none").is_displayed()
    page.find_element(By.ID, "clear").click()
    assert len(shown(page)) == len(board.rows)
    pressed = page.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")
    assert pressed == []


@pytest.mark.parametrize(("name", "index"), [("Secret", 0), ("Path", 1), ("Target", 2)])
def test_a_column_is_sorted_both_ways_and_back_and_says_so(page: Chrome, name: str, index: int) -> None:
    before = column(page, index)
    button, states = heading(page, name).find_element(By.TAG_NAME, "button"), []
    orders = []
    for _ in range(3):
        button.click()
        states.append(heading(page, name).get_attribute("aria-sort"))
        orders.append(column(page, index))
    assert states == ["ascending", "descending", "none"]
    assert orders[0] != orders[1]
    assert orders[2] == before
    assert sorted(orders[0]) == sorted(before)


def test_sorting_by_status_puts_what_is_blocked_first(page: Chrome) -> None:
    heading(page, "Status").find_element(By.TAG_NAME, "button").click()
    states = [text.split()[1] for text in column(page, 3)]
    assert states == sorted(states, key=WORST_FIRST.index)


def test_everything_works_by_keyboard_alone(page: Chrome, board: Dashboard) -> None:
    ActionChains(page).send_keys("/").perform()
    ActionChains(page).send_keys("chatwoot").perform()
    assert page.switch_to.active_element.get_attribute("id") == "search"
    assert 0 < len(shown(page)) < len(board.rows)
    ActionChains(page).send_keys(Keys.ESCAPE).perform()
    assert len(shown(page)) == len(board.rows)
    reached = set()
    for _ in range(30):
        ActionChains(page).send_keys(Keys.TAB).perform()
        active = page.switch_to.active_element
        reached.add(active.text.strip() or active.get_attribute("class") or "")
        if active.text == "Path":
            active.send_keys(Keys.ENTER)
            break
    assert heading(page, "Path").get_attribute("aria-sort") == "ascending"
    assert "scroll" in " ".join(reached) or any("Secret" in text for text in reached)


def test_names_and_roles_are_there_for_those_who_do_not_see(page: Chrome) -> None:
    tree = page.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    named = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in tree if not node["ignored"]}
    roles = {role for role, _ in named}
    assert {"banner", "main", "contentinfo", "table", "columnheader", "rowheader", "region", "status"} <= roles
    unnamed = [
        role for role, name in named if role in {"button", "searchbox", "combobox", "image", "link"} and not name
    ]
    assert unnamed == []
    assert page.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    levels = [int(found.tag_name[1]) for found in page.find_elements(By.CSS_SELECTOR, "h1, h2, h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Chrome, scheme: str) -> None:
    emulate(page, features=[{"name": "prefers-color-scheme", "value": scheme}])
    faint = page.execute_script(_CONTRAST)
    emulate(page)
    assert faint == []


def test_on_paper_and_on_a_telephone_everything_is_there(page: Chrome, board: Dashboard) -> None:
    emulate(page, media="print")
    assert not page.find_element(By.ID, "filters").is_displayed()
    assert len(shown(page)) == len(board.rows)
    emulate(page)
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 380, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    )
    wide = page.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert wide <= 0, "the page itself scrolls sideways"


def test_the_page_without_its_script_shows_everything(window: Chrome, file: Path, board: Dashboard) -> None:
    window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        window.get(file.as_uri())
        assert len(window.find_elements(By.CSS_SELECTOR, "#deliveries tbody tr")) == len(board.rows)
        assert not window.find_element(By.ID, "filters").is_displayed()
    finally:
        window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_what_the_catalogue_says_is_never_markup(window: Chrome, board: Dashboard, tmp_path: Path) -> None:
    evil = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    section = board.sections[0]
    row = dataclasses.replace(section.rows[0], name=evil, remarks=(evil,))
    hostile = dataclasses.replace(section, title=evil, rows=(row,))
    target = tmp_path / "hostile.html"
    target.write_text(render(dataclasses.replace(board, sections=(hostile,))), encoding="utf-8")
    window.get(target.as_uri())
    assert window.title.startswith("Secrets on")
    assert evil in window.find_element(By.CSS_SELECTOR, ".card .name").text
    assert window.find_elements(By.TAG_NAME, "img") == []
    assert len(window.find_elements(By.TAG_NAME, "script")) == 1


def emulate(page: Chrome, media: str = "", features: list[dict[str, Any]] | None = None) -> None:
    """Have the browser take another medium, or other wishes of its user."""
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features or []})


_CONTRAST = """
const rgba = (text) => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const light = ([r, g, b]) => {
  const part = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
const ground = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const colour = rgba(getComputedStyle(each).backgroundColor);
    if (colour[3] === 255) return colour;
  }
  return [255, 255, 255];
};
const faint = new Set();
for (const selector of ['h1', 'h2', '.facts span', '.wordmark', '.badge', '.state', '.card .name', '.card .owner',
    '.card .count', 'tbody th', '.sub', 'tbody td', 'thead button', '.late', '#shown', 'label', 'footer p', 'code']) {
  for (const element of [...document.querySelectorAll(selector)].slice(0, 40)) {
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.add(`${selector} ${element.className} ${ratio.toFixed(2)}`);
  }
}
return [...faint];
"""
