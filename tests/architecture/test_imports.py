"""The house's rules: who may import whom, what may be loaded, how long things may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.settings import ROOT

MODULES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")])
MOST_LINES, MOST_FUNCTION_LINES = 350, 60

BASE = {"bot.errors", "bot.settings"}
PURE = {"bot.language", "bot.knowledge"}
ALLOWED: dict[str, set[str]] = {
    "bot": set(),
    "bot.errors": set(),
    "bot.settings": {"bot.errors"},
    "bot.language": {"bot.errors"},
    "bot.knowledge": {"bot.errors", "bot.language"},
    "bot.records": BASE | PURE,
    "bot.retrieval": BASE | PURE,
    "bot.answering": BASE | PURE | {"bot.retrieval"},
    "actions": BASE | PURE | {"bot.records", "bot.retrieval", "bot.answering"},
    "bot.measuring": BASE | PURE | {"bot.retrieval", "bot.answering"},
    "bot.curation": BASE | PURE | {"bot.records", "bot.retrieval", "bot.answering", "bot.measuring", "bot.console", "actions"},
    "bot.console": BASE | PURE | {"bot.records", "bot.retrieval", "bot.answering", "bot.curation"},
    "bot.nlu": BASE | PURE | {"bot.records"},
    "bot.channels": BASE | PURE | {"bot.records"},
    "bot.setup": BASE,
}

RASA = {"rasa", "sanic"}
MODELS = {"torch", "sentence_transformers", "transformers", "faiss", "bm25s", "optimum"}
LATE = MODELS | {"onnxruntime", "sklearn", "scipy", "jieba", "opencc", "tokenizers", "matplotlib", "rasa_sdk.endpoint"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """`bot.retrieval.lexical` -> `bot.retrieval`; `actions.turn` -> `actions`."""
    return ".".join(module.split(".")[:2]) if module.startswith("bot.") else module.split(".")[0]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            # `from bot.retrieval import adapter` names a module, `from bot.settings import settings` does not.
            yield from (f"{module}.{alias.name}" if is_module(f"{module}.{alias.name}") else module for alias in node.names)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return name.startswith(("bot.", "actions.")) and (path.with_suffix(".py").exists() or (path / "__init__.py").exists())


def imports_at_the_top(tree: ast.Module) -> Iterator[str]:
    """What importing the module imports: not what functions do, nor what only a type checker sees."""
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from imports(node)
        elif isinstance(node, (ast.ClassDef, ast.Try)):
            inner = [child for child in node.body if isinstance(child, (ast.Import, ast.ImportFrom, ast.ClassDef, ast.Try))]
            yield from imports_at_the_top(ast.Module(inner, []))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_the_rooms_it_may(path: Path) -> None:
    module = name_of(path)
    room = room_of(module)
    assert room in ALLOWED, f"{room} is a new room: add it to docs/architecture.md and here"
    ours = {room_of(name) for name in imports(tree_of(path)) if name.split(".")[0] in ("bot", "actions")}
    assert ours - {room, "bot"} <= ALLOWED[room]


def test_the_rules_leave_no_way_from_one_process_into_the_other() -> None:
    for room, allowed in ALLOWED.items():
        assert not {"bot.nlu", "bot.channels"} & allowed
        if room in ("bot.nlu", "bot.channels"):
            assert not {"bot.retrieval", "bot.answering", "bot.curation", "actions"} & allowed


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_rasa_and_the_model_libraries_are_each_imported_on_one_side_only(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports(tree_of(path))}
    room = room_of(name_of(path))
    if room not in ("bot.nlu", "bot.channels"):
        assert not outside & RASA
    if room not in ("bot.retrieval", "bot.measuring", "bot.curation"):
        assert not outside & MODELS


@pytest.mark.parametrize("path", [path for path in MODULES if room_of(name_of(path)) not in ("bot.nlu", "bot.channels")], ids=name_of)
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    found = set(imports_at_the_top(tree_of(path)))
    assert not {name for name in found if name in LATE or name.split(".")[0] in LATE}


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path).startswith("bot.setup")], ids=name_of)
def test_set_up_needs_nothing_but_the_standard_library(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports(tree_of(path))} - {"bot"}
    assert outside <= set(sys.stdlib_module_names)


HEAVY = sorted(RASA | MODELS | {"onnxruntime", "sklearn", "rasa_sdk"})


@pytest.mark.parametrize(
    "module",
    [
        "bot.knowledge.loader",
        "bot.language.segment",
        "bot.language.masks",
        "bot.settings",
        "bot.channels.desk",
        "bot.channels.turns",
        "bot.records.records",
        "bot.setup.__main__",
        "bot.curation.__main__",
    ],
)
def test_importing_it_loads_neither_rasa_nor_a_model_library(module: str) -> None:
    code = f"import sys, {module}; print(sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_and_no_function_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < MOST_FUNCTION_LINES, node.name


@pytest.mark.parametrize("path", [path for path in MODULES if path.read_text(encoding="utf-8").strip()], ids=name_of)
def test_every_module_says_what_for_in_its_first_line(path: Path) -> None:
    said = ast.get_docstring(tree_of(path))
    assert said and said.splitlines()[0].strip()


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path).startswith("actions.")], ids=name_of)
def test_an_action_is_a_thin_shell(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 70
