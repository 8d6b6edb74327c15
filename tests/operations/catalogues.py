"""A small catalogue with one entry of each kind, for the tests of the operations and of the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue import Catalogue, load

if TYPE_CHECKING:
    from pathlib import Path

SHOP = """\
workspace: shop
title: A shop
description: Everything that the shop of the tests needs.
owner: shop-team
environments: [staging, production]
github:
  organisation: shop
  repositories:
    shop/site:
      environments:
        staging: {environment: staging, branches: [main]}
        production: {environment: production, branches: [main], reviewers: {teams: [release]}}
places:
  site: {to: github-environment, repository: shop/site}
destinations: [site]
secrets:
  - path: shop/payment/api_key
    name: PAYMENT_API_KEY
    description: Key with which the shop charges cards at the payment provider.
    type: api-key
    source:
      origin: supplied
      where: Payment console > Developers > Keys
      steps: [Open the console., Copy the live key.]
    checks:
      - not_ends_with: [-test, -stg]
        why: keys of the test mode carry a suffix
  - path: shop/payment/site_id
    name: SITE_ID
    description: Identifier of the shop at the payment provider.
    type: identifier
    environments: [production]
    source: {origin: supplied, where: Payment console > Settings}
  - path: shop/notion/database
    name: NOTION_DATABASE
    description: Identifier of the Notion database with the shop's articles.
    type: identifier
    environments: [staging]
    source: {origin: supplied, where: Notion > Articles > Share}
    checks: [{extract: {kind: notion-id}}]
  - path: shop/mongodb/connection
    name: MONGODB_CONNECTION
    description: Connection of the shop to its database.
    type: database
    fields: [uri, username, password]
    source: {origin: supplied, where: Database console > Connect}
    destinations: []
  - path: shop/mongodb/user
    name: MONGODB_USER
    description: User name within the shop's database connection.
    type: database
    source: {origin: derived, secret: shop/mongodb/connection, extract: field.username}
  - path: shop/jwt/secret
    name: SHOP_JWT_SECRET
    description: Signs the session tokens of the shop.
    type: crypto
    source: {origin: generated}
  - path: shop/jwt/rotating
    name: SHOP_JWT_ROTATING
    description: Signs the session tokens of the shop, anew each half year.
    type: crypto
    source: {origin: generated}
    rotation: {days: 180, strategy: jwt-overlap}
  - path: shop/address/support
    name: SUPPORT_ADDRESS
    description: Address that the shop shows for questions.
    type: address
    source: {origin: constant, value: support@example.org}
  - path: shop/apps/*_token
    name: "APPS_*_TOKEN"
    description: Tokens of the apps that are connected to the shop.
    type: token
    environments: [staging]
    source: {origin: supplied, where: Shop > Apps}
"""
VAULTED = """\
workspace: vaulted
title: A team that keeps its record in Vault
description: Everything that the team of the tests keeps in Vault.
owner: vault-team
store: vault
environments: [production]
secrets:
  - path: vaulted/mail/api_key
    name: MAIL_API_KEY
    description: Key with which the team sends its mail.
    type: api-key
    source: {origin: supplied, where: Mail console > Keys}
  - path: vaulted/mail/login
    name: MAIL_LOGIN
    description: Login of the team at the mail provider.
    type: database
    fields: [username, password]
    source: {origin: supplied, where: Mail console > Users}
"""


def write(directory: Path, **files: str) -> Path:
    """Write a catalogue into `directory/catalogue` and return that folder."""
    folder = directory / "catalogue"
    folder.mkdir()
    for name, text in (files or {"shop": SHOP, "vaulted": VAULTED}).items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def loaded(directory: Path, **files: str) -> Catalogue:
    """The catalogue of `write`, loaded."""
    return load(write(directory, **files))
