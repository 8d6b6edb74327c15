"""`strongroom mcp`: the store for programs, over their standard input and output."""

from __future__ import annotations

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption


def mcp(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
) -> None:
    """Serve set_secret, get_secret, list_secrets, status and verify by the Model Context Protocol, over stdio.

    Example: strongroom mcp --environment staging
    """
    from strongroom.cli.session import Session
    from strongroom.mcp_server.server import build

    _ = Session.open(catalogue, environment).scope  # told now, and not to the first caller
    build(catalogue, environment).run("stdio")
