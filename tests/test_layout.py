"""The shape of the code: which package may import which, and how long a module may be."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# guanlu → projects → targets: a package imports what stands to its right, never to its left.
ORDER = ["guanlu", "projects", "targets"]
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40


def modules(*packages):
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT)


def imported_packages(source: str) -> set[str]:
    """The packages of ours that a module imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found & set(ORDER)


def forbidden_imports(package: str, source: str) -> set[str]:
    return imported_packages(source) & set(ORDER[: ORDER.index(package)])


@pytest.mark.parametrize("package", ORDER)
def test_imports_go_one_way(package):
    wrong = {
        str(path): forbidden
        for path in modules(package)
        if (forbidden := forbidden_imports(package, (ROOT / path).read_text(encoding="utf-8")))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("package", "source", "forbidden"),
    [
        ("targets", "from guanlu.models import User", {"guanlu"}),
        ("targets", "def view():\n    import projects.models", {"projects"}),
        ("projects", "import targets, guanlu.settings as own", {"guanlu"}),
        ("projects", "from targets.models import Target", set()),
        ("guanlu", "from projects import views\nfrom targets import views", set()),
        ("targets", "from . import guanlu", set()),
    ],
)
def test_the_arrows_would_be_seen_the_wrong_way_round(package, source, forbidden):
    assert forbidden_imports(package, source) == forbidden


def own_modules():
    return [
        path for path in modules("guanlu", "projects", "targets", "tests") if "migrations" not in path.parts
    ]


def test_no_module_is_longer_than_can_be_read_at_once():
    long = {
        str(path): lines
        for path in [*own_modules(), Path("start.py")]
        if (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{path}: {node.name}": node.end_lineno - node.lineno + 1
        for path in [*own_modules(), Path("start.py")]
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def test_every_folder_of_tests_is_a_package():
    """Or two modules of the same name would be taken for one."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
