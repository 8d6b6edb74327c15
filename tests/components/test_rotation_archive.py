"""The functions' code: the same bytes for the same files, and all that it needs in it."""

import hashlib
import importlib.metadata
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from components import function_archive
from components.function_archive import ArchiveError
from components.rotation import archive as rotation_archive

PROJECT = Path(__file__).resolve().parents[2]
FILES = st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}\.py", fullmatch=True), st.binary(max_size=64))


@given(FILES)
def test_the_same_files_make_the_same_bytes_in_any_order(files: dict[str, bytes]) -> None:
    assert function_archive.archive(files) == function_archive.archive(dict(reversed(files.items())))


@given(FILES)
def test_an_archive_holds_exactly_its_files(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(function_archive.archive(files))) as opened:
        assert {entry.filename: opened.read(entry) for entry in opened.infolist()} == files
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in opened.infolist())
        assert all(entry.external_attr >> 16 == 0o100644 for entry in opened.infolist())


def test_the_distributions_are_all_that_the_functions_need_and_no_more() -> None:
    needed, waiting = set(), ["aws-lambda-powertools", "pg8000", "redis", "httpx"]
    while waiting:
        name = waiting.pop().lower()
        if name in needed:
            continue
        needed.add(name)
        for text in importlib.metadata.requires(name) or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate(
                {"extra": "", "python_full_version": "3.13.0"}
            ):
                waiting.append(requirement.name.replace("_", "-"))
    assert set(rotation_archive.DISTRIBUTIONS) == needed


def test_it_is_built_twice_with_one_hash_and_is_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_CACHE", str(tmp_path))
    first = rotation_archive.build(PROJECT)
    content = first.path.read_bytes()
    first.path.unlink()
    again = rotation_archive.build(PROJECT)
    assert again == first
    assert again.path.read_bytes() == content
    assert first.size == len(content) < 3_000_000  # Lambda takes 50 MB; what grows past this wants a look


def test_what_somebody_else_left_in_the_cache_is_not_deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_CACHE", str(tmp_path))
    made = rotation_archive.build(PROJECT)
    content = made.path.read_bytes()
    made.path.write_bytes(b"something else")
    assert rotation_archive.build(PROJECT).path.read_bytes() == content


def test_a_function_starts_from_the_archive_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every module of the package is imported by a Python that sees the archive and, as in Lambda, boto3's own."""
    monkeypatch.setenv("STRONGROOM_CACHE", str(tmp_path))
    code = tmp_path / "code"
    with zipfile.ZipFile(rotation_archive.build(PROJECT).path) as opened:
        opened.extractall(code)
        modules = [
            name.removesuffix(".py").replace("/", ".") for name in opened.namelist() if name.startswith("rotation/")
        ]
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    installed = Path(str(importlib.metadata.distribution("boto3").locate_file("boto3"))).parent
    for name in ("boto3", "botocore", "s3transfer", "urllib3"):
        (runtime / name).symlink_to(installed / name)
    modules = [module.removesuffix(".__init__") for module in modules]
    program = (
        f"import sys; sys.path[:0] = {[str(code), str(runtime)]!r};"
        f" import {', '.join(modules)}, pg8000.native, redis, httpx"
    )
    done = subprocess.run(
        [Path(sys.executable).resolve(), "-I", "-S", "-c", program],  # not the virtual environment's
        env={"AWS_DEFAULT_REGION": "us-east-1", "ROTATION_STRATEGY": "random"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_test_and_nothing_compiled_is_in_it() -> None:
    names = [Path(name) for name in rotation_archive.installed_files()]
    assert not [name for name in names if {"tests", "__pycache__"} & set(name.parts) or name.suffix in (".pyc", ".so")]


def test_a_file_that_was_changed_after_its_installation_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "harbour-1.0.dist-info"
    folder.mkdir()
    (tmp_path / "harbour.py").write_text("")
    digest = hashlib.sha256(b"another text").hexdigest()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour\nVersion: 1.0\n")
    (folder / "RECORD").write_text(f"harbour.py,sha256={digest},0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(rotation_archive, "DISTRIBUTIONS", ("harbour", "nowhere-to-be-found"))
    with pytest.raises(ArchiveError) as refused:
        rotation_archive.installed_files()
    assert "harbour.py is not what harbour 1.0 was released with" in str(refused.value)
    assert "nowhere-to-be-found is not installed" in str(refused.value)
