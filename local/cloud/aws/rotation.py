"""RotateSecret and its relatives as Secrets Manager has them: here it is the emulator that drives the four steps.

The emulator's own RotateSecret copies the current value and calls no function. This one labels a version without a
value AWSPENDING and has the secret's deployed function make, set, test and finish it, in the background; one try a
step, where Lambda would make three. Whoever rotates calls RotateSecret, on AWS and here alike.

Left out: the run of testSecret by which AWS tries a new configuration, and every schedule: nothing rotates by itself.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
"""

from __future__ import annotations

import contextvars
import json
import logging
import threading
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

_LOG = logging.getLogger("strongroom.aws")
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
_PENDING, _CURRENT = "AWSPENDING", "AWSCURRENT"
_ROTATING = "_Rotating"  # of a secret's record: the version that a rotation is about to make current
_DAY = 24 * 60 * 60
_NO_FUNCTION = "No Lambda rotation function ARN is associated with this secret."
_UNFINISHED = "A previous rotation isn't complete. That rotation will be reattempted."
_OTHER_VALUE = "You can't modify the value of a version that exists."

Request = dict[str, Any]
Answer = Any  # ministack's: status, headers, body


@dataclass(frozen=True)
class Modules:
    """The modules of the emulator that a rotation reaches; those of other services are loaded when one runs."""

    secretsmanager: ModuleType
    app: ModuleType

    @property
    def functions(self) -> Any:
        """Lambda."""
        return self.app._get_module("lambda_svc")

    @property
    def events(self) -> Any:
        """EventBridge."""
        return self.app._get_module("eventbridge")


def drive_rotations(store: ModuleType, app: ModuleType) -> None:
    """Put these operations in the place of Secrets Manager's own in the emulator."""
    modules = Modules(store, app)
    store.__dict__["_rotate_secret"] = lambda data: _rotate(modules, data)
    _extend(store, "_put_secret_value", _put_once)
    _extend(store, "_get_secret_value", _only_a_value)
    _extend(store, "_update_secret_version_stage", _noting_the_rotation)
    _extend(store, "_describe_secret", _with_dates)
    _extend(store, "_list_secrets", _with_dates)
    _offer_cancellation(store)


def _extend(store: ModuleType, name: str, around: Callable[..., Answer]) -> None:
    original = store.__dict__[name]
    store.__dict__[name] = lambda data: around(store, original, data)


def _rotate(modules: Modules, data: Request) -> Answer:
    store = modules.secretsmanager
    _, secret = store._resolve(data.get("SecretId"))
    if not secret or secret.get("DeletedDate"):
        return store._describe_secret(data) if not secret else _refused(store, "The secret is marked for deletion.")
    secret["RotationLambdaARN"] = data.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    secret["RotationRules"] = data.get("RotationRules") or secret.get("RotationRules")
    if not secret["RotationLambdaARN"]:
        return _refused(store, _NO_FUNCTION)
    secret["RotationEnabled"] = True
    if data.get("RotateImmediately", True) is False:
        return _told(store, secret, None)
    pending, version = store._find_stage_version(secret, _PENDING)
    if pending and _CURRENT not in version["Stages"]:
        _begin(modules, secret, pending)
        return _refused(store, _UNFINISHED)
    token = data.get("ClientRequestToken") or str(uuid.uuid4())
    if token not in secret["Versions"]:
        store._remove_stage_everywhere(secret, _PENDING)
        empty = {"SecretString": None, "SecretBinary": None, "CreatedDate": int(time.time()), "Stages": [_PENDING]}
        secret["Versions"][token] = empty
        _begin(modules, secret, token)
    return _told(store, secret, token)


def _told(store: ModuleType, secret: dict[str, Any], token: str | None) -> Answer:
    version = {"VersionId": token} if token else {}
    return store.json_response({"ARN": secret["ARN"], "Name": secret["Name"], **version})


def _refused(store: ModuleType, message: str, code: str = "InvalidRequestException") -> Answer:
    return store.error_response_json(code, message, 400)


def _begin(modules: Modules, secret: dict[str, Any], token: str) -> None:
    """Start the four steps in the background, in the account and region of the request."""
    secret[_ROTATING] = token
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_drive, modules, secret, token), daemon=True).start()


def _drive(modules: Modules, secret: dict[str, Any], token: str) -> None:
    name = secret["RotationLambdaARN"].rpartition(":")[2]
    for step in STEPS:
        function, _ = modules.functions._get_func_record_for_qualifier(name, None)
        if function is None:
            _LOG.warning("rotation of %s: there is no function %s", secret["Name"], name)
            return _announce(modules, secret, "RotationFailed")
        event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": token}
        if modules.functions._execute_function(function, event).get("error"):
            _LOG.warning("rotation of %s: %s failed; see the log group of %s", secret["Name"], step, name)
            return _announce(modules, secret, "RotationFailed")
    return _announce(modules, secret, "RotationSucceeded")


def _announce(modules: Modules, secret: dict[str, Any], name: str) -> None:
    """Tell EventBridge as CloudTrail does of what a service did by itself."""
    store = modules.secretsmanager
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    detail = {
        "eventSource": "secretsmanager.amazonaws.com",
        "eventName": name,
        "eventType": "AwsServiceEvent",
        "eventTime": moment,
        "additionalEventData": {"SecretId": secret["ARN"]},
    }
    modules.events._dispatch_event(
        {
            "EventId": str(uuid.uuid4()),
            "Source": "aws.secretsmanager",
            "DetailType": "AWS Service Event via CloudTrail",
            "Detail": json.dumps(detail),
            "EventBusName": "default",
            "Time": moment,
            "Resources": [],
            "Account": store.get_account_id(),
            "Region": store.get_region(),
        }
    )


def _put_once(store: ModuleType, put: Callable[[Request], Answer], data: Request) -> Answer:
    """A version's value is written once: the same again is no change, another one is refused."""
    _, secret = store._resolve(data.get("SecretId"))
    token = data.get("ClientRequestToken")
    version = secret["Versions"].get(token) if secret and token else None
    if secret is None or version is None or secret.get("DeletedDate"):
        return put(data)
    given = (data.get("SecretString"), data.get("SecretBinary"))
    kept = (version["SecretString"], version["SecretBinary"])
    if kept == (None, None):
        return put(data)
    if kept != given:
        return _refused(store, _OTHER_VALUE, "ResourceExistsException")
    answer = {"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token, "VersionStages": version["Stages"]}
    return store.json_response(answer)


def _only_a_value(store: ModuleType, get: Callable[[Request], Answer], data: Request) -> Answer:
    """A version that RotateSecret made and createSecret has not filled is no value yet."""
    status, headers, body = get(data)
    found = json.loads(body)
    if status != 200 or "SecretString" in found or "SecretBinary" in found:  # noqa: PLR2004 - HTTP's own number
        return status, headers, body
    which = f"VersionId: {data['VersionId']}" if data.get("VersionId") else f"staging label: {data.get('VersionStage')}"
    message = f"Secrets Manager can't find the specified secret value for {which}"
    return _refused(store, message, "ResourceNotFoundException")


def _noting_the_rotation(store: ModuleType, move: Callable[[Request], Answer], data: Request) -> Answer:
    """Date the rotation in the very request that makes its version current, so that both outlive a crash."""
    answer = move(data)
    _, secret = store._resolve(data.get("SecretId"))
    if secret and data.get("VersionStage") == _CURRENT:
        current, _ = store._find_stage_version(secret, _CURRENT)
        if current and current == secret.get(_ROTATING):
            secret["LastRotatedDate"] = int(time.time())
            del secret[_ROTATING]
    return answer


def _with_dates(store: ModuleType, describe: Callable[[Request], Answer], data: Request) -> Answer:
    """When secrets rotated, and when their schedules have them rotate next."""
    status, headers, body = describe(data)
    if status != 200:  # noqa: PLR2004 - HTTP's own number
        return status, headers, body
    found = json.loads(body)
    for one in found.get("SecretList", [found]):
        _, secret = store._resolve(one["ARN"])
        one.update(_dates(secret or {}))
    return store.json_response(found)


def _dates(secret: Mapping[str, Any]) -> dict[str, Any]:
    told = {
        name: secret[name] for name in ("LastRotatedDate", "RotationLambdaARN", "RotationRules") if secret.get(name)
    }
    days = (secret.get("RotationRules") or {}).get("AutomaticallyAfterDays")
    if secret.get("RotationEnabled") and days:
        told["NextRotationDate"] = (secret.get("LastRotatedDate") or secret["CreatedDate"]) + days * _DAY
    return told


def _offer_cancellation(store: ModuleType) -> None:
    handle = store.__dict__["handle_request"]

    async def handling(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Answer:
        if headers.get("x-amz-target", "").endswith(".CancelRotateSecret"):
            return _cancel(store, json.loads(body or b"{}"))
        return await handle(method, path, headers, body, query)

    store.__dict__["handle_request"] = handling


def _cancel(store: ModuleType, data: Request) -> Answer:
    _, secret = store._resolve(data.get("SecretId"))
    if not secret or secret.get("DeletedDate"):
        return store._describe_secret(data) if not secret else _refused(store, "The secret is marked for deletion.")
    secret["RotationEnabled"] = False
    return _told(store, secret, None)
