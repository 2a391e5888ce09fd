"""A knowledge folder of six entries, written for tests: every kind of guide element, a draft, an expired entry."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.loader import load
from bot.knowledge.schema import Knowledge

TODAY = date(2026, 11, 22)

DEPARTMENTS = {
    "public-security": {"name": {"zh": "公安局", "en": "Public Security Bureau"}, "phone": "12345"},
    "tax": {"name": {"zh": "税务局", "en": "Tax Bureau"}, "phone": "12366"},
}
CATEGORIES = {
    "id-residence": {"name": {"zh": "身份证与居住证", "en": "ID cards and residence permits"}, "department": "public-security"},
    "household-registration": {"name": {"zh": "户籍", "en": "Household registration"}, "department": "public-security"},
    "tax": {"name": {"zh": "税费", "en": "Tax and invoices"}, "department": "tax"},
}
GLOSSARY = [{"term": {"zh": "居民身份证", "en": "resident identity card"}, "plain": {"zh": ["身份证", "sfz"], "en": ["ID card"]}}]

ID_LOST = "id-residence/id-lost"
RESIDENCE = "id-residence/residence-permit"
NEWBORN = "household-registration/newborn"
INVOICE = "tax/invoice"
EXPIRED = "household-registration/old-rule"
DRAFT = "tax/draft"
SERVED = (NEWBORN, ID_LOST, RESIDENCE, INVOICE)  # by id, as the index has them


def entry(zh: str, en: str, **more: Any) -> dict[str, Any]:
    """The content of one entry file; `more` replaces or adds keys."""
    made: dict[str, Any] = {
        "question": {"zh": zh, "en": en},
        "similar": {
            "zh": [f"{zh[:-1]}{end}" for end in ("呀", "啊，急", "，谁知道", "，求助", "，在线等")],
            "en": [f"{start} {en.lower()}" for start in ("hi,", "please,", "quick one:", "asking again:", "hello there,")],
        },
        "answer": {"zh": f"{zh[:-1]}：请到窗口办理。\n- 带上**证件**\n", "en": f"{en[:-1]}: go to the counter.\n- Bring your **papers**\n"},
        "basis": [{"title": {"zh": "《某某条例》第一条", "en": "Some Regulations, Article 1"}, "url": "https://www.gov.cn/a"}],
        "reviewed": date(2026, 11, 1),
        "status": "published",
    }
    return {**made, **more}


ENTRIES: dict[str, dict[str, Any]] = {
    ID_LOST: entry(
        "身份证丢了怎么补办？",
        "How do I replace a lost ID card?",
        guide={
            "materials": {"zh": ["户口簿", "照片"], "en": ["Hukou booklet", "Photo"]},
            "fee": {"zh": "补领每证四十元", "en": "40 yuan a card"},
            "time": {"zh": "三十天以内", "en": "Within 30 days"},
            "phone": "12345",
        },
        related=[RESIDENCE, DRAFT],
    ),
    RESIDENCE: entry(
        "居住证怎么办理？",
        "How do I get a residence permit?",
        guide={
            "conditions": {"zh": "住满半年", "en": "You have lived here for half a year"},
            "steps": {"zh": ["登记", "申请"], "en": ["Register", "Apply"]},
            "where": {"zh": "派出所", "en": "The police station"},
            "online": {"zh": "浙里办可以办", "en": "In the Zheliban app"},
        },
    ),
    NEWBORN: entry("新生儿怎么上户口？", "How do I register a newborn?"),
    INVOICE: entry("怎么开发票？", "How do I issue an invoice?"),
    EXPIRED: entry("旧规定还能用吗？", "Is the old rule still good?", valid_until=date(2026, 11, 20)),
    DRAFT: entry("草稿问题怎么办？", "What about the draft?", status="draft"),
}


def write(folder: Path, entries: dict[str, dict[str, Any]] | None = None) -> Path:
    """Write the folder; entries: other than the six."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("departments", DEPARTMENTS), ("categories", CATEGORIES), ("glossary", GLOSSARY)):
        _dump(folder / f"{name}.yml", content)
    for id_, content in (ENTRIES if entries is None else entries).items():
        _dump(folder / f"{id_}.yml", content)
    return folder


def break_it(folder: Path) -> Path:
    """Take the English answer out of one entry: K101."""
    content = copy.deepcopy(ENTRIES[INVOICE])
    del content["answer"]["en"]
    _dump(folder / f"{INVOICE}.yml", content)
    return folder


def knowledge(folder: Path) -> Knowledge:
    return load(write(folder), TODAY).require()


def _dump(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
