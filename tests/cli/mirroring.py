"""What the tests of mirror and verify share: a catalogue that reaches every kind of place, and shortcuts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.cli.bench import Bench
from tests.stores.servers import secrets_client
from tests.waiting import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.destinations.stand_in import Github
    from tests.stores.servers import Server

BAZAAR = """\
workspace: bazaar
title: A bazaar
description: Everything that the bazaar of the tests needs.
owner: bazaar-team
environments: [staging, production]
github:
  organisation: shop
  repositories:
    shop/site:
      environments:
        staging: {environment: staging, branches: [main]}
        production: {environment: production, branches: [main], reviewers: {teams: [release]}}
    shop/other: {}
places:
  site: {to: github-environment, repository: shop/site}
destinations: [site]
source: {origin: supplied, where: Console > Keys}
secrets:
  - path: bazaar/payment/api_key
    name: PAYMENT_API_KEY
    description: Key with which the bazaar charges cards at the payment provider.
    type: api-key
    checks: [{not_ends_with: [-test]}]
  - path: bazaar/payment/site_id
    name: SITE_ID
    description: Identifier of the bazaar at the payment provider.
    type: identifier
    environments: [production]
  - path: bazaar/github/token
    name: GITHUB_TOKEN
    description: Token with which the bazaar reads its own repositories.
    type: token
    environments: [production]
    destinations: [{to: github-repository, repository: shop/site, alias: GH_TOKEN}]
  - path: bazaar/postgres/dsn
    name: DATABASE_DSN
    description: Connection string of the bazaar's database.
    type: database
    environments: [staging]
    destinations: []
  - path: bazaar/postgres/host
    name: POSTGRES_HOST
    description: Host of the bazaar's database.
    type: database
    environments: [staging]
    source: {origin: derived, secret: bazaar/postgres/dsn, extract: dsn.host}
  - path: bazaar/postgres/password
    name: POSTGRES_PASSWORD
    description: Password of the bazaar's database user.
    type: database
    environments: [staging]
    source: {origin: derived, secret: bazaar/postgres/dsn, extract: dsn.password}
  - path: bazaar/shared/key
    name: SHARED_KEY
    description: Key that two repositories of the organisation use.
    type: api-key
    environments: [production]
    destinations: [{to: github-organisation, organisation: shop, visibility: selected, repositories: [shop/site]}]
  - path: bazaar/mongodb/login
    name: MONGODB_LOGIN
    description: Login of the bazaar at its document store.
    type: database
    fields: [username, password]
    environments: [production]
    destinations: [{to: vault}]
  - path: bazaar/apps/*_token
    name: "APPS_*_TOKEN"
    description: Tokens of the apps that are connected to the bazaar.
    type: token
    environments: [staging]
  - path: bazaar/go/live_key
    name: LIVE_KEY
    description: Key that waits for the go-live of the bazaar.
    type: api-key
    environments: [production]
    status: {production: {state: blocked, ticket: BAZ-7, since: 2026-01-01}}
  - path: bazaar/app/fly_key
    name: FLY_KEY
    description: Key that the bazaar's app receives on its platform.
    type: api-key
    environments: [staging]
    destinations: [{to: fly, app: bazaar}]
"""
KEY = "bazaar/payment/api_key"
STAGING, PRODUCTION = "github:shop/site/environments/staging", "github:shop/site/environments/production"
SUPPLIED = (
    KEY,
    "bazaar/payment/site_id",
    "bazaar/github/token",
    "bazaar/postgres/dsn",
    "bazaar/shared/key",
    "bazaar/mongodb/login",
    "bazaar/go/live_key",
    "bazaar/app/fly_key",
)


@dataclass(frozen=True, kw_only=True)
class Bazaar(Bench):
    """The command, the stand-in, the stores, and the catalogue that the tests may change."""

    github: Github
    aws: Server
    vault: Server
    catalogue: Path

    def verify(self, *arguments: str, code: int = 0) -> dict[str, str]:
        """Verify; the state of each finding by its address."""
        result = self.run("verify", "--json", *arguments)
        assert result.code == code, result.err + result.out.decode()
        return {one["address"]: one["state"] for one in result.json["findings"]}

    def staging(self, name: str = "PAYMENT_API_KEY") -> str | None:
        """The value of a secret that arrived in staging."""
        return self.github.secret(name, repository="shop/site", environment="staging")

    def production(self, name: str = "PAYMENT_API_KEY") -> str | None:
        """The value of a secret that arrived in production."""
        return self.github.secret(name, repository="shop/site", environment="production")

    def rewrite(self, old: str, new: str) -> None:
        """Change the catalogue."""
        file = self.catalogue / "bazaar.yaml"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def drop(self, path: str) -> None:
        """Take an entry out of the catalogue."""
        file = self.catalogue / "bazaar.yaml"
        head, *entries = file.read_text().split("  - path: ")
        kept = [entry for entry in entries if not entry.startswith(f"{path}\n")]
        assert len(kept) < len(entries)
        file.write_text("".join([head, *(f"  - path: {entry}" for entry in kept)]))

    def beside(self, name: str, environment: str = "staging", *, value: str = "somebody-elses") -> None:
        """Set a secret as somebody else would."""
        from strongroom.destinations.github.sealing import SealingKey

        base = f"/repos/shop/site/environments/{environment}/secrets"
        key = SealingKey.of(self.github.call("GET", f"{base}/public-key"))
        self.github.call("PUT", f"{base}/{name}", key.seal(_secret(value)))

    def containers(self, *paths: str) -> None:
        """Make empty entries, as `pulumi up` does."""
        client = secrets_client(self.aws.url)
        for path in paths:
            client.create_secret(Name=f"local/{path}")


def _secret(text: str) -> Any:
    from pydantic import SecretStr

    return SecretStr(text)


def next_second() -> None:
    """Wait for the clock: what GitHub shows is rounded to seconds."""
    now = int(time.time())
    wait_for(lambda: int(time.time()) > now, "the clock moves")
