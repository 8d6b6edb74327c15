"""Debian's Chromium without a screen: from the PATH, else installed where we may, else said to be missing."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver

from local.servers import programs

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--window-size=1400,1000",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # whatever a page asks for, nothing leaves this machine
)


def demand_browser() -> tuple[str, str]:
    """Paths of the browser and its driver; only who may not install them gets away without."""
    try:
        return str(programs.find("chromium", "chromium")), str(programs.find("chromedriver", "chromium-driver"))
    except programs.MissingProgramError as missing:
        pytest.skip(str(missing))


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """One window, with a profile of its own that is removed with it."""
    program, driver = demand_browser()
    with tempfile.TemporaryDirectory(prefix="strongroom-browser-") as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = program
        for argument in (*_QUIET, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")  # Chromium refuses to sandbox for root
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        try:
            yield window
        finally:
            window.quit()
