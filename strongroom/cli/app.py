"""The subcommands. Their modules import nothing heavy, so that `--help` and completion are quick."""

from __future__ import annotations

import typer

from strongroom.cli.alerts import alerts
from strongroom.cli.audit import audit
from strongroom.cli.blocker import blocker
from strongroom.cli.bootstrap import bootstrap
from strongroom.cli.break_glass import break_glass
from strongroom.cli.check import check
from strongroom.cli.delete import delete, restore
from strongroom.cli.describe import describe, history
from strongroom.cli.doctor import doctor
from strongroom.cli.evidence import evidence
from strongroom.cli.get import get
from strongroom.cli.handoff import handoff
from strongroom.cli.importing import import_values
from strongroom.cli.list import list_entries
from strongroom.cli.mcp import mcp
from strongroom.cli.messages import messages
from strongroom.cli.mirror import mirror
from strongroom.cli.prerequisites import prerequisites
from strongroom.cli.provision import provision
from strongroom.cli.put import PUT_SETTINGS, put
from strongroom.cli.rotate import rotate
from strongroom.cli.rotation import rotation
from strongroom.cli.scope import scope
from strongroom.cli.status import status
from strongroom.cli.sync import sync
from strongroom.cli.vault import vault
from strongroom.cli.verify import trace, verify

app = typer.Typer(
    name="strongroom",
    help="Put, read and follow secrets: what each is, who owns it and where it has to arrive, from one catalogue.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(check)
app.command(context_settings=PUT_SETTINGS)(put)
app.command()(provision)
app.command("import")(import_values)
app.command()(get)
app.command("list")(list_entries)
app.command()(describe)
app.command()(history)
app.command()(mirror)
app.command()(sync)
app.command()(verify)
app.command()(trace)
app.command()(status)
app.command()(messages)
app.command()(handoff)
app.command()(mcp)
app.command()(doctor)
app.command()(rotate)
app.command()(delete)
app.command()(restore)
app.command()(audit)
app.command()(bootstrap)
app.command()(prerequisites)
app.add_typer(rotation, name="rotation")
app.add_typer(alerts, name="alerts")
app.add_typer(scope, name="scope")
app.add_typer(vault, name="vault")
app.add_typer(break_glass, name="break-glass")
app.add_typer(blocker, name="blocker")
app.add_typer(evidence, name="evidence")
