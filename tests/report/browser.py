"""Debian's Chromium without a screen: from the PATH, else installed where we may, else said to be missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGES = ("chromium", "chromium-driver")
_PATIENCE = 600  # seconds that a download may take
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


def _programs() -> tuple[str, str] | None:
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


def demand_browser() -> tuple[str, str]:
    """Paths of the browser and its driver; only who may not install them gets away without."""
    found = _programs()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *_PACKAGES]):
            environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(command, check=True, timeout=_PATIENCE, env=environment, stdout=subprocess.DEVNULL)
        found = _programs()
    if found is None:
        pytest.skip(f"no browser here, and no right to install one: apt-get install {' '.join(_PACKAGES)}")
    return found


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
