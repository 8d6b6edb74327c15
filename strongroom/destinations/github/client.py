"""The connection to GitHub's REST API: signed, and as patient as every other."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import httpx
from typing_extensions import override

from strongroom.destinations.github.app import AppAuth, sign_with_kms
from strongroom.destinations.github.errors import refusal
from strongroom.destinations.patient_client import Notice, PatientClient, silent
from strongroom.stores.errors import DeniedError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from strongroom.stores.errors import StoreError

PUBLIC = "https://api.github.com/"
VERSION = "2022-11-28"
_PAGE = {"secrets": 100, "variables": 30, "repositories": 100}  # what GitHub gives at most


@dataclass(kw_only=True)
class GithubClient(PatientClient):
    """GitHub, or an Enterprise Server."""

    service: ClassVar[str] = "GitHub"
    url_variable: ClassVar[str] = "GITHUB_BASE_URL"

    @classmethod
    def open(cls, *, patience: float, write_delay: float, notice: Notice = silent) -> GithubClient:
        """Connect as the environment says; no call is made yet.

        GITHUB_TOKEN, or an app: STRONGROOM_GITHUB_APP (its client id) and STRONGROOM_GITHUB_APP_KEY (its key in KMS).
        The address is GITHUB_BASE_URL's, else GITHUB_API_URL's, else github.com's.
        """
        base = api_url(os.environ.get("GITHUB_BASE_URL") or os.environ.get("GITHUB_API_URL") or PUBLIC)
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION}
        auth = _auth(f"GitHub ({urlsplit(base).netloc})")
        return cls.connected(base, headers, patience=patience, write_delay=write_delay, notice=notice, auth=auth)

    @override
    def refusal(self, response: httpx.Response, method: str, place: str) -> StoreError:
        return refusal(response, method, place)

    def pages(self, path: str, key: str, place: str) -> Iterator[dict[str, Any]]:
        """Every item of a list, as many a request as GitHub gives."""
        size, number, seen = _PAGE[key], 1, 0
        while True:
            page = self.get(f"{path}?per_page={size}&page={number}", place)
            yield from page[key]
            seen += len(page[key])
            if seen >= page["total_count"] or not page[key]:
                return
            number += 1


def _auth(place: str) -> httpx.Auth:
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN")
    app, key = os.environ.get("STRONGROOM_GITHUB_APP"), os.environ.get("STRONGROOM_GITHUB_APP_KEY")
    if token:
        return _Bearer(token)
    if app and key:
        return AppAuth(app, sign_with_kms(key))
    raise DeniedError(
        place=place,
        problem="no token found",
        way_out="set GITHUB_TOKEN to a token that may write the secrets and variables of these repositories",
    )


class _Bearer(httpx.Auth):
    """One token for everything."""

    def __init__(self, token: str) -> None:
        self._token = token

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def api_url(given: str) -> str:
    """Where the API is: of github.com on a host of its own, of an Enterprise Server under a path."""
    url = given.rstrip("/") + "/"
    if urlsplit(url).hostname in {"github.com", "api.github.com"}:
        return PUBLIC
    return url if url.endswith("/api/v3/") else f"{url}api/v3/"
