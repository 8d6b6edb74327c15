"""docs/local.md, written from the tables: `python -m local.providers --document > docs/local.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers import packages
from local.providers.schema import known_types, schema_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from local.providers.resource import Package, ResourceType

_SERVERS: Final = {
    "aws": "the AWS emulator, through boto3",
    "github": "the GitHub API stand-in, through httpx",
    "random": "no server: values are drawn from the operating system and live in the state alone",
    "vault": "OpenBao, through its HTTP API",
}

_OPENING: Final = """\
# The local stack: what is real, and what a green run proves

Written by `python -m local.providers --document`; a test holds it current. Change the tables, not this file.

The local stack is the real program on the real engine. Only the four providers and their addresses are other ones:
`python -m local.providers` speaks Pulumi's provider protocol for aws, github, random and vault, and the engine attaches
to it through PULUMI_DEBUG_PROVIDERS. Staging and production use the published plugins.

Every type is one of two kinds:

- **effectful**: created, read, updated and deleted on a real server of this machine. A refresh finds drift there.
- **checked and recorded**: nothing is called. The inputs are held against the SDK's own class, and id, ARN and outputs
  have the real shape. What was recorded lies in `providers/journal.db` of the local directory, without any secret.

## What a green local run proves
- Every input of every resource exists in the SDK, has its type, and nothing required is missing, nested structures too.
- The program's order, dependencies, names, tags, secrets and outputs: the engine that runs it is the real one.
- For effectful types, that a server accepted the calls, holds what was asked for, and gives it back the same.
- A second run changes nothing; a change is an update or a replacement as with the published provider.
- An engine, provider or emulator killed in the middle leaves nothing twice: the next run adopts what the last one made.
- No supplied value is in the state, no secret in a message, a log or the journal.

## What it does not prove
- That AWS would allow it: the emulator checks fewer rules, and IAM policies, service quotas and regions hardly at all.
- That a network path is open: nothing routes packets, so security groups, routes and endpoints are words only.
- That a recorded type works: its inputs are well-formed, and no more is known.
- Time: replication, propagation, certificate validation and eventual consistency do not happen here.
- Replacement rules and defaults of a type that no table names: the rules are read from the SDK's documentation, which
  does not tell all; of the defaults nothing is known, so restating one shows as a change.

## Held against the published plugins
No plugin has run here: they can't be had from package registries, nor built from what those have
([decision 90](decisions/0090-the-plugins-are-compared-by-what-is-known-of-them.md)). What is known of github, random
and vault is compared by `python -m local.plugins` and its tests; `aws` is not compared.

- **Schemas**: every input, output and secret of the types below, from the SDKs, which are generated from the published
  schemas; `local/plugins/schemas` names their versions.
- **Facts**: what replaces, what is computed, defaults and sets, of each type that the program makes; read in the source
  of the providers that the plugins wrap. Nothing is known of vault's `aws.AuthBackendRole`, nor of an AppRole's
  `localSecretIds` and `secretIdBoundCidrs`; an AppRole's other inputs and audit devices were read in an older text.
- **Requests**: what the vault plugin sends for such a type, allowed to the deployer's token by a real server.

## Guards
- An effect is refused unless the stack is `local`; a preview works for every stack.
- An endpoint that is not a loopback address is refused. Without an endpoint there are previews only, and no
  file is written.
- Functions without an endpoint have fixed answers: account 000000000000, three zones, one image for each question, the
  text `offline` for a value that can't be looked up. With one, secrets, keys, aliases and parameters are looked up;
  images and public parameters (`/aws/service/...`) stay fixed.
"""


def text() -> str:
    """The whole document."""
    return "\n".join([_OPENING, *_chapters()])


def _chapters() -> Iterator[str]:
    for name, package in packages().items():
        effectful = [row for row in package.types.values() if row.effect.real]
        recorded = [row for row in package.types.values() if not row.effect.real]
        yield f"## {name}: {len(effectful)} effectful types"
        yield f"On {_SERVERS[name]}.\n"
        yield from _table(effectful)
        if recorded:
            yield f"\n### {name}: {len(recorded)} types checked and recorded\n"
            yield from _table(recorded)
        yield _rest(package)
        yield from _functions(package)


def _rest(package: Package[Any]) -> str:
    """What becomes of the SDK's other types."""
    others = len(known_types(package.name).keys() - package.types.keys())
    if not others:
        return "\nThese are all types of the SDK.\n"
    if package.name == "aws":
        return (
            f"\nThe SDK's other {others} types are checked and recorded too: ids and ARNs are guessed, and what"
            " replaces is what the SDK's documentation says.\n"
        )
    return f"\nThe SDK's other {others} types can be previewed; creating one is refused.\n"


def _functions(package: Package[Any]) -> Iterator[str]:
    if package.functions:
        names = ", ".join(f"`{token.rpartition(':')[2]}`" for token in sorted(package.functions))
        yield f"Functions: {names}.\n"


def _table(rows: Iterable[ResourceType[Any]]) -> Iterator[str]:
    yield "| Type | Replaced on | Note |"
    yield "|---|---|---|"
    for row in sorted(rows, key=lambda row: row.token):
        module, _, name = row.token.partition(":")[2].partition(":")
        yield f"| `{module.partition('/')[0]}.{name}` | {_replaced(row)} | {row.note} |"


def _replaced(row: ResourceType[Any]) -> str:
    if "*" in row.rules.replace_on:
        return "every input"
    fields = schema_of(row.token).inputs.fields
    names = [name for name in sorted(row.rules.replace_on) if name.partition(".")[0] in fields and name != "region"]
    return ", ".join(names) or "nothing"
