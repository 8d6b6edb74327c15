"""The AWS emulator as a service of the local cloud: ministack, made durable, silent about values, held to loopback.

`python -m local.cloud.aws --port P --data DIRECTORY` runs ministack in this process, with five things around it:

- `durable`: what a request changed is on disk before its answer is sent, so a kill -9 loses nothing acknowledged.
  ministack alone writes its state at an orderly shutdown only.
- `quiet`: one line a request, of names only; no value reaches a log or the CloudTrail events.
- `loopback`: an address that is not loopback is refused, to listen on and to connect to, here and in Lambda workers.
- `signatures`: `sts:GetCallerIdentity` answers whoever signed it, and nobody who did not.
- `settings`: ministack's switches.

DIRECTORY is the store: it holds the values that were put, has mode 0700, and goes with `python -m local down`.
"""
