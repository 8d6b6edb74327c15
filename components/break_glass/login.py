"""How Vault lets in whom the break-glass function signs for: a method, a role for each duration, a way to end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_vault as vault

from components import child
from components.break_glass import policies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.context import Context

MOUNT = "break-glass"
END = "end"
_MINUTE = 60
_LOGINS_PER_SECOND = 5.0  # an opening is one login
_CLAIMS = ("requester", "approvers", "ticket", "scope", "minutes")


@dataclass(frozen=True, kw_only=True)
class BreakGlassLoginArgs:
    """The public half of the signing key in PEM, the name that tokens are for, and the minutes that may be granted."""

    public_key: pulumi.Input[str]
    audience: str
    durations: Sequence[int]


class BreakGlassLogin(pulumi.ComponentResource):
    """The method `break-glass` with its roles: `all-<minutes>`, `paths-<minutes>` and `end`.

    A role's `token_explicit_max_ttl` is what ends a token, and no renewal outlasts it. The name in the audit log is
    `break-glass-` and the request's number; the claims stand beside it.
    """

    def __init__(self, context: Context, args: BreakGlassLoginArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:BreakGlassLogin", "break-glass-login", None, opts)
        self._context = context
        self._args = args
        method = vault.jwt.AuthBackend(
            "break-glass",
            path=MOUNT,
            type="jwt",
            description="Whom the break-glass function signs for",
            # Vault keeps a key without the line that ends it: with it, every `up` would find a difference.
            jwt_validation_pubkeys=[pulumi.Output.from_input(args.public_key).apply(str.strip)],
            jwt_supported_algs=["RS256"],
            opts=child.of(self),
        )
        narrowed = self._policy("break-glass-paths", method.accessor.apply(lambda it: str(policies.paths_policy(it))))
        ending = self._policy("break-glass-end", str(policies.end_policy()))
        paths = {claim: claim for claim in policies.path_claims()}
        for minutes in args.durations:
            self._role(method, "all", minutes, context.name("break-glass"), {})
            self._role(method, "paths", minutes, narrowed.name, paths)
        self._role(method, END, 1, ending.name, {})
        vault.QuotaRateLimit(
            "logins-break-glass",
            name=context.name("logins-break-glass"),
            path=method.path.apply(lambda path: f"auth/{path}/login"),
            rate=_LOGINS_PER_SECOND,
            opts=child.of(self),
        )
        self.register_outputs({})

    def _policy(self, purpose: str, document: pulumi.Input[str]) -> vault.Policy:
        return vault.Policy(purpose, name=self._context.name(purpose), policy=document, opts=child.of(self))

    def _role(
        self,
        method: vault.jwt.AuthBackend,
        scope: str,
        minutes: int,
        policy: pulumi.Input[str],
        claims: Mapping[str, str],
    ) -> None:
        bound = {"scope": scope} if scope == END else {"scope": scope, "minutes": str(minutes)}
        name = END if scope == END else f"{scope}-{minutes}"
        vault.jwt.AuthBackendRole(
            f"break-glass-{name}",
            backend=method.path,
            role_name=name,
            role_type="jwt",
            user_claim="sub",
            bound_audiences=[self._args.audience],
            bound_claims=bound,
            bound_claims_type="string",
            disable_bound_claims_parsing=True,  # else a comma parts a claim into several, any of which would do
            claim_mappings={**{claim: claim for claim in _CLAIMS}, **claims},
            clock_skew_leeway=-1,  # a token of one minute is none of two
            token_policies=[policy],
            token_ttl=minutes * _MINUTE,
            token_max_ttl=minutes * _MINUTE,
            token_explicit_max_ttl=minutes * _MINUTE,
            token_no_default_policy=True,
            token_type="service",  # noqa: S106 (a kind of token: one that can be revoked)
            opts=child.of(self),
        )
