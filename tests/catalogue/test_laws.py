"""What holds for every catalogue and for everything that is none: found by hypothesis, not by examples."""

from __future__ import annotations

import re
import string
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from strongroom import naming
from strongroom.catalogue import CatalogueError, Problem, load
from strongroom.catalogue.checks import Extract
from strongroom.catalogue.document import parse
from strongroom.catalogue.leaks import looks_random
from strongroom.catalogue.nearest import is_harmless
from strongroom.catalogue.rules import descriptions, names, paths
from tests.catalogue.files import HEAD, entry

OURS = Path(__file__).parents[2] / "catalogue"
GOOD = HEAD + entry(destinations="[site]", rotation="{days: 30, strategy: manual}", checks="[{starts_with: x}]")
FOREIGN_WORDS = re.compile(r"pydantic|Input should|valid (string|integer|tuple|dict)|Traceback|type=", re.IGNORECASE)

words = st.text(string.ascii_letters + string.digits + "_-./*{}[] ", max_size=20)
texts = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20)  # what PyYAML itself writes rightly
texts = texts.filter(lambda text: text != "<<")  # and what is no merge
scalars = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | words | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | texts, inner, max_size=4),
    max_leaves=12,
)


def problems_of(content: bytes) -> tuple[Problem, ...]:
    """What is wrong with a file; anything but CatalogueError is a failure of the test."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "team.yaml").write_bytes(content)
        try:
            load(Path(folder))
        except CatalogueError as error:
            return error.problems
    return ()


def hold_the_form(problems: tuple[Problem, ...], content: bytes) -> None:
    """Each problem has a line of the file, says what is wrong and the way out, in our words."""
    last = len(re.split(rb"\r\n|\r|\n|\xc2\x85|\xe2\x80[\xa8\xa9]", content))
    for problem in problems:
        assert problem.file.endswith("/team.yaml")
        assert 1 <= problem.line <= last
        assert problem.message.strip(), problem
        assert problem.remedy.strip(), problem
        assert str(problem).isprintable()
        assert not FOREIGN_WORDS.search(f"{problem.message} {problem.remedy}"), problem


@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"a: " + b"[" * 5000)
@example(b"? [a]\n: b\n")
@example("\x85\u2028@: \u2029".encode())
@settings(max_examples=100, deadline=None)
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    problems = problems_of(content)
    assert problems
    hold_the_form(problems, content)


@given(
    st.lists(st.sampled_from([*"[]{}:,-?&*!|>'\"%@`#\t\n ", "a", "secrets", "no", "---", "<<", "1", "é"]), max_size=40)
)
@settings(max_examples=100, deadline=None)
def test_no_yaml_does_more_than_be_refused(parts: list[str]) -> None:
    content = "".join(parts).encode()
    hold_the_form(problems_of(content), content)
    content = (GOOD + "    name: ").encode() + content
    hold_the_form(problems_of(content), content)


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """The right workspace with one to three places of it replaced, removed, renamed or added to."""
    data = yaml.safe_load(GOOD)
    for _ in range(draw(st.integers(1, 3))):
        places = [(data, key) for key in data]
        for container, key in places:
            inner = container[key]
            if isinstance(inner, dict | list):
                places += [(inner, k) for k in (inner if isinstance(inner, dict) else range(len(inner)))]
        assume(places)
        container, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(["replace", "remove", "rename", "add"])):
            case "replace":
                container[key] = draw(values)
            case "remove":
                del container[key]
            case "rename" if isinstance(container, dict):
                container[draw(words)] = container.pop(key)
            case _ if isinstance(container, dict):
                container[draw(words)] = draw(values)
            case _:
                container.append(draw(values))
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


@given(mutilated())
@settings(max_examples=150, deadline=None)
def test_no_change_to_a_right_workspace_does_more_than_be_refused(content: str) -> None:
    hold_the_form(problems_of(content.encode()), content.encode())


@given(st.dictionaries(texts, values, min_size=1, max_size=5))
@settings(deadline=None)
def test_what_yaml_writes_is_read_back(data: dict[str, Any]) -> None:
    document, problems = parse(yaml.safe_dump(data, allow_unicode=True).encode(), "x.yaml")
    assert problems == []
    assert document is not None
    assert document.data == data


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.lists(st.integers(), max_size=3), min_size=1))
@settings(deadline=None)
def test_the_line_of_a_key_is_the_line_that_it_stands_on(data: dict[str, list[int]]) -> None:
    text = "".join(f"k-{key}:\n" + "".join(f"  - {each}\n" for each in items) for key, items in data.items())
    document, _ = parse(text.encode(), "x.yaml")
    assert document is not None
    lines = text.splitlines()
    for key, items in data.items():
        assert lines[document.line([f"k-{key}"]) - 1] == f"k-{key}:"
        for index, item in enumerate(items):
            assert lines[document.line([f"k-{key}", index]) - 1] == f"  - {item}"


def test_our_catalogue_printed_from_its_models_is_read_back_the_same(tmp_path: Path) -> None:
    catalogue = load(OURS)
    for workspace in catalogue.workspaces:
        data = workspace.model_dump(mode="json", exclude_unset=True)
        data["secrets"] = [
            secret.model_dump(mode="json", exclude={"workspace"}, exclude_none=True) for secret in workspace.secrets
        ]
        (tmp_path / f"{workspace.workspace}.yaml").write_text(yaml.safe_dump(data, sort_keys=False))
    assert load(tmp_path).secrets == catalogue.secrets


@given(words, st.sampled_from([("team/{service}/{name}",), ("project/{project}/{name}", "meta/{service}/{name}")]))
@settings(deadline=None)
def test_a_path_that_is_suggested_is_right(path: str, patterns: tuple[str, ...]) -> None:
    said = paths.refusal(path, patterns)
    suggested = re.search(r'did you mean "(.*)"', said[1]) if said else None
    if suggested:
        assert paths.refusal(suggested.group(1), patterns) is None


@given(st.from_regex(r"[A-Za-z_-]{1,30}", fullmatch=True))
@settings(deadline=None)
def test_a_name_that_is_suggested_is_right(name: str) -> None:
    said = names.service_credential_type(name, "sophia/linear/api_key")
    suggested = re.search(r"did you mean (\w+)\?", said[1]) if said else None
    if suggested:
        assert names.service_credential_type(suggested.group(1), "sophia/linear/api_key") is None


@given(st.uuids(), st.sampled_from(["https://www.notion.so/team/Swarm-{}?v=1", "{}", "https://www.notion.so/{}"]))
def test_an_identifier_is_found_in_its_link_and_is_itself(identifier: Any, form: str) -> None:
    check = Extract.model_validate({"extract": {"kind": "notion-id"}})
    assert check.value(form.format(identifier.hex)) == identifier.hex
    assert check.value(identifier.hex) == identifier.hex
    assert check.value(str(identifier)) == identifier.hex


@given(st.binary(min_size=30, max_size=60))
def test_a_generated_value_is_never_repeated_in_a_message(random: bytes) -> None:
    import base64

    value = base64.b64encode(random).decode()
    assume(looks_random(value))
    assert not is_harmless(value)


@given(
    st.lists(
        st.sampled_from(["API", "key", "password", "Secret", "the", "TOKEN", "for", "production", "our", "app"]),
        max_size=6,
    )
)
def test_a_description_of_empty_words_is_vague_in_any_order(chosen: list[str]) -> None:
    assert descriptions.refusal(" ".join(chosen)) is not None


@pytest.mark.parametrize("secret", load(OURS).secrets, ids=lambda secret: secret.path)
def test_every_entry_of_ours_has_names_that_its_stores_take(secret: Any) -> None:
    plain = secret.path.replace("*", "x")
    assert naming.check("path", plain) is None
    for environment in secret.environments:
        name = naming.secrets_manager(environment, plain)
        assert naming.parse_secrets_manager(name) == (environment, plain)
        assert len(name) <= naming.SECRETS_MANAGER_NAME_LENGTH
