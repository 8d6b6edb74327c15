"""Runs one Pulumi program under the interpreter that its runtime options name: the language host's child.

Called as `python -u executor.py --monitor ADDRESS --engine ADDRESS ... PROGRAM [ARGUMENT...]`; configuration comes in
PULUMI_CONFIG and PULUMI_CONFIG_SECRET_KEYS. Needs nothing but the package pulumi. Exit code 32 says that the user has
already been told what is wrong.

What the SDK or the program says at the level of debugging is left out: several calls a resource that the program waits
for, near a third of the time of ours, and the engine throws them away. STRONGROOM_PROGRAM_DEBUG=1 sends them, for
`pulumi --debug`.
"""

import argparse
import asyncio
import logging
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

del sys.path[0]  # this file's folder: a program shall not import its neighbours by accident

try:
    import pulumi
    from pulumi import runtime
except ImportError as problem:
    print(f"{problem}\nThe Pulumi SDK is missing for {sys.executable}; install it there: pip install pulumi")
    sys.exit(1)

ALREADY_REPORTED = 32
MAIN = "__main__.py"


def read_arguments() -> argparse.Namespace:
    """Read the command line; what is missing is empty."""
    parser = argparse.ArgumentParser()
    for name in ("monitor", "engine", "project", "stack", "organization", "root_directory", "pwd"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--dry_run", default="false")
    parser.add_argument("--parallel", type=int, default=1)
    parser.add_argument("program")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser.parse_args()


def configure(given: argparse.Namespace) -> None:
    """Tell the SDK where the engine is and what the stack's configuration says."""
    runtime.set_all_config(runtime.get_config_env(), runtime.get_config_secret_keys_env())
    settings = runtime.Settings(
        project=given.project,
        stack=given.stack,
        monitor=given.monitor,
        engine=given.engine,
        parallel=given.parallel,
        dry_run=given.dry_run == "true",
        organization=given.organization,
        root_directory=given.root_directory,
    )
    runtime.configure(settings)
    if os.environ.get("STRONGROOM_PROGRAM_DEBUG") != "1":
        pulumi.log.debug = _unsaid


def _unsaid(*_: object, **__: object) -> None:
    pass


def the_programs_part(problem: BaseException, main: Path) -> str:
    """Give the traceback from the program's own first line on; whole when the program is not in it."""
    frames = list(traceback.walk_tb(problem.__traceback__))
    starts = (at for at, (frame, _) in enumerate(frames) if Path(frame.f_code.co_filename).resolve() == main)
    keep = len(frames) - next(starts, 0)
    return "".join(traceback.format_exception(problem, limit=-keep))


def run(program: str, main: Path, loop: asyncio.AbstractEventLoop) -> int:
    """Run the program inside its stack; give the exit code."""
    if not main.is_file():
        pulumi.log.error(f"there is no program: {main} is missing")
        return ALREADY_REPORTED
    try:
        loop.run_until_complete(runtime.run_in_stack(lambda: _execute(program)))
    except pulumi.RunError as problem:
        pulumi.log.error(str(problem))
        return ALREADY_REPORTED
    except Exception as problem:  # noqa: BLE001  # whatever the program raises is shown to its author
        pulumi.log.error(f"Program failed with an unhandled exception:\n{the_programs_part(problem, main)}")
        return ALREADY_REPORTED
    return 0


def _execute(program: str) -> None:
    runpy.run_path(program, run_name="__main__")


def main() -> int:
    """Run the program that the arguments name; give the exit code."""
    given = read_arguments()
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a failed program leaves futures that nobody awaits
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(max_workers=4 * max(given.parallel, 1)))  # as the SDK sizes it
    asyncio.set_event_loop(loop)
    configure(given)
    if given.pwd:
        os.chdir(given.pwd)
    sys.argv = [given.program, *given.arguments]
    entry = Path(given.program).resolve()
    return run(given.program, entry / MAIN if entry.is_dir() else entry, loop)


if __name__ == "__main__":
    sys.exit(main())
