"""Every line of docs/promises.md has a test that carries its number, and a guard that is there."""

import ast
import re
from pkgutil import resolve_name

from tests.test_shape import PROJECT, tracked

LINE = re.compile(r"^\| (\d+) \| .+ \| ((?:`[^`]+` ?)+) \|$", re.MULTILINE)
GUARDS = {
    int(number): re.findall("`([^`]+)`", guards)
    for number, guards in LINE.findall((PROJECT / "docs" / "promises.md").read_text())
}


def proved() -> set[int]:
    """The numbers that tests carry: `promise(number=14)`, on a function or on a whole file."""
    return {
        keyword.value.value
        for path in tracked("tests/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.promise"
        for keyword in node.keywords
        if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, int)
    }


def test_every_promise_has_a_test_and_every_number_a_promise() -> None:
    assert proved() == set(GUARDS)


def test_every_guard_is_where_the_page_says() -> None:
    for guard in (guard for guards in GUARDS.values() for guard in guards):
        assert (PROJECT / guard).is_file() if "/" in guard else resolve_name(guard)
