"""Fly's Machines API, Pulumi ESC and a Sealed Secrets controller on loopback: what secrets need of each.

One process serves all three. Fly: `/v1/apps/...` with secrets that are staged and machines that take them with an
update, under a lease (https://fly.io/docs/machines/api/, the client in github.com/superfly/fly-go). Pulumi ESC:
`/api/esc/environments/...` with one YAML document an environment, an ETag and revisions; what is secret in it is
encrypted as it arrives (https://www.pulumi.com/docs/reference/cloud-rest-api/environments/, the client in
github.com/pulumi/esc). The controller: a certificate `<cluster>/certificate.pem` in a folder, and the key that opens
what was sealed for it.

Routes of its own, for tests and for the local cloud: `GET /_health`; `POST /_seed` {apps, environments, clusters};
`GET|POST|DELETE /_faults`; `GET|DELETE /_requests`; `POST /_reveal` (what arrived, as its digest or in clear). All but
`/_health` need the token.
"""
