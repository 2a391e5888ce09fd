"""What gaps are told apart by: the points of questions, the duties of the categories, runs of letters, and signs of pairs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.curation.gap_duties import FILE, read_duties
from bot.curation.gap_lexical import Lexical
from bot.curation.gap_owners import Owners
from bot.curation.gap_pairs import SIGNS, Pairs, learn_pairs, signs
from bot.curation.gap_space import Space
from bot.knowledge.loader import load
from bot.knowledge.problems import BrokenKnowledge
from bot.language import LANGUAGES, Lang
from bot.settings import ROOT
from tests import small_knowledge
from tests.curation.gap_ground import GOOD, LetterEncoder, room_of
from tests.small_knowledge import TODAY

SHIPPED = ROOT / "knowledge"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_knowledge.write(tmp_path / "knowledge", GOOD)


def test_the_shipped_duties_are_sound_and_name_every_category_in_both_languages() -> None:
    knowledge = load(SHIPPED, TODAY).require()
    duties = read_duties(SHIPPED, knowledge)
    for lang in LANGUAGES:
        counts = {id_: sum(duty.lang == lang and duty.category == id_ for duty in duties) for id_ in knowledge.categories}
        assert min(counts.values()) >= 20, counts
    texts = [duty.text for duty in duties]
    assert len(set(texts)) > 0.97 * len(texts)  # a matter of two departments may stand twice


def test_without_the_file_the_names_of_the_categories_are_known(root: Path) -> None:
    knowledge = load(root, TODAY).require()
    found = {(duty.category, duty.lang, duty.text) for duty in read_duties(root, knowledge)}
    assert ("tax", "zh", knowledge.categories["tax"].name["zh"]) in found and len(found) == 2 * len(knowledge.categories)


@pytest.mark.parametrize(
    "content, code",
    [
        ("taxes:\n  zh: [印花税]\n  en: [stamp duty]\n", "K003"),  # no such category
        ("tax:\n  zh: [印花税]\n", "K101"),  # English is missing
        ("tax:\n  en: [stamp duty]\n", "K101"),  # Chinese is missing
        ("tax:\n  zh: 印花税\n  en: [stamp duty]\n", "K005"),  # no list
        ("tax: [", "K001"),
    ],
)
def test_a_slip_in_the_duties_is_told_with_its_place(root: Path, content: str, code: str) -> None:
    (root / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(BrokenKnowledge, match=rf"{FILE}:\d+: {code}"):
        read_duties(root, load(root, TODAY).require())


@pytest.mark.parametrize("lang, text", [("zh", "烟花爆竹燃放"), ("en", "zzz fireworks quay")])
def test_a_matter_that_no_entry_treats_of_finds_its_department_by_a_duty(root: Path, lang: Lang, text: str) -> None:
    other = {"zh": "烟花", "en": "zzz fireworks quay"}
    lines = "".join(f"  {one}: [{text if one == lang else other[one]}]\n" for one in LANGUAGES)
    (root / FILE).write_text(f"tax:\n{lines}", encoding="utf-8")
    room, encoder = room_of(root), LetterEncoder()
    nothing: dict[Lang, dict[str, tuple[str, ...]]] = {"zh": {}, "en": {}}
    owners = Owners(room.knowledge, room.retriever.index.entries, nothing, encoder, read_duties(root, room.knowledge))
    chances = owners.chances(owners.space.place(encoder.encode([text], "query"), [lang]), [text], [lang])
    assert owners.of(chances, {}) == (room.knowledge.categories["tax"].department, "tax")


def test_an_entry_near_by_counts_against_the_voices(root: Path) -> None:
    room = room_of(root)
    nothing: dict[Lang, dict[str, tuple[str, ...]]] = {"zh": {}, "en": {}}
    owners = Owners(room.knowledge, room.retriever.index.entries, nothing, LetterEncoder(), read_duties(root, room.knowledge))
    chances = np.zeros((1, len(owners.categories)), dtype=np.float32)
    chances[0, owners.categories.index("tax")] = 1.0
    assert owners.of(chances, {})[1] == "tax"
    other = next(id_ for id_ in owners.categories if id_ != "tax")
    assert owners.of(chances, {other: 0.95})[1] == other


def test_points_take_the_language_and_the_manner_of_asking_away() -> None:
    # Places 0 and 1 are the matter, 2 the manner of asking, 3 the language.
    draw = np.random.default_rng(1)
    rows, langs, entries = [], [], []
    for matter in range(2):
        for lang in LANGUAGES:
            for _ in range(20):
                rows.append([matter == 0, matter == 1, draw.normal(), lang == "en"])
                langs.append(lang)
                entries.append(str(matter))
    vectors = np.array(rows, dtype=np.float32)
    space = Space(vectors, langs, entries)
    questions = np.array([[1, 0, 0.8, 0], [1, 0, -0.8, 1], [0, 1, 0.8, 0]], dtype=np.float32)
    points = space.place(questions, ["zh", "en", "zh"])
    assert points[0] @ points[1] > points[0] @ points[2]
    assert np.allclose(np.linalg.norm(points, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("lang, near, far", [("zh", "发票丢了", "户口迁移"), ("en", "lost invoice", "moving a hukou")])
def test_runs_of_letters_know_their_kind_and_their_like(lang: Lang, near: str, far: str) -> None:
    lexical = Lexical([near * 2, far * 2], [lang, lang], [0, 2], [1.0, 1.0], 3)
    scores = lexical.scores([near, far], [lang, lang])
    assert scores.argmax(axis=1).tolist() == [0, 2]
    alike = lexical.alike([near, near, far], [lang, lang, lang])
    assert alike[0, 1] > 0.99 > 0.2 > alike[0, 2]
    other: Lang = "en" if lang == "zh" else "zh"
    assert lexical.alike([near, near], [lang, other])[0, 1] == 0
    assert not Lexical([near], [lang], [0], [1.0], 3).scores([near], [lang]).any()  # one kind tells nothing


def test_a_pair_that_agrees_in_everything_is_likelier_than_one_that_does_not(tmp_path: Path) -> None:
    points = np.eye(3, dtype=np.float32)[[0, 0, 1]]
    near = np.array([[9, 0, 0, 0], [9, 0, 0, 0], [0, 0, 0, 9]], dtype=np.float32)
    chances = np.log(np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]], dtype=np.float32))
    tables = signs(points, near, chances, np.eye(3, dtype=np.float32), ["zh", "en", "zh"])
    assert tuple(tables) == SIGNS
    chance = Pairs.load().chance(tables)
    assert chance[0, 1] > 0.5 > chance[0, 2] and np.allclose(chance, chance.T, atol=1e-5)
    same = np.array([[True, True, False], [True, True, False], [False, False, True]])
    learnt = learn_pairs([tables], [same], {"command": "test"})
    learnt.save(tmp_path / "pairs.json")
    again = Pairs.load(tmp_path / "pairs.json")
    assert again.chance(tables)[0, 1] > again.chance(tables)[0, 2]
