"""A room built after others answers exactly as one built from the same files alone."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bot.answering import room as room_module
from bot.answering.pipeline import Room
from bot.answering.room import RoomBuilder
from bot.knowledge.loader import Loaded, load, load_snapshot
from bot.knowledge.snapshot import take
from bot.language import Lang
from bot.retrieval.encoder import CachedEncoder
from bot.retrieval.learned import starting_point
from bot.settings import Settings
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder
from tests.small_knowledge import ENTRIES, ID_LOST, INVOICE, NEWBORN, RESIDENCE, TODAY

QUESTIONS: tuple[tuple[Lang, str], ...] = (
    ("zh", "身份证丢了怎么补办？"), ("zh", "居住证在哪办"), ("zh", "电子发票怎么开"), ("zh", "sfz掉了"), ("zh", "毫不相干"),
    ("en", "How do I replace a lost ID card?"), ("en", "where to get a residense permit"), ("en", "issue an e-invoice"),
    ("en", "nothing of ours"),
)  # fmt: skip


def changed(id_: str, **more: Any) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / f"{id_}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump({**deepcopy(ENTRIES[id_]), **more}, allow_unicode=True, sort_keys=False), "utf-8")

    return edit


def dumped(name: str, content: Any) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")

    return edit


NEW = small_knowledge.entry("电子发票怎么开？", "How do I issue an e-invoice?")
EDITS: dict[str, Callable[[Path], object]] = {
    "an answer": changed(ID_LOST, answer={"zh": "请到派出所补领。\n", "en": "Go to the police station for a replacement.\n"}),
    "a title": changed(RESIDENCE, question={"zh": "居住证在哪里办？", "en": "Where do I get a residence permit?"}),
    "a similar question": changed(
        NEWBORN, similar={"zh": [*ENTRIES[NEWBORN]["similar"]["zh"], "宝宝落户"], "en": ["baby hukou", *ENTRIES[NEWBORN]["similar"]["en"]]}
    ),
    "a new entry": dumped("tax/e-invoice.yml", NEW),
    "an entry renamed": lambda folder: (folder / "tax/e-invoice.yml").rename(folder / "tax/a-invoice.yml"),
    "an entry deleted": lambda folder: (folder / f"{INVOICE}.yml").unlink(),
    "an entry retired": changed(NEWBORN, status="retired"),
    "the glossary": dumped(
        "glossary.yml",
        [*small_knowledge.GLOSSARY, {"term": {"zh": "电子发票", "en": "e-invoice"}, "plain": {"zh": ["发票"], "en": ["receipt"]}}],
    ),
    "a department": dumped(
        "departments.yml",
        {**small_knowledge.DEPARTMENTS, "tax": {"name": {"zh": "国家税务局", "en": "State Tax Bureau"}, "phone": "12366"}},
    ),
    "a category": dumped(
        "categories.yml",
        {**small_knowledge.CATEGORIES, "tax": {"name": {"zh": "发票与税费", "en": "Invoices and tax"}, "department": "tax"}},
    ),
    "the answer put back": changed(ID_LOST),
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Small knowledge, an encoder that needs no model, weights of their own."""
    encoder = HashEncoder()
    monkeypatch.setattr(room_module, "make_encoders", lambda chosen: {"e5": CachedEncoder(encoder, chosen.build_dir)})
    return Settings(knowledge_dir=small_knowledge.write(tmp_path / "knowledge"), build_dir=tmp_path / "build", state_dir=tmp_path / "state")


@pytest.fixture(autouse=True)
def weights(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    index = room_module.build_index(settings, load(settings.knowledge_dir, TODAY).require(), TODAY)
    monkeypatch.setattr(room_module.learned, "load", lambda: starting_point(index.names))


def same_room(one: Room, other: Room) -> None:
    assert one.knowledge == other.knowledge
    assert [entry.id for entry in one.retriever.index.entries] == [entry.id for entry in other.retriever.index.entries]
    assert one.retriever.index.by_question == other.retriever.index.by_question
    assert one.asking is not None and other.asking is not None
    for lang, question in QUESTIONS:
        assert one.repair.read(question) == other.repair.read(question)
        found, expected = (room.retriever.retrieve(question, lang, {"tax": 0.5}) for room in (one, other))
        assert [match.entry.id for match in found.matches] == [match.entry.id for match in expected.matches]
        assert np.array_equal(found.evidence.raw, expected.evidence.raw), question  # type: ignore[union-attr]
        assert (found.confidence, found.signs) == (expected.confidence, expected.signs)
        vector = expected.evidence.vector  # type: ignore[union-attr]
        asked, wanted = one.asking.read(vector), other.asking.read(vector)  # type: ignore[arg-type]
        assert asked.elements == wanted.elements
        assert (asked.lead, asked.variant) == pytest.approx((wanted.lead, wanted.variant), abs=1e-9)


def test_after_every_kind_of_edit(settings: Settings) -> None:
    builder = RoomBuilder(settings)
    loaded: Loaded | None = None
    for name, edit in {"nothing": lambda folder: None, **EDITS}.items():
        edit(settings.knowledge_dir)
        loaded = load_snapshot(take(settings.knowledge_dir), TODAY, loaded)
        scratch = load(settings.knowledge_dir, TODAY)
        assert (loaded.knowledge, loaded.problems) == (scratch.knowledge, scratch.problems), name
        same_room(builder.build(loaded.require(), TODAY), RoomBuilder(settings).build(scratch.require(), TODAY))


def test_problems_are_those_of_a_load_alone(settings: Settings) -> None:
    """Also where two entries quarrel, of which only one was changed, and after both are mended."""
    loaded = load_snapshot(take(settings.knowledge_dir), TODAY)
    twice = changed(INVOICE, question={"zh": "居住证怎么办理", "en": "how do i get a residence permit"})
    for edit in (twice, changed(RESIDENCE, related=["tax/none"]), changed(RESIDENCE), changed(INVOICE), small_knowledge.break_it):
        edit(settings.knowledge_dir)
        loaded, scratch = load_snapshot(take(settings.knowledge_dir), TODAY, loaded), load(settings.knowledge_dir, TODAY)
        assert (loaded.knowledge, loaded.problems) == (scratch.knowledge, scratch.problems)


def test_a_build_that_fails_leaves_the_next_one_right(settings: Settings) -> None:
    builder = RoomBuilder(settings)
    builder.build(load(settings.knowledge_dir, TODAY).require(), TODAY)
    before = {path: path.read_bytes() for path in settings.knowledge_dir.glob("*/*.yml")}
    for id_ in ENTRIES:
        changed(id_, status="draft")(settings.knowledge_dir)
    with pytest.raises(room_module.NothingToServe):
        builder.build(load(settings.knowledge_dir, TODAY).require(), TODAY)
    for path, content in before.items():
        path.write_bytes(content)
    EDITS["a title"](settings.knowledge_dir)
    knowledge = load(settings.knowledge_dir, TODAY).require()
    same_room(builder.build(knowledge, TODAY), RoomBuilder(settings).build(knowledge, TODAY))


def test_only_what_changed_is_encoded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    builder = RoomBuilder(settings)
    builder.build(load(settings.knowledge_dir, TODAY).require(), TODAY)
    encoded: list[str] = []
    plain = HashEncoder.encode
    monkeypatch.setattr(HashEncoder, "encode", lambda self, texts, role: (encoded.extend(texts), plain(self, texts, role))[1])
    EDITS["an answer"](settings.knowledge_dir)
    builder.build(load(settings.knowledge_dir, TODAY).require(), TODAY)
    assert sorted(encoded) == sorted(
        ["身份证丢了怎么补办？\n请到派出所补领。", "How do I replace a lost ID card?\nGo to the police station for a replacement."]
    )
