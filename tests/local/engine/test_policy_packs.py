"""Policy packs in Python, run by the real engine through our language host."""

import json
import os
import sys

import pytest

from tests.local.engine.conftest import Project

pytestmark = pytest.mark.real

PACK = """
    from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

    def check(args, report):
        if args.name == "glass":
            report("a strong room is not made of glass")

    PolicyPack(
        name="tiny",
        enforcement_level=EnforcementLevel.MANDATORY,
        policies=[ResourceValidationPolicy(name="material", description="Strong rooms are strong.", validate=check)],
    )
"""
PROGRAM = """
    import pulumi

    pulumi.ComponentResource("tests:engine:Room", "{name}").register_outputs({{}})
"""


@pytest.fixture
def pack(project: Project) -> str:
    """The folder of a pack that refuses resources named glass."""
    project.write("pack/PulumiPolicy.yaml", "runtime: python\n")
    return str(project.write("pack/__main__.py", PACK).parent)


def test_a_pack_lets_pass_what_keeps_its_rules(project: Project, pack: str) -> None:
    project.write("__main__.py", PROGRAM.format(name="steel"))
    output = project.pulumi("up", "--yes", "--skip-preview", "--policy-pack", pack)
    assert "tiny@" in output
    assert "+ 2 created" in output


def test_a_pack_stops_what_breaks_a_mandatory_rule(project: Project, pack: str) -> None:
    project.write("__main__.py", PROGRAM.format(name="glass"))
    output = project.pulumi("up", "--yes", "--skip-preview", "--policy-pack", pack, fails=True)
    assert "a strong room is not made of glass" in output
    assert "tests:engine:Room" not in project.pulumi("stack", "export")


def test_two_packs_run_side_by_side(project: Project, pack: str) -> None:
    project.write("other/PulumiPolicy.yaml", "runtime: python\n")
    other = project.write("other/__main__.py", PACK.replace("glass", "paper").replace('"tiny"', '"second"')).parent
    project.write("__main__.py", PROGRAM.format(name="paper"))
    output = project.pulumi("preview", "--policy-pack", pack, "--policy-pack", str(other), fails=True)
    assert "a strong room is not made of paper" in output
    assert "not made of glass" not in output


def test_a_pack_runs_in_its_folder_under_the_interpreter_of_its_own_options(project: Project, pack: str) -> None:
    options = {"virtualenv": os.path.relpath(sys.prefix, pack)}
    project.write("pack/PulumiPolicy.yaml", json.dumps({"runtime": {"name": "python", "options": options}}))
    where = "import json, os, pathlib, sys\npathlib.Path('seen').write_text(json.dumps([os.getcwd(), sys.prefix]))\n"
    project.write("pack/probe.py", where)
    project.write("pack/__main__.py", f"import probe\n{PACK}".replace("\n    ", "\n"))
    project.write("__main__.py", "")
    project.pulumi("preview", "--policy-pack", pack)
    assert json.loads((project.folder / "pack" / "seen").read_text()) == [pack, sys.prefix]


def test_a_pack_that_cannot_start_fails_the_run_and_says_why(project: Project, pack: str) -> None:
    project.write("pack/__main__.py", "raise ValueError('the rule book is missing')\n")
    project.write("__main__.py", PROGRAM.format(name="steel"))
    output = project.pulumi("preview", "--policy-pack", pack, fails=True)
    assert "the rule book is missing" in output


def test_a_pack_whose_virtual_environment_is_missing_is_refused(project: Project, pack: str) -> None:
    project.write("pack/PulumiPolicy.yaml", "runtime: {name: python, options: {virtualenv: gone}}\n")
    project.write("__main__.py", "")
    output = project.pulumi("preview", "--policy-pack", pack, fails=True)
    assert f"{pack}/gone is not a virtual environment" in output
