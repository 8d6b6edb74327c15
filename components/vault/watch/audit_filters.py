"""What is counted in the audit log: metric filters, as data. The log's lines are OpenBao's, read from a real cluster.

A request has two lines, `request` and `response`; each is counted by one of them. What a standby can't answer itself it
writes down with an error ("invalid request" of a login, "cannot write to readonly storage"), and hands to the leader,
which writes it down again, with the outcome. A login that a method refuses has its reason in the answer's data, and an
`error` beside it by some methods only (AppRole's "invalid credentials", "permission denied" from a wrong address). A
token that nobody knows has no `auth.display_name`.
Source of the syntax: CloudWatch Logs user guide, "Filter pattern syntax for metric filters"; wildcards stand at the
ends of a text only, and there is no regular expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from strongroom import naming

MACHINES = ("approle", "aws", "github-actions", "node")
"""Methods by which programs sign in; what comes by another one is a person."""

_POLICIES = 4  # a pattern reaches into a list by index only
_LOGIN = (
    '($.request.mount_class = "auth") && ($.request.mount_type != "token")'
    " && ($.auth.accessor NOT EXISTS) && ($.request.client_token NOT EXISTS)"
)
# Said by a standby of what the leader will answer.
_DECIDED = '(($.error NOT EXISTS) || (($.error != "invalid request") && ($.error != "*readonly storage*")))'
_READ = f'($.type = "response") && ($.request.operation = "read") && ($.request.path = "{naming.KV_MOUNT}/data/*")'
_OWN = f'($.request.path != "{naming.KV_MOUNT}/data/{naming.PROJECT}/*")'  # canaries, which are no secrets
_WRITING = ("create", "update", "patch", "delete")


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """A metric, what it counts in words, and the pattern of the lines that it counts."""

    metric: str
    counts: str
    pattern: str

    @property
    def purpose(self) -> str:
        """The metric's name as a part of a resource's: FailedLogins is failed-logins."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", self.metric).lower()


def namespace(environment: str) -> str:
    """Where the counts are: metrics of filters with a default value have no dimensions, so each stack has its own."""
    return f"Strongroom/VaultAudit/{environment}"


def audit_filters(environment: str) -> tuple[AuditFilter, ...]:
    """Everything that is counted in one stack's audit log."""
    return (
        AuditFilter(
            metric="FailedLogins",
            counts="logins that were refused, and requests with no token or one that nobody knows",
            pattern=_any(
                f'($.type = "response") && {_LOGIN} && ($.response.data.error = "*") && {_DECIDED}',
                '($.type = "request") && ($.error = "*permission denied*") && ($.auth.display_name NOT EXISTS)',
            ),
        ),
        AuditFilter(
            metric="Denied",
            counts="requests of somebody known for something that their policies do not allow",
            pattern=_all('($.type = "request")', '($.error = "*permission denied*")', '($.auth.display_name = "*")'),
        ),
        AuditFilter(metric="Reads", counts="secrets read", pattern=_all(_READ, "($.error NOT EXISTS)", _OWN)),
        AuditFilter(
            metric="PeopleReads",
            counts="secrets read by people: by a token of no machine's method",
            pattern=_all(
                _READ,
                "($.error NOT EXISTS)",
                _OWN,
                *(f'($.auth.display_name != "{method}*")' for method in MACHINES),
            ),
        ),
        AuditFilter(
            metric="Writes",
            counts="secrets written or deleted",
            pattern=_all(
                '($.type = "response")',
                f'($.request.path = "{naming.KV_MOUNT}/*")',
                "($.error NOT EXISTS)",
                _OWN,
                "(" + " || ".join(f'($.request.operation = "{one}")' for one in _WRITING) + ")",
            ),
        ),
        AuditFilter(
            metric="Logins",
            counts="tokens given to people and programs",
            pattern=_all(
                '($.type = "response")',
                '($.request.mount_class = "auth")',
                '($.response.auth.accessor = "*")',
                "($.error NOT EXISTS)",
            ),
        ),
        AuditFilter(
            metric="RootUses",
            counts="requests with a root token",
            pattern=_all('($.type = "request")', '($.auth.policies[0] = "root")'),
        ),
        AuditFilter(
            metric="RootAttempts",
            counts="steps towards a root token: it is begun, or a recovery share is given",
            pattern=_all('($.type = "request")', '($.request.path = "sys/generate-root*")'),
        ),
        AuditFilter(
            metric="BreakGlassLogins",
            counts="tokens given that open everything in an emergency",
            pattern=_all(
                '($.type = "response")',
                _any_of("$.response.auth.policies", f"{naming.resource(environment, 'break-glass')}*"),
                "($.error NOT EXISTS)",
            ),
        ),
    )


def _any_of(array: str, text: str) -> str:
    return "(" + " || ".join(f'({array}[{index}] = "{text}")' for index in range(_POLICIES)) + ")"


def _all(*conditions: str) -> str:
    return "{ " + " && ".join(conditions) + " }"


def _any(*alternatives: str) -> str:
    return "{ " + " || ".join(f"({alternative})" for alternative in alternatives) + " }"
