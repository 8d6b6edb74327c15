"""What botocore raises, as the errors of the contract: with the place, the missing permission and the way out.

Nothing of the server's own message is passed on: it may quote the request.
Codes: https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own name for it
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)

from strongroom.stores.errors import (
    DeniedError,
    NotFoundError,
    PendingDeletionError,
    RefusedError,
    StoreError,
    ThrottledError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DENIED = {"AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "NotAuthorized"}
_STRANGER = {
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_THROTTLED = {"RequestLimitExceeded", "SlowDown", "Throttling", "ThrottlingException", "TooManyRequestsException"}
_BROKEN = {"InternalFailure", "InternalServiceError", "InternalServerError", "ServiceUnavailable", "RequestTimeout"}
_SERVER_ERROR = 500


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]


def label_is_elsewhere(error: ClientError) -> bool:
    """Whether a staging label was not where the caller said it was."""
    return _code(error) in {"InvalidParameterException", "InvalidRequestException"} and not _is_marked(error)


def version_is_missing(error: ClientError) -> bool:
    """Whether the entry is there and what was asked for in it is not: a version, or a stage."""
    message = error.response["Error"].get("Message", "").lower()
    return _code(error) == "ResourceNotFoundException" and ("version" in message or "staging label" in message)


def exists_already(error: ClientError) -> bool:
    """Whether an entry could not be made because it is there."""
    return _code(error) == "ResourceExistsException"


def _is_marked(error: ClientError) -> bool:
    message = error.response["Error"].get("Message", "")
    return _code(error) == "InvalidRequestException" and "deletion" in message


@contextmanager
def translated(
    place: str,
    *,
    environment: str = "",
    action: str = "",
    passing: Callable[[ClientError], bool] = lambda _error: False,
) -> Iterator[None]:
    """Raise errors of the contract for those of botocore; a ClientError for which `passing` holds stays as it is.

    `action` is the permission that the call needs, `environment` the stack that owns the entry.
    """
    try:
        yield
    except ClientError as error:
        if passing(error):
            raise
        raise _from_answer(error, place, environment, action) from None
    except (NoCredentialsError, PartialCredentialsError):
        raise DeniedError(
            place=place,
            problem="no AWS credentials found",
            way_out=_way_in(environment, "sign in (aws sso login) or set AWS_PROFILE"),
        ) from None
    except NoRegionError:
        raise UnreachableError(
            place=place, problem="no AWS region is set", way_out=_way_in(environment, "set AWS_REGION")
        ) from None
    except (ConnectionError, HTTPClientError) as error:
        raise UnreachableError(
            place=place,
            problem=f"no answer ({type(error).__name__})",
            way_out="check the network and AWS_ENDPOINT_URL; repeating the command is safe",
        ) from None
    except BotoCoreError as error:
        raise RefusedError(
            place=place,
            problem=f"the AWS client failed ({type(error).__name__})",
            way_out="check the AWS configuration",
        ) from None


def _from_answer(error: ClientError, place: str, environment: str, action: str) -> StoreError:
    code = _code(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _DENIED:
        needed = f"ask for {action}" if action else f"ask for secretsmanager:{error.operation_name}"
        return DeniedError(place=place, problem="AWS denies it", way_out=f"{needed}, or use another AWS_PROFILE")
    if code in _STRANGER:
        return DeniedError(
            place=place,
            problem=f"AWS does not accept the credentials ({code})",
            way_out="sign in again (aws sso login)",
        )
    if code in _THROTTLED:
        return ThrottledError(
            place=place, problem="AWS asks to slow down, through every retry", way_out="wait a minute and repeat"
        )
    if code == "ResourceNotFoundException":
        stack = f"pulumi up --stack {environment}" if environment else "pulumi up"
        return NotFoundError(place=place, problem="there is no such entry", way_out=f"create its container: {stack}")
    if _is_marked(error):
        return PendingDeletionError(
            place=place,
            problem="it is scheduled for deletion",
            way_out="bring it back first: strongroom restore PATH",
        )
    if code in _BROKEN or status >= _SERVER_ERROR:
        return UnreachableError(
            place=place, problem=f"AWS failed ({code})", way_out="repeat the command; repeating is safe"
        )
    return RefusedError(
        place=place, problem=f"AWS refused {error.operation_name} ({code})", way_out="see strongroom doctor"
    )


def _way_in(environment: str, otherwise: str) -> str:
    """What leads to AWS; to the emulator of `local` its own shell does."""
    return "make up, then run this in make shell" if environment == "local" else otherwise
