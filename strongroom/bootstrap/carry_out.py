"""Bootstrap as it is carried out: looked at first, then made part by part, each written down in the journal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.bootstrap.foundations import Foundations
    from strongroom.bootstrap.part import Step

_ACCOUNT = re.compile(r"^arn:[^:]*:[^:]*:[^:]*:([0-9])\1{11}:")


def demand_real_names(foundations: Foundations) -> None:
    """Raise InputError for every principal of an account that only stands for one (222222222222)."""
    deployers, stack = foundations.deployers, foundations.stack
    named = {
        "bootstrap:people": deployers.people,
        "bootstrap:visitors": deployers.visitors,
        "strongroom:vault.breakGlassRole": (stack.setting("vault", "breakGlassRole") or "",),
    }
    wrong = [
        f"{stack.name}: {key}: {arn} stands for somebody of yours; write who that is"
        for key, arns in named.items()
        for arn in arns
        if _ACCOUNT.match(arn) and arn.split(":")[4] != foundations.caller.account
    ]
    if wrong:
        raise InputError(*wrong)


def carry_out(foundations: Foundations, steps: list[Step]) -> Iterator[Step]:
    """Make and change what the plan says, and yield each part when it is done."""
    doing = {step.part: step for step in steps if step.does != "keep"}
    record = foundations.journal.record
    facts = {"environment": foundations.environment, "bucket": foundations.bucket_name}
    if not doing:
        record("bootstrap", result="unchanged", **facts)
        return
    record("bootstrap", result="begun", parts=sorted(doing), **facts)
    for part in foundations.parts():
        if step := doing.get(part.name):
            part.settle()
            yield step
    record("bootstrap", result="done", **facts)


def left_to_write(foundations: Foundations) -> Iterator[str]:
    """What the stack's file has to say of what was made, and does not."""
    stack = foundations.stack
    if foundations.deployers.github and stack.setting("mirror") and not stack.setting("mirror", "oidcProviderArn"):
        yield f"strongroom:mirror.oidcProviderArn: {foundations.issuer_arn} (an account has one)"
    if stack.setting("vault") and foundations.role_arn not in (stack.setting("vault", "deployerRoles") or ()):
        yield f"strongroom:vault.deployerRoles: [{foundations.role_arn}]"
    if str(stack.setting("roleBoundary")).lower() != "true":
        yield "strongroom:roleBoundary: true (else the deployer may make no role)"
