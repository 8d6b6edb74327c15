"""What the asked set is drawn with, beside what the set of programs is."""

from __future__ import annotations

import base64
import string

from tests.policy.corpus.programs.drawn import ALNUM, Drawn

Row = tuple[str, str, str, str, str]
_SEED_WORDS = (
    *("abandon", "ability", "acid", "acoustic", "balance", "banner", "captain", "carbon", "damage", "danger", "eagle"),
    *("early", "fabric", "faculty", "galaxy", "gallery", "habit", "hamster", "icon", "idle", "jacket", "jaguar"),
)


class Asked(Drawn):
    """Draws what a person, a password manager, a wallet or an encoder makes."""

    def human(self) -> str:
        """A password as people make them: a word or two, digits, a sign."""
        forms = (
            f"{self.word()}{self.digits(4)}!",
            f"{self.word()}-{self.word()}-{self.digits(2)}",
            f"{self.word().lower()}{self.word()}{self.digits(2)}#",
            f"{self.word().replace('e', '3').replace('a', '@')}{self.digits(3)}$",
        )
        return self._random.choice(forms)

    def strong(self, length: int = 16) -> str:
        """A password as a generator makes them: at least one of each class."""
        body = self.of(ALNUM + "!#%*+-_=", length - 4)
        return f"{self.of(string.ascii_lowercase, 1)}{body}{self.digits(1)}Q!"

    def seed_phrase(self) -> str:
        """A wallet's twelve words."""
        return " ".join(self._random.choice(_SEED_WORDS) for _ in range(12))


def packed(data: bytes) -> str:
    """Bytes in base64."""
    return base64.b64encode(data).decode()


def segment(text: str) -> str:
    """A part of a web token."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
