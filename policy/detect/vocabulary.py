"""The words of words.yaml, as sets."""

from __future__ import annotations

from pathlib import Path

import yaml

WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split() if isinstance(words, str) else words)
    for name, words in yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")).items()
}
