"""The protocol around the tools: their names, their arguments, and errors that say the way out and hold no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field, ValidationError

from strongroom.cli.main import explanation
from strongroom.masking import Redactor
from strongroom.mcp_server.tools import Tools, learn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_INSTRUCTIONS = (
    "Secrets are stored first and written elsewhere only from there. Paths are project/{project}/{secret_name} or"
    " meta/{service}/{name}, in lower case, and every one is declared in the catalogue. Values come back masked."
)
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=True)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=True)

KeyPath = Annotated[str, Field(description="Path in the catalogue, as in project/odin/openai_api_key.")]


class _Server(MCPServer[Any]):
    """Tells which arguments were wrong and not what they were: one of them is a secret."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        schemas = {tool.name: tool.input_schema for tool in await self.list_tools()}
        if name not in schemas:
            raise ToolError(f"there is no such tool; there are {', '.join(schemas)}")
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            known = _arguments(schemas[name])
            wrong = {str(each["loc"][0]) for each in error.__cause__.errors() if each["loc"]} & set(known)
        takes = ", ".join(f"{argument} ({kind})" for argument, kind in known.items())
        raise ToolError(f"{name} takes {takes}; wrong or missing: {', '.join(sorted(wrong)) or 'something else'}")


def _arguments(schema: dict[str, Any]) -> dict[str, str]:
    needed = schema.get("required", [])
    return {key: "a text" if key in needed else "may be left out" for key in schema["properties"]}


def build(catalogue: Path, environment: str | None) -> MCPServer[Any]:
    """The server of one environment of one catalogue."""
    server = _Server("strongroom", instructions=_INSTRUCTIONS, log_level="CRITICAL")
    tools = Tools(catalogue=catalogue, environment=environment)

    @server.tool(annotations=_WRITES)
    def set_secret(
        keyPath: KeyPath,  # noqa: N803 - the name that requirement 3.7 gives it
        value: Annotated[str, Field(description="The value; it is checked, stored, read back and compared.")],
        description: Annotated[str, Field(description="What it opens and for whom; specific, not 'API key'.")],
    ) -> dict[str, Any]:
        """Store a value. A present value is replaced only where the configuration allows it."""
        redactor = Redactor()
        learn(redactor, value)
        return _told(lambda: tools.set_secret(keyPath, value, description), redactor)

    @server.tool(annotations=_READS)
    def get_secret(keyPath: KeyPath) -> dict[str, Any]:  # noqa: N803 - as above
        """Look at an entry: its address, version and author, and its value masked unless the configuration shows it."""
        return _told(lambda: tools.get_secret(keyPath))

    @server.tool(annotations=_READS)
    def list_secrets(
        scope: Annotated[str | None, Field(description="project, meta, or a workspace; all where left out.")] = None,
        project: Annotated[str | None, Field(description="Only project/NAME/...")] = None,
    ) -> dict[str, Any]:
        """List the entries and whether the store has their values; never a value."""
        return _told(lambda: tools.list_secrets(scope, project))

    @server.tool(annotations=_READS)
    def status(
        workspace: Annotated[str | None, Field(description="Only this workspace.")] = None,
        date: Annotated[str | None, Field(description="The day of the dashboard, like 2025-10-11.")] = None,
    ) -> dict[str, Any]:
        """Show where every delivery stands: complete, stale, pending, or blocked and by what."""
        return _told(lambda: tools.status(workspace, date))

    @server.tool(annotations=_READS)
    def verify(
        pattern: Annotated[
            str | None, Field(description="Only what this path, name or place covers; * fits all.")
        ] = None,
    ) -> dict[str, Any]:
        """Hold what the destinations really have against the catalogue and the store."""
        return _told(lambda: tools.verify(pattern))

    return server


def _told(act: Callable[[], dict[str, Any]], redactor: Redactor | None = None) -> dict[str, Any]:
    """What a tool found, or why not: a mistake with its way out, a fault of ours by place and kind only."""
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - the last line before the caller: nothing may pass it unexplained
        text, _ = explanation(error)
    raise ToolError(redactor.redact(text) if redactor else text)
