"""A GitHub REST API on loopback: what secrets need of it, with the real sealed boxes and the real answers.

It serves the routes of users, organisations, repositories, environments, secrets, variables and dispatches, each
with and without the `/api/v3` of an Enterprise Server. Sealed values are opened when they arrive, so a wrong key or a
wrong name is refused as GitHub refuses it; they are kept sealed. Source: https://docs.github.com/rest (2022-11-28).

Routes of its own, for tests and for the local cloud:
`GET /_health`; `POST /_seed` {repositories, organisations, users, teams}; `GET|POST|DELETE /_faults`;
`GET|DELETE /_requests` (method, path and status, never a body); `POST /_reveal` {repository, environment, name, value}
(SHA-256 of a secret, its value only when `value` is true); `GET /_dispatches`. All but `/_health` need the token.
"""
