"""Formats that give a credential away by themselves, whatever it is called.

Sources: the issuers' own documentation of their prefixes and lengths. A pattern is anchored on what the issuer fixed,
so that it errs little.
"""

from __future__ import annotations

from policy.detect.formats_platforms import CLOUDS, CODE, IDENTITY
from policy.detect.formats_services import BUSINESS, MESSAGES, MODELS, OBSERVING

_ALL = (*IDENTITY, *CLOUDS, *CODE, *MESSAGES, *MODELS, *BUSINESS, *OBSERVING)

# By hint: most texts hold none, and pay for nothing else.
FORMATS = {hint: tuple(form for form in _ALL if form.hint == hint) for hint in {form.hint: None for form in _ALL}}
