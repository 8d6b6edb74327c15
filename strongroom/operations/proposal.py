"""What to write into the catalogue for a name that it does not know yet: a path, a description, a type."""

from __future__ import annotations

from dataclasses import dataclass

_TYPES = (
    (("API_KEY", "APIKEY", "ACCESS_KEY"), "api-key", "Key"),
    (("TOKEN", "PAT"), "token", "Token"),
    (("PASSWORD", "PASSWD", "PASS"), "password", "Password"),
    (("WEBHOOK_SECRET", "SIGNING_SECRET"), "webhook", "Secret that signs the webhooks"),
    (("DATABASE_URL", "DSN", "CONNECTION_STRING", "CONNECTION"), "database", "Connection string"),
    (("CERT", "CERTIFICATE", "PEM"), "certificate", "Certificate"),
    (("SERVICE_ACCOUNT_KEY", "CREDENTIALS"), "service-account", "Service account"),
    (("SECRET", "JWT", "KEY"), "crypto", "Secret"),
    (("URL", "URI", "ENDPOINT"), "url", "Address"),
    (("HOST", "PORT", "ADDRESS"), "address", "Network address"),
    (("ID", "ACCOUNT", "USER", "USERNAME", "PROJECT"), "identifier", "Identifier"),
)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An entry as it could stand in the catalogue; a person completes the description."""

    name: str
    path: str
    type: str
    description: str

    def yaml(self) -> str:
        """The entry, ready to be pasted."""
        return (
            f"  - path: {self.path}\n    name: {self.name}\n    description: {self.description}\n"
            f"    type: {self.type}\n    source: {{origin: supplied, where: TODO say which screen shows it}}"
        )


def propose(name: str, project: str | None) -> Proposal:
    """A path by the rules (3.3, 3.4): `project/<project>/<name>`, or `meta/<service>/<name>` outside of one."""
    words = name.upper().replace(".", "_").strip("_")
    kind, noun, service = _classified(words)
    lower = words.lower()
    if project is not None:
        path = f"project/{project}/{lower}"
    else:
        head, _, tail = lower.partition("_")
        path = f"meta/{head}/{tail or lower}"
    whose = service.replace("_", " ").title() or "a service"
    owner = f"the project {project}" if project else "everything that uses it"
    description = f"{noun} of {whose} for {owner}; TODO say what it opens."
    return Proposal(name=words, path=path, type=kind, description=description)


def _classified(words: str) -> tuple[str, str, str]:
    """Type, noun, and the service that is left of the name."""
    for endings, kind, noun in _TYPES:
        for ending in endings:
            if words == ending or words.endswith(f"_{ending}"):
                return kind, noun, words.removesuffix(ending).strip("_")
    return "setting", "Setting", words
