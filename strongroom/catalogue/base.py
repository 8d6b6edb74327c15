"""What all models of the catalogue share, and the words they are made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints
from pydantic_core import PydanticCustomError

Environment = Literal["staging", "production"]
ENVIRONMENTS: tuple[Environment, ...] = ("staging", "production")

_WORD = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
_SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_REPOSITORY = r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$"
_PATH_PATTERN = r"^[a-z0-9{}_/-]+(\[[a-z0-9_-]+\])?$"
_EXTRACTION = r"^(dsn\.(scheme|host|port|username|password|database)|field\.[A-Za-z_][A-Za-z0-9_]*)$"
_ESC_ENVIRONMENT = r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){1,2}$"
_ESC_KEY = r"^[a-z0-9_]+(\.[a-z0-9_]+)*$"
_CONFIGURATION_FILE = r"^(~/)?(\.?[A-Za-z0-9_][A-Za-z0-9_. -]*/)*\.?[A-Za-z0-9_][A-Za-z0-9_. -]*\.json$"

# What each pattern demands, as an error message says it.
DEMANDS = {
    _WORD: "use letters, digits, '.', '_' and '-', without spaces",
    _SLUG: "use lower-case words joined by '-'",
    _REPOSITORY: "write owner/name",
    _PATH_PATTERN: "write segments like occ/{service}/{name}, with an optional ending like [_prod]",
    _EXTRACTION: "use dsn.scheme, .host, .port, .username, .password or .database, or field.NAME for a JSON key",
    _ESC_ENVIRONMENT: "write organisation/environment, or organisation/project/environment",
    _ESC_KEY: "use lower-case words joined by '.', like linear.linear_api_key",
    _CONFIGURATION_FILE: "write a .json file below the project's folder, like .cursor/mcp.json, or below ~/",
}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Word = Annotated[str, StringConstraints(pattern=_WORD)]
Slug = Annotated[str, StringConstraints(pattern=_SLUG)]
Repository = Annotated[str, StringConstraints(pattern=_REPOSITORY)]
PathPattern = Annotated[str, StringConstraints(pattern=_PATH_PATTERN)]
Extraction = Annotated[str, StringConstraints(pattern=_EXTRACTION)]
EscEnvironment = Annotated[str, StringConstraints(pattern=_ESC_ENVIRONMENT)]
EscKey = Annotated[str, StringConstraints(pattern=_ESC_KEY)]
ConfigurationFile = Annotated[str, StringConstraints(pattern=_CONFIGURATION_FILE)]
Flag = StrictBool


def _each_once(listed: tuple[Environment, ...]) -> tuple[Environment, ...]:
    if len(set(listed)) < len(listed):
        raise PydanticCustomError("ours", "one stands here twice; list each once")
    return listed


Environments = Annotated[tuple[Environment, ...], Field(min_length=1), AfterValidator(_each_once)]


class Model(BaseModel):
    """A part of the catalogue: frozen, nothing unknown in it, and its errors never show a value."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)
