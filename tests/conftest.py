"""What holds for every test."""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

# A busy machine makes no example wrong, so none is timed.
settings.register_profile("strongroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("strongroom")

# A shell starts what it runs in the background deaf to Ctrl-C, and every process that a test starts would be so too.
signal.signal(signal.SIGINT, signal.default_int_handler)
