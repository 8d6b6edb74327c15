"""The random provider: values from the operating system's generator, kept in the state and nowhere else.

Every input is immutable: a change replaces, the new value first. Only RandomPassword and RandomBytes keep the value out
of the id. With a `seed` the result repeats, but it is not the one that the published plugin draws from that seed.
"""

from __future__ import annotations

import base64
import random
import secrets
import string
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.providers.check import Problem
from local.providers.differ import Rules
from local.providers.resource import Call, Effect, Made, Package, ResourceType, table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from local.providers.values import Properties, Value


@dataclass(frozen=True)
class Unconnected:
    """The random provider needs no server."""

    refusal: str | None = None


_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
_CLASSES: Final = {"Lower": string.ascii_lowercase, "Upper": string.ascii_uppercase, "Numeric": string.digits}
_BCRYPT_COST: Final = 4  # the published plugin takes 10, a tenth of a second of work for every password
_BCRYPT_LIMIT: Final = 72  # bytes: bcrypt looks at no more
# fmt: off
_FIRST_WORDS: Final = (
    "able", "brave", "calm", "clear", "eager", "fair", "fond", "glad", "grand", "keen", "kind", "light", "neat",
    "proud", "quick", "rare", "warm",
)
_MORE_WORDS: Final = (
    "boldly", "calmly", "deeply", "firmly", "gently", "highly", "justly", "kindly", "mildly", "nicely", "openly",
    "really", "truly",
)
_PETS: Final = (
    "ant", "bat", "bee", "cat", "crab", "crow", "deer", "dove", "duck", "eel", "finch", "fox", "frog", "goat",
    "hare", "hawk", "ibis", "jay", "lynx",
)
# fmt: on


def _uses(inputs: Properties, name: str) -> bool:
    if name == "Numeric":
        return bool(inputs.get("numeric", inputs.get("number", True)))
    return bool(inputs.get(name.lower(), True))


def _alphabets(inputs: Properties) -> Iterator[tuple[str, int]]:
    """Each class of characters in use, with how many of it there have to be."""
    classes = {**_CLASSES, "Special": inputs.get("overrideSpecial") or _SPECIAL}
    for name, alphabet in classes.items():
        if _uses(inputs, name):
            yield alphabet, int(inputs.get(f"min{name}", 0))


def _text(inputs: Properties) -> str:
    alphabets = list(_alphabets(inputs))
    letters = [secrets.choice(alphabet) for alphabet, least in alphabets for _ in range(least)]
    everything = "".join(alphabet for alphabet, _ in alphabets)
    letters += [secrets.choice(everything) for _ in range(inputs["length"] - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def _password(call: Call[Unconnected]) -> Made:
    import bcrypt

    result = _text(call.inputs)
    hashed = bcrypt.hashpw(result.encode()[:_BCRYPT_LIMIT], bcrypt.gensalt(_BCRYPT_COST, b"2a"))
    return Made(id="none", outputs={"result": result, "bcryptHash": hashed.decode(), **_numeric(call.inputs)})


def _string(call: Call[Unconnected]) -> Made:
    result = _text(call.inputs)
    return Made(id=result, outputs={"result": result, **_numeric(call.inputs)})


def _numeric(inputs: Properties) -> Properties:
    return dict.fromkeys(("number", "numeric"), _uses(inputs, "Numeric"))


def _id(call: Call[Unconnected]) -> Made:
    drawn = secrets.token_bytes(call.inputs["byteLength"])
    prefix = call.inputs.get("prefix", "")
    url = base64.urlsafe_b64encode(drawn).decode().rstrip("=")
    forms = {
        "b64Std": base64.b64encode(drawn).decode(),
        "b64Url": url,
        "hex": drawn.hex(),
        "dec": str(int.from_bytes(drawn, "big")),
    }
    return Made(id=url, outputs={name: prefix + form for name, form in forms.items()})


def _bytes(call: Call[Unconnected]) -> Made:
    drawn = secrets.token_bytes(call.inputs["length"])
    return Made(id="none", outputs={"base64": base64.b64encode(drawn).decode(), "hex": drawn.hex()})


def _generator(inputs: Properties) -> random.Random:
    seed = inputs.get("seed")
    return random.Random(seed) if seed else secrets.SystemRandom()  # noqa: S311 - a seed asks for a result that repeats


def _integer(call: Call[Unconnected]) -> Made:
    result = _generator(call.inputs).randint(call.inputs["min"], call.inputs["max"])
    return Made(id=str(result), outputs={"result": result})


def _shuffle(call: Call[Unconnected]) -> Made:
    generator, given = _generator(call.inputs), list(call.inputs["inputs"])
    wanted = call.inputs.get("resultCount") or len(given)
    results: list[Value] = []
    while given and len(results) < wanted:
        results += generator.sample(given, k=min(len(given), wanted - len(results)))
    return Made(id="-", outputs={"results": results, "resultCount": call.inputs.get("resultCount")})


def _pet(call: Call[Unconnected]) -> Made:
    length = call.inputs["length"]
    words = [secrets.choice(_MORE_WORDS) for _ in range(length - 2)]
    words += [secrets.choice(_FIRST_WORDS)] if length > 1 else []
    prefix = [call.inputs["prefix"]] if call.inputs.get("prefix") else []
    return Made(id=call.inputs["separator"].join([*prefix, *words, secrets.choice(_PETS)]))


def _uuid4(_call: Call[Unconnected]) -> Made:
    result = str(uuid.uuid4())
    return Made(id=result, outputs={"result": result})


def _uuid7(_call: Call[Unconnected]) -> Made:
    """48 bits of milliseconds, version 7, variant 2, the rest random (RFC 9562, section 5.7)."""
    number = time.time_ns() // 1_000_000 << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    result = str(uuid.UUID(int=number))
    return Made(id=result, outputs={"result": result})


def _restored(name: str, form: Callable[[str], Properties]) -> Callable[[Call[Unconnected]], Properties]:
    """Reading: the state is all there is; an import gives the value as the id."""

    def read(call: Call[Unconnected]) -> Properties:
        return {} if call.old or call.inputs else {name: call.id, **form(call.id)}

    return read


def _unreadable(_call: Call[Unconnected]) -> Properties:
    return {}


def _gone(_call: Call[Unconnected]) -> None:
    """Nothing outlives the state."""


def _least(name: str, least: int) -> Callable[[Properties], Iterator[Problem]]:
    def check(inputs: Properties) -> Iterator[Problem]:
        value = inputs.get(name)
        if isinstance(value, int) and value < least:
            yield Problem(name, f"Attribute {name} value must be at least {least}")

    return check


def _text_rules(inputs: Properties) -> Iterator[Problem]:
    yield from _least("length", 1)(inputs)
    if not any(_uses(inputs, name) for name in (*_CLASSES, "Special")):
        yield Problem("special", "at least one of lower, upper, numeric and special must be true")
    least = [inputs.get(f"min{name}", 0) for name in (*_CLASSES, "Special")]
    length = inputs.get("length")
    if all(isinstance(value, int) for value in (length, *least)) and length < sum(least):
        yield Problem(
            "length", f"must be at least {sum(least)}, the sum of minLower, minUpper, minNumeric and minSpecial"
        )


def _range_rules(inputs: Properties) -> Iterator[Problem]:
    least, most = inputs.get("min"), inputs.get("max")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Problem("min", "must not be larger than max")


def _row(
    token: str,
    create: Callable[[Call[Unconnected]], Made],
    *,
    read: Callable[[Call[Unconnected]], Properties] = _unreadable,
    defaults: Properties | None = None,
    computed: Collection[str] = (),
    check: Callable[[Properties], Iterator[Problem]] | None = None,
    note: str = "",
) -> ResourceType[Unconnected]:
    return ResourceType(
        token=f"random:index/{token[0].lower()}{token[1:]}:{token}",
        effect=Effect(create=create, read=read, delete=_gone, remembered=False),
        rules=Rules(replace_on="*", computed=computed, emptiable=("keepers",)),
        defaults=defaults or {},
        check=check,
        note=note,
    )


def _length(text: str) -> Mapping[str, int]:
    return {"length": len(text)}


def _no_more(_text: str) -> Properties:
    return {}


_TEXT_DEFAULTS: Final = {
    **dict.fromkeys(("lower", "upper", "special"), True),
    **dict.fromkeys(("minLower", "minUpper", "minNumeric", "minSpecial"), 0),
}
_TEXT: Final[dict[str, Any]] = {"defaults": _TEXT_DEFAULTS, "computed": ("number", "numeric"), "check": _text_rules}

_CHEAP: Final = f"bcryptHash has a cost of {_BCRYPT_COST}, the published plugin's has 10"
_SEEDED: Final = "a seed repeats, but draws another result than the published plugin"

PACKAGE: Final = Package(
    name="random",
    connect=lambda _settings: Unconnected(),
    types=table(
        _row(
            "RandomPassword",
            _password,
            read=_restored("result", lambda text: {**_length(text), "id": "none"}),
            note=_CHEAP,
            **_TEXT,
        ),
        _row("RandomString", _string, read=_restored("result", _length), **_TEXT),
        _row("RandomId", _id, check=_least("byteLength", 1)),
        _row("RandomBytes", _bytes, check=_least("length", 1)),
        _row("RandomInteger", _integer, check=_range_rules, note=_SEEDED),
        _row("RandomShuffle", _shuffle, note=_SEEDED),
        _row("RandomPet", _pet, defaults={"length": 2, "separator": "-"}, check=_least("length", 1)),
        _row("RandomUuid", _uuid4, read=_restored("result", _no_more)),
        _row("RandomUuid4", _uuid4, read=_restored("result", _no_more)),
        _row("RandomUuid7", _uuid7, read=_restored("result", _no_more)),
    ),
)
