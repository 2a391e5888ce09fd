"""The editors' pages are true: every rule code has its section, every example does what it says, the glossary is sound."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.curation.command_check import by_meaning
from bot.curation.history import stale_translations
from bot.knowledge.check import check
from bot.knowledge.loader import load
from bot.knowledge.problems import Problem
from bot.language import LANGUAGES, Lang
from bot.language.normalise import fold
from tests.curation.planted import WHEN, commit
from tests.knowledge.house import TODAY, merged

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "knowledge"
MANUALS = {"en": ROOT / "docs/editors/rules.md", "zh": ROOT / "docs/editors/rules.zh.md"}
READMES = {"en": SHIPPED / "README.md", "zh": SHIPPED / "README.zh.md"}
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
PLACE = re.compile(r"# knowledge/(\S+\.ya?ml)\n")


class Example(NamedTuple):
    lang: Lang
    code: str
    passes: bool
    text: str


def sections(lang: Lang) -> dict[str, str]:
    """The text of each section of a manual, by its code."""
    parts = re.split(r"^## (K\d{3})\b", MANUALS[lang].read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def examples() -> list[Example]:
    """Of each section the failing example and the passing one, in this order."""
    return [
        Example(lang, code, passes, block)
        for lang in LANGUAGES
        for code, text in sections(lang).items()
        for passes, block in zip((False, True), BLOCK.findall(text), strict=True)
    ]


def codes_in_source() -> set[str]:
    places = [*(ROOT / "bot/knowledge").glob("*.py"), ROOT / "bot/curation/history.py", ROOT / "bot/curation/meaning_rules.py"]
    return {code for path in places for code in re.findall(r'"(K\d{3})"', path.read_text(encoding="utf-8"))}


def readme_example(lang: Lang) -> str:
    """The complete entry that the editors' page shows."""
    blocks: list[str] = BLOCK.findall(READMES[lang].read_text(encoding="utf-8"))
    return next(block for block in blocks if block.startswith("# knowledge/"))


def place(example: str) -> str:
    """The file that an example is a part of."""
    found = PLACE.match(example)
    assert found, example
    return found.group(1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Departments, categories and one category of the shipped knowledge, with the page's example in it."""
    root = tmp_path / "knowledge"
    shutil.copytree(SHIPPED / "id-residence", root / "id-residence")
    for name in ("departments.yml", "categories.yml", "glossary.yml"):
        shutil.copy(SHIPPED / name, root / name)
    (root / place(readme_example("en"))).write_text(readme_example("en"), encoding="utf-8")
    return root


def put(root: Path, example: str) -> str:
    """Change the file of an example as it says; a file that does not exist yet begins as the page's example."""
    path = root / place(example)
    base = path.read_text(encoding="utf-8") if path.exists() else readme_example("en")
    content = merged(base, example) if re.search(r"^\w", example, re.MULTILINE) else example
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return place(example)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_in_the_source_has_a_section_and_every_section_a_code(lang: Lang) -> None:
    assert set(sections(lang)) == codes_in_source()
    assert list(sections(lang)) == sorted(sections(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_says_what_to_do(lang: Lang) -> None:
    words = {"en": "What to do: ", "zh": "怎么办："}[lang]
    assert [code for code, text in sections(lang).items() if words not in text] == []


def test_both_manuals_show_the_same_examples() -> None:
    found = [[(code, BLOCK.findall(text)) for code, text in sections(lang).items()] for lang in LANGUAGES]
    assert found[0] == found[1]


# Examples by meaning take seconds each; the Chinese page has the same ones.
QUICK = [one for one in examples() if one.lang == "en" or not one.code.startswith("K6")]


@pytest.mark.parametrize("example", QUICK, ids=lambda one: f"{one.lang}-{one.code}-{'passes' if one.passes else 'fails'}")
def test_an_example_of_the_manual_does_what_it_says(folder: Path, example: Example) -> None:
    if example.code == "K406":
        commit(folder, WHEN[0])
    file = put(folder, example.text)
    problems: list[Problem] = list(check(folder, TODAY).problems)
    if example.code == "K406":
        commit(folder, WHEN[1])
        problems += stale_translations(folder, load(folder, TODAY).found)  # type: ignore[arg-type]
    elif example.code.startswith("K6"):
        for category in SHIPPED.glob("*/"):  # what means the same is told among all entries
            shutil.copytree(category, folder / category.name, ignore=lambda *_: [Path(file).name], dirs_exist_ok=True)
        problems += by_meaning(folder, load(folder, TODAY), [file.removesuffix(".yml")])
    found = {problem.code for problem in problems if Path(problem.file).stem == Path(file).stem}
    assert (example.code in found) is not example.passes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_of_the_editors_page_is_a_sound_entry(folder: Path, lang: Lang) -> None:
    example = readme_example(lang)
    put(folder, example)
    assert [problem.text(lang) for problem in check(folder, TODAY).problems if problem.file == place(example)] == []
    assert example == readme_example("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_editors_page_is_short_and_explains_every_key(lang: Lang) -> None:
    text = READMES[lang].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert [key for key in yaml.safe_load(readme_example(lang)) if f"| `{key}`" not in text] == []
    assert "./faq check" in text and "./faq ask" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_of_the_editors_pages_lead_somewhere(lang: Lang) -> None:
    for page in (READMES[lang], MANUALS[lang]):
        for target in re.findall(r"\]\((?!http)([^)#]+)", BLOCK.sub("", page.read_text(encoding="utf-8"))):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_plain_word_of_the_glossary_stands_in_two_items_or_is_a_term(lang: Lang) -> None:
    glossary = load(SHIPPED, TODAY).require().glossary
    plain = Counter(fold(word) for item in glossary for word in item.plain[lang])
    terms = Counter(fold(item.term[lang]) for item in glossary)
    assert [word for word, times in (plain + terms).items() if times > 1] == []


def test_the_glossary_is_large_and_has_both_languages_in_every_item() -> None:
    glossary = load(SHIPPED, TODAY).require().glossary
    assert len(glossary) >= 150
    assert [item.term["zh"] for item in glossary if not (item.term["en"] and item.plain["zh"] and item.plain["en"])] == []


@pytest.mark.parametrize("initials", ["sfz", "hkb", "jzz", "sbk", "gjj", "yyzz", "jsz", "xsz"])
def test_well_known_initials_are_in_the_chinese_list(initials: str) -> None:
    glossary = load(SHIPPED, TODAY).require().glossary
    assert [item.term["zh"] for item in glossary if initials in item.plain["zh"]] != []
