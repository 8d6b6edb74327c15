"""The rotation of a secret in Secrets Manager: one Lambda handler, one strategy a file. Deployed alone.

Fixed points between this package and whoever deploys and calls it:

- **Handler**: `rotation.handler.handle(event, context)`.
- **Events**: Secrets Manager's own, `{"Step", "SecretId", "ClientRequestToken", "RotationToken"?}` with the steps
  createSecret, setSecret, testSecret and finishSecret; and ours, `{"Check": "sweep", "SecretIds": [...]}`, hourly:
  it takes credentials out of use whose grace is over and reports what is due, overdue or stuck (`rotation.sweep`).
- **Environment**: `ROTATION_STRATEGY` (a name of `rotation.strategies.NAMES`), powertools' own `POWERTOOLS_*`,
  optional `ROTATION_CA_FILE` (authorities that databases' certificates are verified against, PEM).
- **Settings of one secret**: its tag `RotationSettings` (`rotation.settings`); its tag `Owner` is quoted in reports.
- **Metrics**: namespace `strongroom/rotation/<environment>` (`rotation.telemetry`).
- **Value**: as each strategy says; a database login is JSON in Secrets Manager's published shape (`rotation.login`).

It imports boto3, powertools and the drivers of its strategies, each strategy's only when it is used, and nothing else
of this project.
"""
