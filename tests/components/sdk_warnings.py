"""The AWS SDK warns of deprecated types of its own when it is imported; tests turn warnings into errors."""

import pytest

IGNORED = pytest.mark.filterwarnings("ignore:(aws|s3)[.].* has been deprecated:DeprecationWarning")
