"""What every stand-in for a service is built of: answers and routes, faults, a desk, a kept world, a way to start.

A stand-in answers on loopback as the service's API does, for whoever has the token. Beside the service's routes it has
its own, for tests and for the local cloud: `GET /_health`; `GET|POST|DELETE /_faults`; `GET|DELETE /_requests` (method,
path and status, never a body); and, each in its own way, `POST /_seed` and `POST /_reveal`. All but `/_health` need the
token.
"""
