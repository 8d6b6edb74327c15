"""Python programs run by the real engine through our language host."""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.local.engine.conftest import Project

pytestmark = pytest.mark.real

COMPONENT = """
    import pulumi

    class Room(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__("tests:engine:Room", name)
            self.register_outputs({})

    Room("strong")
    print("a line of the program")
    pulumi.export("greeting", f"hello {pulumi.Config().require('who')}")
"""
SLEEPER = """
    import os, pathlib, time
    pathlib.Path("pid").write_text(str(os.getpid()))
    time.sleep(60)
"""
PATIENCE = 20.0  # seconds


def resources(project: Project) -> list[str]:
    state = json.loads(project.pulumi("stack", "export"))
    return [each["type"] for each in state["deployment"].get("resources", [])]


def test_a_program_goes_through_preview_up_and_destroy(project: Project) -> None:
    project.write("__main__.py", COMPONENT)
    project.pulumi("config", "set", "who", "world")

    preview = project.pulumi("preview")
    assert re.search(r"\+ 2 to create", preview)
    assert "a line of the program" in preview
    assert resources(project) == []

    project.pulumi("up", "--yes", "--skip-preview")
    assert resources(project) == ["pulumi:pulumi:Stack", "tests:engine:Room"]
    assert json.loads(project.pulumi("stack", "output", "--json")) == {"greeting": "hello world"}
    project.pulumi("preview", "--expect-no-changes")

    project.pulumi("destroy", "--yes", "--skip-preview")
    assert resources(project) == []


def test_what_a_program_says_for_debugging_is_sent_where_that_is_asked(project: Project) -> None:
    project.write("__main__.py", 'import pulumi\npulumi.log.debug("a small matter")\npulumi.log.info("a word")\n')
    assert "a small matter" not in project.pulumi("preview", "--debug")

    project.environment["STRONGROOM_PROGRAM_DEBUG"] = "1"
    said = project.pulumi("preview", "--debug")
    assert "a small matter" in said
    assert "a word" in said


def test_the_engine_finds_the_language_host_where_it_expects_it(project: Project) -> None:
    project.write("__main__.py", "")
    assert "warning" not in project.pulumi("preview").lower()


def test_a_secret_of_the_configuration_reaches_the_program_but_no_argument_list(project: Project) -> None:
    project.write(
        "__main__.py",
        """
        import pathlib, pulumi, psutil
        value = pulumi.Config().require("canary")
        commands = "\\n".join(" ".join(each.info["cmdline"] or []) for each in psutil.process_iter(["cmdline"]))
        pathlib.Path("seen").write_text(f"{'executor.py' in commands} {value in commands}")
        pulumi.export("length", len(value))
        pulumi.export("secret", pulumi.runtime.is_config_secret("tiny:canary"))
        """,
    )
    canary = secrets.token_urlsafe()
    project.pulumi("config", "set", "--secret", "canary", given=canary)
    project.pulumi("up", "--yes", "--skip-preview")
    assert (project.folder / "seen").read_text() == "True False"
    assert json.loads(project.pulumi("stack", "output", "--json")) == {"length": len(canary), "secret": True}


def test_a_failing_program_shows_its_own_lines_and_none_of_the_hosts(project: Project) -> None:
    project.write("broken.py", "def fall():\n    raise ValueError('the shelf is empty')\n")
    project.write("__main__.py", "from broken import fall\nfall()\n")
    output = project.pulumi("preview", fails=True)
    assert output.count("ValueError: the shelf is empty") == 1
    assert "__main__.py" in output
    assert "broken.py" in output
    assert not re.search(r"executor\.py|language_host|runpy", output)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import pulumi\nraise pulumi.RunError('use another region')", "error: use another region"),
        ("import sys\nsys.exit(3)", "Program exited with non-zero exit code: 3"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "Program was ended by signal 9"),
        ("import nowhere", "No module named 'nowhere'"),
        ("def oops(", "SyntaxError"),
    ],
)
def test_a_program_that_ends_early_is_reported_once(project: Project, program: str, message: str) -> None:
    project.write("__main__.py", program)
    _, _, diagnostics = project.pulumi("preview", fails=True).partition("Diagnostics:")
    assert diagnostics.count(message) == 1
    assert diagnostics.count("error:") == 1


def test_a_missing_program_is_named(project: Project) -> None:
    project.write("Pulumi.yaml", "name: tiny\nruntime: python\nmain: elsewhere/\n")
    project.write("elsewhere/other.py", "")
    assert f"{project.folder / 'elsewhere' / '__main__.py'} is missing" in project.pulumi("preview", fails=True)


def test_a_program_in_a_subfolder_imports_its_neighbours(project: Project) -> None:
    project.write("Pulumi.yaml", "name: tiny\nruntime: python\nmain: app/\n")
    project.write("app/archive.py", "VALUE = 'its own'\n")  # also a file of the language host's folder
    project.write("app/__main__.py", "import archive, pulumi\npulumi.export('value', archive.VALUE)\n")
    assert "its own" in project.pulumi("preview")


def test_the_virtual_environment_of_the_runtime_options_runs_the_program(project: Project) -> None:
    environment = project.folder / "other"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    site = next(environment.glob("lib/python*/site-packages"))
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "borrowed.pth").write_text(ours, encoding="utf-8")
    project.write("Pulumi.yaml", "name: tiny\nruntime: {name: python, options: {virtualenv: other}}\n")
    project.write(
        "__main__.py",
        "import os, pulumi, shutil, sys\n"
        "pulumi.export('seen', [sys.prefix, os.environ['VIRTUAL_ENV'], shutil.which('python')])\n",
    )
    project.pulumi("up", "--yes", "--skip-preview")
    seen = json.loads(project.pulumi("stack", "output", "--json"))["seen"]
    assert seen == [str(environment), str(environment), str(environment / "bin" / "python")]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("virtualenv: gone", "gone is not a virtual environment"),
        ("toolchain: poetry", "toolchain is 'poetry'"),
        ("typechecker: mypy", "runtime option typechecker is not understood"),
    ],
)
def test_a_runtime_option_that_cannot_be_followed_is_refused(project: Project, options: str, message: str) -> None:
    project.write("Pulumi.yaml", f"name: tiny\nruntime: {{name: python, options: {{{options}}}}}\n")
    project.write("__main__.py", "")
    assert message in project.pulumi("preview", fails=True)


def test_about_names_the_interpreter_and_its_packages(project: Project) -> None:
    project.write("__main__.py", "")
    about = json.loads(project.pulumi("about", "--json", "--transitive"))
    assert about["runtime"]["executable"] == sys.executable
    assert "pulumi" in {each["name"] for each in about["dependencies"]}


def test_installing_dependencies_is_refused_and_says_why(project: Project) -> None:
    project.write("__main__.py", "")
    assert "installs nothing" in project.pulumi("install", fails=True)


def running(project: Project, process: subprocess.Popen[str]) -> tuple[psutil.Process, psutil.Process]:
    """Wait for the program to run; give the language host's and the program's process."""
    file, deadline = project.folder / "pid", time.monotonic() + PATIENCE
    while not (file.exists() and file.read_text()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the program did not start in time"
        time.sleep(0.02)
    program = psutil.Process(int(file.read_text()))
    return program.parents()[0], program


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
@pytest.mark.parametrize("victim", ["engine", "host"])
def test_a_program_does_not_outlive_a_killed_engine_or_host(project: Project, victim: str) -> None:
    project.write("__main__.py", SLEEPER)
    with project.start("preview") as process:
        host, program = running(project, process)
        os.kill(process.pid if victim == "engine" else host.pid, signal.SIGKILL)
        _, alive = psutil.wait_procs([host, program], PATIENCE)
        process.communicate(timeout=PATIENCE)
    assert alive == []


def test_an_interrupted_preview_ends_without_a_traceback(project: Project) -> None:
    project.write("__main__.py", SLEEPER)
    with project.start("preview") as process:
        host, program = running(project, process)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE)
        _, alive = psutil.wait_procs([host, program], PATIENCE)
    assert alive == []
    assert "preview canceled" in output
    assert "Traceback" not in output


def test_a_configuration_larger_than_an_environment_may_be_is_reported(project: Project) -> None:
    project.write("__main__.py", "")
    project.pulumi("config", "set", "large", given="x" * 200_000)
    assert "the stack's configuration is larger" in project.pulumi("preview", fails=True)
