"""How an exception reaches the engine: as words for a person, with every secret of the request taken out."""

from __future__ import annotations

import functools
import logging
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import grpc
from google.protobuf import any_pb2, message, struct_pb2
from google.rpc import code_pb2, status_pb2
from pulumi.runtime.proto import provider_pb2

from local.providers.resource import PartlyMadeError
from local.providers.schema import UnknownTypeError
from local.providers.values import decode, encode, secret_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.providers.servicer import Servicer

_LOG: Final = logging.getLogger(__name__)
_PROPERTIES: Final = ("properties", "inputs", "news", "olds", "old_inputs", "args")

Request = TypeVar("Request", bound=message.Message)
Answer = TypeVar("Answer")


def told(
    method: Callable[[Any, Request, grpc.ServicerContext], Answer],
) -> Callable[[Any, Request, grpc.ServicerContext], Answer]:
    """Turn every exception of a method into an error of the protocol."""

    @functools.wraps(method)
    def answered(self: Servicer, request: Request, context: grpc.ServicerContext) -> Answer:
        try:
            return method(self, request, context)
        except PartlyMadeError as problem:
            _partly_made(problem, request, context)
        except UnknownTypeError as problem:
            context.abort(grpc.StatusCode.NOT_FOUND, str(problem))
        except Exception as problem:  # noqa: BLE001 - the process's border: nothing may leave it unscrubbed
            words = self.lifecycle.explain(problem) or _unexpected(problem, method.__name__)
            context.abort(grpc.StatusCode.UNKNOWN, scrubbed(words, request))

    return answered


def scrubbed(words: str, request: message.Message) -> str:
    """The words without any text that the request holds as a secret."""
    structs = [getattr(request, name) for name in _PROPERTIES if hasattr(request, name)]
    texts = {
        text for struct in structs if isinstance(struct, struct_pb2.Struct) for text in secret_texts(decode(struct))
    }
    for text in sorted(texts, key=len, reverse=True):
        words = words.replace(text, "[secret]")
    return words


def _partly_made(problem: PartlyMadeError, request: message.Message, context: grpc.ServicerContext) -> NoReturn:
    """Tell the engine that the resource exists but is not finished, so that its state keeps it."""
    reason = scrubbed(problem.reason, request)
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=problem.made.id,
            properties=encode({**problem.made.outputs, "id": problem.made.id}),
            reasons=[reason],
            inputs=getattr(request, "properties", None) or getattr(request, "news", None),
        )
    )
    status = status_pb2.Status(code=code_pb2.UNKNOWN, message=reason, details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, reason)


def _unexpected(problem: Exception, method: str) -> str:
    """A fault of this program. Its place is told, its message is not: that may hold a value."""
    frames = traceback.extract_tb(problem.__traceback__)
    for frame in frames:
        _LOG.error("  at %s:%s in %s", frame.filename, frame.lineno, frame.name)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    return f"the local provider failed in {method}: {type(problem).__name__} at {place}; its log has the frames"
