"""The language host: what the engine starts as `pulumi-language-python` to run Python programs and policy packs.

Only used where the official one is missing. Run as `python language_host.py EXECUTOR [FLAG...] ENGINE_ADDRESS`, where
EXECUTOR runs one program (executor.py); prints the port that it serves `pulumirpc.LanguageRuntime` on.

A program or pack runs under the `virtualenv` of its runtime options (Pulumi.yaml, PulumiPolicy.yaml; relative to that
file), else under the interpreter that runs this host. Configuration reaches it through its environment, never through
its arguments: a process list shows no secret. It reports no required plugins: the engine then asks for each when the
program first uses it.
"""

# ruff: noqa: ARG002, E402, N802  # the protocol gives the methods; imports follow the signal handlers

import errno
import importlib.metadata
import importlib.util
import json
import os
import platform
import queue
import select
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import IO

WAKE_READ, WAKE_WRITE = os.pipe()


def _note_signals() -> None:
    """Let SIGINT and SIGTERM do no more than write to a pipe: it wakes the main thread whichever thread got them."""
    os.set_blocking(WAKE_WRITE, False)
    signal.set_wakeup_fd(WAKE_WRITE)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)


def _bypass_package_inits() -> None:
    """Make the protocol's modules importable without the SDK around them: it takes longer to load than all the rest."""
    spec = importlib.util.find_spec("pulumi")
    if spec is None or spec.origin is None:
        sys.exit(f"the package pulumi is not installed for {sys.executable}")
    folder = Path(spec.origin).parent
    for name, path in (
        ("pulumi", folder),
        ("pulumi.runtime", folder / "runtime"),
        ("pulumi.runtime.proto", folder / "runtime" / "proto"),
    ):
        package = ModuleType(name)
        package.__path__ = [str(path)]
        sys.modules[name] = package


if __name__ == "__main__":
    _note_signals()  # before the slow imports: an early Ctrl-C shall not end in a traceback
    _bypass_package_inits()
    sys.path.append(str(Path(__file__).resolve().parents[2]))  # the environment may not have this project installed

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as rpc
from pulumi.runtime.proto.language_pb2_grpc import (
    LanguageRuntimeServicer,
    add_LanguageRuntimeServicer_to_server,
)
from pulumi.runtime.proto.plugin_pb2 import PluginInfo

from local.engine.children import Children
from local.engine.interpreter import Interpreter, OptionError

Context = grpc.ServicerContext
DEPENDENCIES = Path(__file__).with_name("dependencies.py")
ALREADY_REPORTED = 32  # the executor's exit code when it told the user what is wrong
MESSAGE_LIMIT = 400 * 1024 * 1024  # bytes; the engine's own limit


def _ended(code: int) -> str:
    return f"Program was ended by signal {-code}" if code < 0 else f"Program exited with non-zero exit code: {code}"


def _not_started(problem: OSError) -> str:
    if problem.errno == errno.E2BIG:
        return "the stack's configuration is larger than an environment takes (128 KB on Linux); keep it in files"
    return f"the program cannot be started: {problem.strerror}"


def _pump(stream: IO[bytes], field: str, messages: "queue.Queue[rpc.RunPluginResponse | None]") -> None:
    with stream:
        while chunk := os.read(stream.fileno(), 65536):
            of_stdout = field == "stdout"
            messages.put(rpc.RunPluginResponse(stdout=chunk) if of_stdout else rpc.RunPluginResponse(stderr=chunk))
    messages.put(None)


class LanguageHost(LanguageRuntimeServicer):
    """Runs programs and policy packs for one engine."""

    def __init__(self, executor: str, engine_address: str) -> None:
        self.children = Children()
        self._executor = executor
        self._engine_address = engine_address

    def Handshake(self, request: rpc.LanguageHandshakeRequest, context: Context) -> rpc.LanguageHandshakeResponse:
        """Learn the engine's address: an engine that attaches to this host sends it here."""
        self._engine_address = request.engine_address
        return rpc.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Empty, context: Context) -> PluginInfo:
        """Give the version of the SDK that runs the programs."""
        return PluginInfo(version=importlib.metadata.version("pulumi"))

    def GetRequiredPackages(
        self, request: rpc.GetRequiredPackagesRequest, context: Context
    ) -> rpc.GetRequiredPackagesResponse:
        """Name none: the engine asks for a plugin when the program first uses it."""
        return rpc.GetRequiredPackagesResponse()

    def InstallDependencies(
        self, request: rpc.InstallDependenciesRequest, context: Context
    ) -> Iterator[rpc.InstallDependenciesResponse]:
        """Refuse: an environment is set up by its project's own, hash-checked way."""
        context.abort(
            grpc.StatusCode.FAILED_PRECONDITION,
            f"strongroom's language host installs nothing; install what "
            f"{request.info.program_directory} needs yourself (this project: `make up` does)",
        )

    def About(self, request: rpc.AboutRequest, context: Context) -> rpc.AboutResponse:
        """Say which Python runs the programs; the engine asks at every command."""
        executable = self._interpreter(request.info, context).executable
        version = platform.python_version()
        if executable != sys.executable:
            command = [executable, "-I", "-S", "-c", "import platform; print(platform.python_version())"]
            version = subprocess.check_output(command, text=True).strip()
        return rpc.AboutResponse(executable=executable, version=version)

    def GetProgramDependencies(
        self, request: rpc.GetProgramDependenciesRequest, context: Context
    ) -> rpc.GetProgramDependenciesResponse:
        """List the interpreter's distributions."""
        everything = ["--all"] if request.transitiveDependencies else []
        command = [self._interpreter(request.info, context).executable, "-P", str(DEPENDENCIES), *everything]
        found = json.loads(subprocess.check_output(command))
        return rpc.GetProgramDependenciesResponse(
            dependencies=[rpc.DependencyInfo(name=name, version=version) for name, version in found]
        )

    def Run(self, request: rpc.RunRequest, context: Context) -> rpc.RunResponse:
        """Run a program to its end; its output is this host's output."""
        try:
            interpreter = Interpreter(request.info)
        except OptionError as problem:
            return rpc.RunResponse(error=str(problem))
        environment = interpreter.environment(
            os.environ,
            PULUMI_CONFIG=json.dumps(dict(request.config)),
            PULUMI_CONFIG_SECRET_KEYS=json.dumps(list(request.configSecretKeys)),
        )
        command = [interpreter.executable, "-u", self._executor, *self._arguments(request)]
        try:
            with self.children.start(command, cwd=request.pwd or ".", env=environment) as child:
                self._end_with_the_call(child, context)
                code = child.wait()
        except OSError as problem:
            return rpc.RunResponse(error=_not_started(problem))
        if code in {0, ALREADY_REPORTED}:
            return rpc.RunResponse(bail=code == ALREADY_REPORTED)
        return rpc.RunResponse(error=_ended(code))

    def RunPlugin(self, request: rpc.RunPluginRequest, context: Context) -> Iterator[rpc.RunPluginResponse]:
        """Run a policy pack (kind analyzer) or a plugin written in Python, until it ends or the engine hangs up."""
        interpreter = self._interpreter(request.info, context)
        folder = request.info.program_directory
        analyzer = request.kind == "analyzer"
        arguments = ["-m", "pulumi.policy", *request.args, folder] if analyzer else [folder, *request.args]
        given = (each.partition("=") for each in request.env)
        environment = interpreter.environment({name: value for name, _, value in given})
        command = [interpreter.executable, "-u", *arguments]
        messages: queue.Queue[rpc.RunPluginResponse | None] = queue.Queue()
        cwd = folder if analyzer else request.pwd or folder
        with self.children.start(command, cwd=cwd, env=environment, output=subprocess.PIPE) as child:
            self._end_with_the_call(child, context)
            for stream, field in ((child.stdout, "stdout"), (child.stderr, "stderr")):
                threading.Thread(target=_pump, args=(stream, field, messages), daemon=True).start()
            for _ in range(2):  # each stream ends with a None
                yield from iter(messages.get, None)
            code = child.wait()
        yield rpc.RunPluginResponse(exitcode=code)

    def Cancel(self, request: Empty, context: Context) -> Empty:
        """End what runs: the engine stops in the middle of an operation."""
        self.children.end_all()
        return Empty()

    def _end_with_the_call(self, child: subprocess.Popen[bytes], context: Context) -> None:
        """End the child when the engine hangs up; in a thread, as it may take a while and others wait behind it."""
        end = threading.Thread(target=self.children.end, args=(child,), daemon=True)
        if not context.add_callback(end.start):
            end.start()  # it hung up before

    def _interpreter(self, info: rpc.ProgramInfo, context: Context) -> Interpreter:
        try:
            return Interpreter(info)
        except OptionError as problem:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(problem))

    def _arguments(self, request: rpc.RunRequest) -> list[str]:
        named = {
            "monitor": request.monitor_address,
            "engine": self._engine_address,
            "project": request.project,
            "stack": request.stack,
            "organization": request.organization,
            "root_directory": request.info.root_directory,
            "pwd": request.pwd,
            "dry_run": "true" if request.dryRun else "false",
            "parallel": str(request.parallel),
        }
        flags = [part for name, value in named.items() if value for part in (f"--{name}", value)]
        return [*flags, request.info.entry_point or ".", *request.args]


def _wait_for_the_end() -> None:
    """Wait for a signal, or for the end of the standard input: it comes when the engine is killed."""
    watched = [WAKE_READ, 0] if stat.S_ISFIFO(os.fstat(0).st_mode) else [WAKE_READ]
    while True:
        ready, _, _ = select.select(watched, [], [])
        if WAKE_READ in ready or not os.read(0, 4096):
            return


def main(executor: str, engine_address: str) -> None:
    """Serve one engine until it says stop or is gone."""
    host = LanguageHost(executor, engine_address)
    limits = [("grpc.max_receive_message_length", MESSAGE_LIMIT), ("grpc.max_send_message_length", MESSAGE_LIMIT)]
    server = grpc.server(ThreadPoolExecutor(), options=limits)
    add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    _wait_for_the_end()
    host.children.end_all()
    server.stop(0).wait()
    os._exit(0)  # nothing is left to flush, and what still waits in a thread must not hold the engine up


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[-1])
