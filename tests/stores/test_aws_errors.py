"""What is told where AWS can't be asked at all."""

from __future__ import annotations

import pytest
from botocore.exceptions import BotoCoreError, NoCredentialsError, NoRegionError

from strongroom.stores.aws_errors import translated
from strongroom.stores.errors import StoreError


@pytest.mark.parametrize("error", [NoRegionError(), NoCredentialsError()])
@pytest.mark.parametrize(
    ("environment", "way_out"), [("local", "make up, then run this in make shell"), ("staging", "set AWS_")]
)
def test_who_forgot_the_way_in_is_told_the_one_of_the_environment(
    error: BotoCoreError, environment: str, way_out: str
) -> None:
    with pytest.raises(StoreError) as told, translated("Secrets Manager", environment=environment):
        raise error
    assert way_out in str(told.value)
