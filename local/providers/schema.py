"""What the SDK's own classes say about a type: its inputs, its outputs, what is required and what is secret."""

from __future__ import annotations

import collections.abc
import functools
import importlib
import inspect
import re
import threading
import types
import typing
import warnings
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Any, Final, Literal, ParamSpec, TypeAlias, TypeVar

from pulumi import Archive, Asset, Output, _types, runtime

if typing.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Kind: TypeAlias = Literal["string", "integer", "number", "boolean", "asset", "any"]

_SCALARS: Final[Mapping[Any, Kind]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    Asset: "asset",
    Archive: "asset",
    Any: "any",
}


@dataclass(frozen=True)
class Scalar:
    """A value without parts."""

    kind: Kind


@dataclass(frozen=True)
class ListOf:
    """A list of one shape."""

    item: Shape


@dataclass(frozen=True)
class MapOf:
    """A map with free keys."""

    item: Shape


@dataclass(frozen=True)
class OneOf:
    """A value of any of several shapes."""

    choices: tuple[Shape, ...]


@dataclass(frozen=True)
class Object:
    """A structure with named fields, read from an SDK class when it is first needed (some refer to themselves)."""

    sdk: type

    @cached_property
    def fields(self) -> Mapping[str, Shape]:
        return {name: _shape(hint) for name, hint in _types.input_type_types(self.sdk).items()}

    @cached_property
    def required(self) -> frozenset[str]:
        names = _types.input_type_py_to_pulumi_names(self.sdk)
        parameters = inspect.signature(self.sdk).parameters.values()
        return frozenset(
            names.get(parameter.name, parameter.name)
            for parameter in parameters
            if parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty
        )


Shape: TypeAlias = Scalar | ListOf | MapOf | OneOf | Object


@dataclass(frozen=True, kw_only=True)
class Schema:
    """One resource type: `inputs` it takes, `state` it has (inputs and outputs), outputs the SDK keeps secret."""

    token: str
    inputs: Object
    state: Mapping[str, Shape]
    secret_outputs: frozenset[str]


class UnknownTypeError(LookupError):
    """The SDK has no such type."""


_P = ParamSpec("_P")
_T = TypeVar("_T")
_LOCK: Final = threading.RLock()


def _reflecting(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Look something up in the SDK once, one thread at a time: its modules load lazily, unsafely."""
    found = cache(function)

    @functools.wraps(function)
    def guarded(*arguments: _P.args, **named: _P.kwargs) -> _T:
        with _LOCK, warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # an SDK warns of every old type as soon as it loads
            return found(*arguments, **named)  # type: ignore[arg-type] # what is asked for is always hashable

    return guarded


@_reflecting
def schema_of(token: str) -> Schema:
    """The schema of a resource type (`aws:kms/key:Key`); raises UnknownTypeError."""
    resource = _resource_class(token)
    module = importlib.import_module(resource.__module__)
    arguments = _arguments(resource, module)
    state = getattr(module, f"_{resource.__name__}State", None)
    fields = Object(state).fields if state else {**Object(arguments).fields, **_outputs(resource)}
    return Schema(
        token=token, inputs=Object(arguments), state=fields, secret_outputs=_secret_outputs(resource, set(fields))
    )


@_reflecting
def provider_schema(package: str) -> Object:
    """What a package's provider can be configured with."""
    return Object(importlib.import_module(f"pulumi_{package}").ProviderArgs)


@_reflecting
def function_arguments(token: str) -> Mapping[str, Shape]:
    """What a function (`aws:iam/getPolicyDocument:getPolicyDocument`) takes; raises UnknownTypeError."""
    package, module_path, name = token.split(":")
    submodule = module_path.split("/")[0]
    module = f"pulumi_{package}" if submodule == "index" else f"pulumi_{package}.{_python_module(package, submodule)}"
    try:
        function = getattr(importlib.import_module(module), _snake(name))
    except (ImportError, AttributeError) as problem:
        raise UnknownTypeError(f"pulumi_{package} has no function {token}") from problem
    hints = typing.get_type_hints(inspect.unwrap(function))
    names = [name for name in inspect.signature(function).parameters if name not in ("opts", "depends_on")]
    return {_camel(name): _shape(hints[name]) for name in names if name in hints}


def known_types(package: str) -> Mapping[str, str]:
    """Every type of an installed SDK: token to the Python module that has it."""
    importlib.import_module(f"pulumi_{package}")
    found = {}
    for key, modules in runtime.rpc._RESOURCE_MODULES.items():
        if key.startswith(f"{package}:"):
            for module in modules:
                information = module.mod_info  # type: ignore[attr-defined] # of the generated class
                found.update(dict.fromkeys(information["classes"], information["fqn"]))
    return found


def _resource_class(token: str) -> type:
    package = token.partition(":")[0]
    home = known_types(package).get(token)
    if home is None:
        raise UnknownTypeError(f"pulumi_{package} has no resource type {token}")
    found = getattr(importlib.import_module(home), token.rpartition(":")[2])
    return typing.cast("type", found)


def _secret_outputs(resource: type, names: set[str]) -> frozenset[str]:
    """What the SDK hands to the engine as `additional_secret_outputs`; only their code holds it."""
    source = inspect.getsource(resource._internal_init)  # type: ignore[attr-defined] # of the generated class
    listed = re.search(r"additional_secret_outputs=\[([^]]*)\]", source)
    return frozenset(re.findall(r'"(\w+)"', listed[1]) if listed else ()) & names


def _outputs(resource: type) -> Mapping[str, Shape]:
    hidden = {"id", "urn", "pulumiResourceName", "pulumiResourceType"}
    return {name: _shape(hint) for name, hint in _types.resource_types(resource).items() if name not in hidden}


def _arguments(resource: type, module: types.ModuleType) -> type:
    """The class of a resource's inputs: it is called InitArgs where a nested type took its name."""
    for suffix in ("InitArgs", "Args"):
        if found := getattr(module, f"{resource.__name__}{suffix}", None):
            return typing.cast("type", found)
    return _no_arguments(resource)


def _no_arguments(resource: type) -> type:
    return types.new_class(f"{resource.__name__}Args", exec_body=lambda body: body.update(__init__=_nothing))


def _nothing(self: object) -> None:
    """Take no arguments, as a resource without inputs does."""


@_reflecting
def _python_module(package: str, name: str) -> str:
    homes = {token.split(":")[1].split("/")[0]: home for token, home in known_types(package).items()}
    return homes.get(name, name).rpartition(".")[2]


def _shape(hint: Any) -> Shape:
    if isinstance(hint, typing.ForwardRef | str):
        return Scalar("any")
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return _union(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (collections.abc.Sequence, list):
        return ListOf(_shape(arguments[0]))
    if origin in (collections.abc.Mapping, dict):
        return MapOf(_shape(arguments[1]))
    if hint in _SCALARS:
        return Scalar(_SCALARS[hint])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _shape(next(base for base in hint.__mro__ if base in _SCALARS))
    if isinstance(hint, type) and _types.is_input_type(hint):
        return Object(hint)
    return Scalar("any")


def _union(hint: Any) -> Shape:
    """`Input[T]` and `Optional[T]` are unions with plumbing in them; what is left is what a value may be."""
    shapes: list[Shape] = []
    for member in typing.get_args(hint):
        if member is type(None) or typing.get_origin(member) in (collections.abc.Awaitable, Output):
            continue
        if typing.is_typeddict(member) or (isinstance(member, type) and _types.is_output_type(member)):
            continue
        shape = _shape(member)
        if shape not in shapes:
            shapes.append(shape)
    return shapes[0] if len(shapes) == 1 else OneOf(tuple(shapes))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
