"""How an aws row is written: what every type of the SDK shares is said here once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.providers.aws.connection import CREATION_TAG
from local.providers.differ import Rules
from local.providers.resource import Call, Effect, ResourceType
from local.providers.values import UNKNOWN, Properties, Value, undetermined

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from botocore.exceptions import ClientError

    from local.providers.aws.connection import Aws
    from local.providers.check import Problem
    from local.providers.naming import Autoname


def aws_type(
    token: str,
    effect: Effect[Aws],
    *,
    replace_on: Iterable[str] = (),
    computed: Iterable[str] = (),
    documents: Iterable[str] = (),
    unordered: Iterable[str] = (),
    ignored: Iterable[str] = (),
    naming: Autoname | None = None,
    defaults: Properties | None = None,
    delete_before_replace: bool = False,
    secret_outputs: Collection[str] = (),
    unstable: Collection[str] = (),
    write_only: Collection[str] = (),
    note: str = "",
    equivalent: Mapping[str, Callable[[Value, Value], bool]] | None = None,
    check: Callable[[Properties], Iterable[Problem]] | None = None,
) -> ResourceType[Aws]:
    """A row of an aws type, `kms/key:Key`. A name and a region replace; a prefix too, when the name comes from it."""
    names = {naming.property, *naming.unless} if naming else set()
    return ResourceType(
        token=f"aws:{token}",
        effect=effect,
        rules=Rules(
            replace_on=frozenset({*replace_on, "region", *names}),
            computed=frozenset({*computed, "region", *names}),
            documents=frozenset(documents),
            unordered=frozenset(unordered),
            ignored=frozenset(ignored),
            equivalent=equivalent or {},
        ),
        naming=naming,
        defaults=defaults or {},
        delete_before_replace=delete_before_replace,
        secret_outputs=secret_outputs,
        unstable=unstable,
        planned=planned,
        write_only=write_only,
        note=note,
        check=check,
    )


def same_resource(left: Value, right: Value) -> bool:
    """Whether an id and an ARN, or two of a kind, name the same resource."""
    return str(left).rpartition("/")[2] == str(right).rpartition("/")[2]


def planned(connection: Aws, inputs: Properties) -> Properties:
    """What every type knows before its effect: the region, and the tags with the provider's default tags."""
    tags = UNKNOWN if undetermined(inputs.get("tags")) else connection.tags_all(inputs)
    return {"region": connection.region_of(inputs), "tagsAll": tags}


def client_of(call: Call[Aws], service: str) -> Any:
    """The service's client in the resource's own region."""
    return call.connection.client(service, call.connection.region_of({**call.old, **call.inputs}))


def given(call: Call[Aws], **names: str) -> dict[str, Any]:
    """Request parameters from inputs: `given(call, Description="description")`; absent inputs are left out."""
    return {parameter: call.inputs[name] for parameter, name in names.items() if name in call.inputs}


def name_of(call: Call[Aws], property: str = "name", *, suffix: str = "") -> str:  # noqa: A002 - the word of the field
    """The name to create: the given one, else the given prefix with an ending that is the same for every attempt."""
    given_name = call.inputs.get(property)
    return str(given_name or f"{call.inputs.get(f'{property}Prefix', '')}{call.nonce.replace('-', '')[:26]}{suffix}")


def tag_list(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as most services take them."""
    return [{key: name, value: text} for name, text in tags.items()]


def tag_map(tags: Iterable[Mapping[str, str]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as the SDK has them."""
    return {tag[key]: tag[value] for tag in tags or ()}


def write_tags(
    call: Call[Aws],
    there: Mapping[str, str],
    *,
    tag: Callable[[Mapping[str, str]], object],
    untag: Callable[[list[str]], object],
) -> None:
    """Make a resource's tags what the inputs and the default tags say; `there` are its tags now."""
    wanted = call.connection.tags_all(call.inputs)
    if stale := [key for key in there if key not in wanted and key != CREATION_TAG]:
        untag(stale)
    if wanted:
        tag(wanted)


def code_of(problem: ClientError) -> str:
    """The service's error code."""
    return str(problem.response.get("Error", {}).get("Code", ""))


def missing(problem: Exception) -> bool:
    """Whether a service said that the thing does not exist."""
    from botocore.exceptions import ClientError

    if not isinstance(problem, ClientError):
        return False
    code = code_of(problem)
    return any(word in code for word in ("NotFound", "NoSuch", "NonExistent")) or code == "404"


def if_offered(action: Callable[..., Any], **parameters: Any) -> bool:
    """Call a service; False where the emulator does not have the operation."""
    from botocore.exceptions import ClientError

    try:
        action(**parameters)
    except ClientError as problem:
        if "unknown" in str(problem).lower() and "action" in str(problem).lower():
            return False
        raise
    return True


def unless_missing(action: Callable[..., Any], *arguments: Any, **parameters: Any) -> Any:
    """Call a service; None when the thing does not exist."""
    from botocore.exceptions import ClientError

    try:
        return action(*arguments, **parameters)
    except ClientError as problem:
        if missing(problem):
            return None
        raise
