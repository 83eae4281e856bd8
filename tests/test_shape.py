"""The shape of the code, held by a test: sizes, names, layers of files, what the pages promise."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

PROJECT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "billing", "certification", "core", "courses", "home", "schools")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "managers", "service", "services"}
FILE_LINES = 400
FUNCTION_LINES = 50
TEMPLATE_LINES = 150
# A tag can't be broken over lines, so one with many words needs room; elements can and don't.
TEMPLATE_WIDTH = 200
# How many lines of templates are longer yet: this number may only fall.
WIDE_YET = 60
TYPE_IGNORES = 5


def tracked(pattern: str) -> list[Path]:
    """Files that git knows or would add, by glob."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (PROJECT / name for name in listing.stdout.splitlines())
    return [path for path in paths if path.exists()]


def python_files() -> list[Path]:
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def test_no_python_file_is_longer_than_four_hundred_lines() -> None:
    long = {name_of(p): n for p in python_files() if (n := len(p.read_text().splitlines())) > 400}
    assert long == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{name_of(path)}:{node.name}"] = lines
    assert long == {}


def test_no_template_is_longer_than_a_hundred_and_fifty_lines() -> None:
    files = tracked("templates/*.html")
    assert files, "the templates were not found"
    long = {name_of(p): n for p in files if (n := len(p.read_text().splitlines())) > TEMPLATE_LINES}
    assert long == {}


def test_no_line_of_a_template_is_longer_than_two_hundred_characters() -> None:
    wide = [
        name_of(path)
        for path in tracked("templates/*.html")
        for line in path.read_text().splitlines()
        if len(line) > TEMPLATE_WIDTH
    ]
    assert len(wide) <= WIDE_YET, wide


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        name_of(path)
        for path in python_files()
        if FORBIDDEN_NAMES & {path.stem, *path.relative_to(PROJECT).parts[:-1]}
    ]
    assert vague == []


def test_site_is_a_place_and_never_a_package() -> None:
    assert not (PROJECT / "site" / "__init__.py").exists()


def test_the_type_checker_is_silenced_at_most_five_times_and_each_time_for_a_named_reason() -> None:
    mark = "# type: " + "ignore"
    lines = [
        f"{name_of(path)}: {line.strip()}"
        for path in python_files()
        for line in path.read_text().splitlines()
        if mark in line
    ]
    assert len(lines) <= TYPE_IGNORES, "\n".join(lines)
    assert all(f"{mark}[" in line for line in lines), "\n".join(lines)


def test_example_environment_names_exactly_what_the_settings_read() -> None:
    read = {"DJANGO_SETTINGS_MODULE"}
    for path in (PROJECT / "site" / "config" / "settings").glob("*.py"):
        read |= set(re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z][A-Z_]+)"', path.read_text()))
    example = (PROJECT / ".env.example").read_text()
    assert read == set(re.findall(r"^([A-Z][A-Z_]+)=", example, flags=re.MULTILINE))


def our_models() -> list[type[models.Model]]:
    return [model for label in APPS for model in apps.get_app_config(label).get_models()]


def test_every_moment_with_a_person_is_held_together_by_the_database() -> None:
    loose = []
    for model in our_models():
        names = {field.name for field in model._meta.local_fields}
        conditions = [
            str(constraint.condition)
            for constraint in model._meta.constraints
            if isinstance(constraint, models.CheckConstraint)
        ]
        for name in sorted(names):
            pair = name.removesuffix("_at") + "_by"
            if not name.endswith("_at") or pair not in names:
                continue
            may_be_empty = model._meta.get_field(name).null
            if may_be_empty and not any(name in c and pair in c for c in conditions):
                loose.append(f"{model._meta.label}: {name} and {pair}")
    assert loose == []


def test_every_model_is_in_the_glossary_or_explains_itself() -> None:
    unexplained = [model._meta.label for model in our_models() if not model.__doc__]
    assert unexplained == []
    glossary = (PROJECT / "docs" / "glossary.md").read_text()
    unnamed = [m._meta.label for m in our_models() if f"`{m.__name__}`" not in glossary]
    assert unnamed == [], "add these to docs/glossary.md"


@pytest.mark.parametrize("label", APPS)
def test_migrations_hold_no_definition_of_a_block(label: str) -> None:
    for path in (PROJECT / label / "migrations").glob("0*.py"):
        assert not re.search(r"\w+Block\b|block_lookup", path.read_text()), name_of(path)


def test_nothing_in_the_project_reads_from_outside_it() -> None:
    outside = re.compile(r"\.\./shared|/" + r"work/|/tmp/[a-z]")
    found = [
        f"{name_of(path)}:{number}"
        for path in [*tracked("*.py"), *tracked("*.html"), *tracked("*.md"), *tracked("Makefile")]
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if outside.search(line) and path != Path(__file__)
    ]
    assert found == []
