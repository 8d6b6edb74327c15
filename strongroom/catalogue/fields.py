"""Which fields a place in an entry may have: read from the models, so that a suggestion is never out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from strongroom.catalogue.checks import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FILLED_IN = {"workspace"}  # of a secret: the loader's, nobody writes it there


def fields_at(model: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    """Names of the fields at a place as pydantic gives it, with the tags of unions in it."""
    models = [model]
    for before, part in zip((None, *place), place, strict=False):
        if isinstance(part, int):
            continue
        tagged = [each for each in models if _has_tag(each, part)]
        if tagged and (isinstance(before, int) or not any(part in each.model_fields for each in models)):
            models = tagged
            continue
        inner = [nested for each in models if part in each.model_fields for nested in _models_in(each, part)]
        models = inner or models
    hidden = _FILLED_IN if "path" in model.model_fields and models == [model] else set()
    return sorted({name for each in models for name in each.model_fields} - hidden)


def _has_tag(model: type[BaseModel], tag: str) -> bool:
    if CHECKS.get(tag) is model:
        return True
    return any(
        get_origin(field.annotation) is Literal and get_args(field.annotation) == (tag,)
        for field in model.model_fields.values()
    )


def _models_in(model: type[BaseModel], field: str) -> Iterator[type[BaseModel]]:
    annotation: Any = model.model_fields[field].annotation
    pending = [annotation]
    while pending:
        part = pending.pop()
        if isinstance(part, type) and get_origin(part) is None and issubclass(part, BaseModel):
            yield part
        pending += get_args(part)
