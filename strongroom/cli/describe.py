"""`strongroom describe` and `strongroom history`: all about an entry, except its value."""

from __future__ import annotations

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EntryArgument, EnvironmentOption, JsonOption


def describe(
    *,
    path: EntryArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Show what an entry is, where its value is found, what it has to look like and where it goes. Asks no store.

    Example: strongroom describe wired-chaos/wix/api_key --environment production
    """
    from strongroom.checks.wording import rule
    from strongroom.cli.session import Session
    from strongroom.report.briefing import directions
    from strongroom.report.entries import described, lines

    session = Session.open(catalogue, environment)
    secret = session.entry(path)
    facts = described(secret, session.catalogue.workspace_of(secret), session.scope)
    facts |= {"where": list(directions(secret)), "rules": [f"the value {rule(check)}" for check in secret.checks]}
    if as_json:
        session.terminal.json(facts)
        return
    for line in lines(facts):
        session.terminal.result(line)


def history(
    *,
    path: EntryArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Show the versions that the store still has, newest first, with their authors where those are known.

    Example: strongroom history candlefish/jwt/secret --environment staging
    """
    from strongroom.cli.session import Session
    from strongroom.operations.authors import with_authors
    from strongroom.report.entries import versions_json

    session = Session.open(catalogue, environment)
    secret = session.entry(path)
    store = session.store(secret)
    versions = with_authors(store.history(secret.path), session.journal)
    if as_json:
        session.terminal.json(versions_json(versions))
        return
    for version in versions:
        mark = "current" if version.current else ""
        by = f"by {version.author}" if version.author else ""
        session.terminal.result(f"{version.created:%Y-%m-%d %H:%M:%SZ}  {version.id}  {mark:8}{by}".rstrip())
    if not versions:
        session.terminal.tell(f"{store.address(secret.path)}: no value yet; store one: strongroom put {secret.path}")
