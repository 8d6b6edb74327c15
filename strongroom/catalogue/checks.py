"""What a value has to look like before it is stored: one class a check, told apart by its first key.

    checks:
      - starts_with: https://wiredchaos.xyz/
      - not_contains: [-staging, -dev]
        why: the production site's functions have no suffix

`refusal` judges a value offline and never repeats it. Checks with `network` True are run by whoever has a network.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Discriminator, Field, StrictInt, Tag, model_validator
from pydantic_core import PydanticCustomError

from strongroom.catalogue.base import Model, Text, Word


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Filled = Annotated[str, Field(min_length=1)]
_One = BeforeValidator(_listed, json_schema_input_type=_Filled | Annotated[list[_Filled], Field(min_length=1)])
Texts = Annotated[tuple[_Filled, ...], Field(min_length=1), _One]


class _Check(Model):
    network: ClassVar[bool] = False
    why: Text | None = Field(default=None, description="What the check tells apart, for the person who puts the value.")

    def refusal(self, value: str) -> str | None:  # noqa: ARG002  (checks that need the network have nothing to say)
        """Why the value is not right, as a sentence without the value; None where nothing is wrong."""
        return None


class StartsWith(_Check):
    """Begins with one of these."""

    starts_with: Texts

    def refusal(self, value: str) -> str | None:
        return None if value.startswith(self.starts_with) else f"does not start with {_either(self.starts_with)}"


class EndsWith(_Check):
    """Ends with one of these."""

    ends_with: Texts

    def refusal(self, value: str) -> str | None:
        return None if value.endswith(self.ends_with) else f"does not end with {_either(self.ends_with)}"


class NotStartsWith(_Check):
    """Begins with none of these."""

    not_starts_with: Texts

    def refusal(self, value: str) -> str | None:
        found = next((t for t in self.not_starts_with if value.startswith(t)), None)
        return None if found is None else f'starts with "{found}"'


class NotEndsWith(_Check):
    """Ends with none of these."""

    not_ends_with: Texts

    def refusal(self, value: str) -> str | None:
        found = next((t for t in self.not_ends_with if value.endswith(t)), None)
        return None if found is None else f'ends with "{found}"'


class NotContains(_Check):
    """Holds none of these."""

    not_contains: Texts

    def refusal(self, value: str) -> str | None:
        found = next((t for t in self.not_contains if t in value), None)
        return None if found is None else f'contains "{found}"'


class Pattern(_Check):
    """Matches a regular expression from end to end."""

    pattern: str

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        try:
            re.compile(self.pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise PydanticCustomError("ours", f"no regular expression: {error}; test it first") from error
        return self

    def refusal(self, value: str) -> str | None:
        return None if re.fullmatch(self.pattern, value) else f"does not match {self.pattern}"


class Length(_Check):
    """Has a length between two bounds, in characters."""

    class Bounds(Model):
        """Both bounds belong to the range."""

        min: Annotated[StrictInt, Field(ge=0)] = 1
        max: Annotated[StrictInt, Field(ge=1)] = 65536

    length: Bounds

    def refusal(self, value: str) -> str | None:
        bounds = self.length
        if bounds.min <= len(value) <= bounds.max:
            return None
        return f"has {len(value)} characters, not {bounds.min} to {bounds.max}"


class OneOf(_Check):
    """Is one of a list."""

    one_of: Texts

    def refusal(self, value: str) -> str | None:
        return None if value in self.one_of else f"is not {_either(self.one_of)}"


class Url(_Check):
    """Is a URL with this scheme, host and beginning of the path."""

    class Parts(Model):
        """What is left out may be anything."""

        scheme: Texts = ("https",)
        host: Annotated[tuple[_Filled, ...], _One] = ()
        path: str = ""

    url: Parts

    def refusal(self, value: str) -> str | None:
        try:
            parts = urlsplit(value)
            host = parts.hostname
        except ValueError:
            return "is not a URL"
        if parts.scheme not in self.url.scheme:
            return f"is not a URL with the scheme {_either(self.url.scheme)}"
        if host is None or (self.url.host and host not in self.url.host):
            return f"is not on the host {_either(self.url.host)}" if self.url.host else "has no host"
        return None if parts.path.startswith(self.url.path) else f'its path does not start with "{self.url.path}"'


class JsonUrl(_Check):
    """A GET of the value, or of a fixed URL, answers 200 with JSON that has these keys."""

    class Answer(Model):
        """What has to come back."""

        url: str | None = Field(default=None, description="Left out: the value itself.")
        keys: tuple[Word, ...] = ()

    network: ClassVar[bool] = True
    json_url: Answer


class Probe(_Check):
    """A question to the provider that issued the credential."""

    class Question(Model):
        """Which provider, and what its answer has to say."""

        provider: Literal["wix", "gamma", "notion", "sendgrid", "github", "slack", "stripe", "mongodb-atlas"]
        scopes: tuple[Text, ...] = ()
        environment: Word | None = None
        site_domain: Text | None = None
        description_contains: Text | None = None
        not_tagged: tuple[Text, ...] = ()
        capability: Text | None = None

    network: ClassVar[bool] = True
    probe: Question


class Extract(_Check):
    """What people paste is a link; what is stored is the identifier in it."""

    class From(Model):
        """Which identifier, in a link of which host."""

        kind: Literal["notion-id"]
        host: tuple[str, ...] = ("www.notion.so",)

    extract: From

    def value(self, pasted: str) -> str | None:
        """The identifier (32 hexadecimal digits, lower case); None where there is none. An identifier is itself."""
        digits = re.fullmatch(r"[0-9a-fA-F]{32}", pasted.replace("-", ""))
        if digits:
            return digits.group().lower()
        if Url(url=Url.Parts(host=self.extract.host)).refusal(pasted) is not None:
            return None
        last = urlsplit(pasted).path.rstrip("/").rsplit("/", 1)[-1].replace("-", "")
        found = re.search(r"[0-9a-fA-F]{32}$", last)
        return found.group().lower() if found else None

    def refusal(self, value: str) -> str | None:
        if self.value(value) is not None:
            return None
        return f"is neither an identifier of 32 hexadecimal digits nor a link on {_either(self.extract.host)} with one"


class JsonKeys(_Check):
    """Is a JSON object with these keys, each a text that is not empty."""

    json_keys: Texts

    def refusal(self, value: str) -> str | None:
        import json

        try:
            found = json.loads(value)
        except ValueError:
            return "is not JSON"
        if not isinstance(found, dict):
            return "is not a JSON object"
        missing = [key for key in self.json_keys if not found.get(key)]
        return f"lacks the keys {', '.join(missing)}" if missing else None


CHECKS: dict[str, type[_Check]] = {
    "starts_with": StartsWith,
    "ends_with": EndsWith,
    "not_starts_with": NotStartsWith,
    "not_ends_with": NotEndsWith,
    "not_contains": NotContains,
    "pattern": Pattern,
    "length": Length,
    "one_of": OneOf,
    "url": Url,
    "json_url": JsonUrl,
    "json_keys": JsonKeys,
    "probe": Probe,
    "extract": Extract,
}


def kind_of(check: Any) -> str | None:
    """The key that names a check, of its YAML form or of its model."""
    if isinstance(check, _Check):
        return next((key for key, kind in CHECKS.items() if isinstance(check, kind)), None)
    if not isinstance(check, dict):
        return None
    return next((key for key in check if key in CHECKS), next((str(key) for key in check if key != "why"), None))


def _either(options: tuple[str, ...]) -> str:
    return " or ".join(f'"{option}"' for option in options)


Check = Annotated[
    Annotated[StartsWith, Tag("starts_with")]
    | Annotated[EndsWith, Tag("ends_with")]
    | Annotated[NotStartsWith, Tag("not_starts_with")]
    | Annotated[NotEndsWith, Tag("not_ends_with")]
    | Annotated[NotContains, Tag("not_contains")]
    | Annotated[Pattern, Tag("pattern")]
    | Annotated[Length, Tag("length")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[Url, Tag("url")]
    | Annotated[JsonUrl, Tag("json_url")]
    | Annotated[JsonKeys, Tag("json_keys")]
    | Annotated[Probe, Tag("probe")]
    | Annotated[Extract, Tag("extract")],
    Discriminator(kind_of),
]
