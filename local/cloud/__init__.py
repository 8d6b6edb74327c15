"""The local cloud: real servers on loopback, started together and ended without a trace.

For tests and for the other rooms::

    from local import cloud

    running = cloud.start(directory, only=("aws",))  # -> Cloud; a second start repairs what died
    running.endpoint("aws")                          # -> "http://127.0.0.1:41873"
    running.environment()                            # -> dict[str, str]: what `python -m local env` exports
    cloud.Cloud.load(directory)                      # -> Cloud of what runs; NoCloudError when nothing does
    cloud.stop(directory, keep_data=False)           # -> names of what it ended; idempotent

`directory` is a path, or None for `$STRONGROOM_LOCAL_DIR`, else `.strongroom` in the project root.
`local.cloud.paths.locate(directory)` gives the layout of its files.

A room that starts and stops processes at run time (the nodes of a scaling group) records them, so that
`python -m local status | logs | down` know them::

    cloud.launch("vault-1", [bao, "server", ...], environment={...}, address="127.0.0.11", ports={"api": 8200},
                 exports={"VAULT_ADDR": "https://127.0.0.11:8200"})   # -> Running; starts detached, recorded
    cloud.end("vault-1")                             # SIGTERM, a deadline, SIGKILL; forgotten; its data stays
    cloud.register("vault-1", pid, ports=..., exports=..., log=...)   # for a process that the caller started itself
    cloud.forget("vault-1")                          # the caller ended it itself

All of these take `directory` too. They take a file lock and write the state file atomically: they are safe from any
process at any time.
`exports` join `Cloud.environment()` for as long as the process is recorded.
A service that always runs is a row in `local.cloud.services.SERVICES`.
"""

from local.cloud.errors import CloudError, NoCloudError, StartError
from local.cloud.members import end, forget, launch, register
from local.cloud.running import Cloud
from local.cloud.state import Running
from local.cloud.supervisor import start, stop

__all__ = [
    "Cloud",
    "CloudError",
    "NoCloudError",
    "Running",
    "StartError",
    "end",
    "forget",
    "launch",
    "register",
    "start",
    "stop",
]
