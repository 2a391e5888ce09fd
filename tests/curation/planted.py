"""Sixty content faults of ten kinds, thirty in each language, to be planted into a copy of the shipped knowledge.

Written by hand before the rules were run on them. A fault replaces one piece of text: a similar question, a `not` question, or words of an
answer. One entry may carry several faults, but never two in one place.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.documents import read_document
from bot.language import Lang

KINDS = {
    "duplicate": ("K601", "K602"),
    "elsewhere": ("K602", "K601"),
    "not_here": ("K603",),
    "number": ("K401", "K402"),
    "amount": ("K403", "K404"),
    "list": ("K405",),
    "stale": ("K406",),
    "title": ("K504",),
    "term": ("K407",),
    "personal": ("K501", "K502"),
}  # the codes of which one must be found in the file
WHEN = ("2026-01-05T09:00:00 +0800", "2026-03-02T09:00:00 +0800")  # of the two commits


@dataclass(frozen=True)
class Fault:
    """place: ("similar", 3) is the fourth similar question of the language; ("answer", words) are words of the answer that are replaced."""

    kind: str
    lang: Lang
    entry: str
    place: tuple[str, int | str]
    text: str

    @property
    def codes(self) -> tuple[str, ...]:
        return KINDS[self.kind]


def similar(kind: str, lang: Lang, entry: str, text: str) -> Fault:
    return Fault(kind, lang, entry, ("similar", 2), text)


def answer(kind: str, lang: Lang, entry: str, old: str, new: str) -> Fault:
    return Fault(kind, lang, entry, ("answer", old), new)


def _not(lang: Lang, entry: str, text: str) -> Fault:
    return Fault("not_here", lang, entry, ("not", 0), text)


def read_faults(file: Path) -> tuple[Fault, ...]:
    """JSON lines with the fields of a Fault."""
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    return tuple(Fault(row["kind"], row["lang"], row["entry"], tuple(row["place"]), row["text"]) for row in rows)


FAULTS: tuple[Fault, ...] = (
    # A question of one entry, turned about a little, in another one.
    similar("duplicate", "zh", "service-hall/hall-visit", "护照丢了要怎么补？"),
    similar("duplicate", "zh", "tax/invoice-issue", "驾驶证到期了怎么换"),
    similar("duplicate", "zh", "education/student-aid", "结婚证丢了怎么补办"),
    similar("duplicate", "en", "transport/bus-card", "How can I replace a lost passport?"),
    similar("duplicate", "en", "ecology/night-noise", "how do I renew my expiring driving licence"),
    similar("duplicate", "en", "urban-management/trees", "How can I get my first passport?"),
    # A question in words of its own whose answer is elsewhere.
    similar("elsewhere", "zh", "traffic/ebike-plate", "想跟老婆协议离婚，去民政局要带哪些材料"),
    similar("elsewhere", "zh", "justice/legal-aid", "每个月租房的钱能用公积金账户里的钱付吗"),
    similar("elsewhere", "zh", "ecology/radiation-permit", "小狗要打疫苗办养犬证，去哪里登记"),
    similar("elsewhere", "en", "permits-safety/pharmacy", "I want to divorce my husband, both agree, which papers do we bring"),
    similar("elsewhere", "en", "real-estate/gift", "my driving licence was stolen, how do I get a replacement licence"),
    similar("elsewhere", "en", "housing-fund/balance", "where do I register my dog and get its tag"),
    # A question that its own entry answers, under `not`.
    _not("zh", "real-estate/gift", "想把房子赠与给儿子要怎么办"),
    _not("zh", "exit-entry/passport-first", "第一次办护照要带什么材料"),
    _not("zh", "tax/deed-tax", "买房子契税交多少"),
    _not("en", "social-insurance/social-card-lost", "I lost my social security card, how do I replace it"),
    _not("en", "permits-safety/food-licence", "how to get a food business licence for my restaurant"),
    _not("en", "education/migrant-children", "how can the children of migrant workers go to school in Yongkang"),
    # Numbers and dates that differ.
    answer("number", "zh", "business-registration/company-setup", "3个工作日内登记", "7个工作日内登记"),
    answer("number", "zh", "housing-fund/withdraw-rent", "缴存满3个月", "缴存满6个月"),
    answer("number", "zh", "housing-fund/loan-amount", "2025年5月8日", "2025年5月18日"),
    answer("number", "en", "social-insurance/work-injury", "within 60 days", "within 90 days"),
    answer("number", "en", "urban-management/dig-occupy-road", "within 24 hours", "within 48 hours"),
    answer("number", "en", "traffic/ebike-plate", "1 December 2025", "1 October 2025"),
    # Amounts and phones that differ.
    answer("amount", "zh", "exit-entry/passport-first", "费用120元", "费用160元"),
    answer("amount", "zh", "education/training-refund", "5000元", "8000元"),
    answer("amount", "zh", "tax/new-taxpayer", "12366", "12356"),
    answer("amount", "en", "exit-entry/foreigner-accommodation", "2,000 yuan", "20,000 yuan"),
    answer("amount", "en", "exit-entry/passport-lost", "120 yuan", "210 yuan"),
    answer("amount", "en", "social-insurance/social-card-lost", "12333", "12334"),
    # A point of the answer that one language lacks.
    answer("list", "zh", "business-registration/abnormal-list", "- 公示信息不实：更正后申请。\n", ""),
    answer("list", "zh", "exit-entry/passport-first", "- 登记备案的国家工作人员，还要交所在单位同意的材料。\n", ""),
    answer("list", "zh", "traffic/ebike-plate", "骑行人须年满16周岁，请戴好安全头盔。\n", ""),
    answer("list", "en", "service-hall/agent-help", "- Never give text-message codes or bank passwords to anyone.\n", ""),
    answer("list", "en", "household-registration/home-settlement", "Rules for rural homestead houses differ, so ask first.\n", ""),
    answer("list", "en", "exit-entry/foreigner-accommodation", "- Hotels register their guests, so you need not go yourself.\n", ""),
    # One language edited later than the other.
    answer("stale", "zh", "real-estate/mortgage-release", "请先问贷款银行", "请先打电话问贷款银行的客户经理"),
    answer("stale", "zh", "permits-safety/small-food-shop", "店内要干净卫生", "店内要干净卫生，并张贴食品安全承诺书"),
    answer("stale", "zh", "civil-affairs/children-in-need", "由监护人或亲属向", "由监护人向"),
    answer("stale", "en", "urban-management/shop-sign", "Apply first for temporary banners", "Nobody need apply for temporary banners"),
    answer("stale", "en", "health-birth/birth-certificate", "a relative may collect it", "a friend or relative may collect it"),
    answer("stale", "en", "ecology/credit-repair", "It is free and needs no agent.", "It is free of charge."),
    # The title once more.
    similar("title", "zh", "real-estate/mortgage-release", "请问房贷还清了怎么解押呢"),
    similar("title", "zh", "urban-management/shop-sign", "店铺招牌户外广告怎么报批呀"),
    similar("title", "zh", "social-insurance/work-injury", "你好，上班受伤了怎么认定工伤啊"),
    similar("title", "en", "business-registration/abnormal-list", "please, how do I get off the list of abnormal operations"),
    similar("title", "en", "tax/deed-tax", "How is the deed tax on a home calculated and paid"),
    similar("title", "en", "transport/ride-hailing-vehicle", "hello, how does a car get a ride-hailing vehicle permit"),
    # An official term that became another one.
    answer("term", "zh", "education/migrant-children", "居住证要尽早办", "身份证要尽早办"),
    answer("term", "zh", "permits-safety/food-licence", "先办营业执照", "先办驾驶证"),
    answer("term", "zh", "employment-talent/startup-subsidy", "社会保险补贴", "医疗保险补贴"),
    answer("term", "en", "household-registration/home-settlement", "title certificate", "driving licence"),
    answer("term", "en", "civil-affairs/marriage-certificate-lost", "go to the marriage registry", "go to the tax service hall"),
    answer("term", "en", "real-estate/gift", "pays deed tax", "pays vehicle purchase tax"),
    # Personal data.
    answer("personal", "zh", "education/migrant-children", "以永康当年公告为准", "以永康当年公告为准，可加王老师13857912345"),
    answer("personal", "zh", "civil-affairs/children-in-need", "请拨打12345", "请拨打12345，样例身份证号330722199003074518"),
    answer("personal", "zh", "service-hall/agent-help", "或拨打12345说明", "或发邮件到 lifang1988@163.com 说明"),
    answer("personal", "en", "transport/driving-school", "to court", "to court, or call Mr Li on 139 5792 0011"),
    answer("personal", "en", "tax/new-taxpayer", "or call 12366", "or pay to 6222 0212 3456 7890 123"),
    answer("personal", "en", "urban-management/dig-occupy-road", "set up safety signs", "set up safety signs (Chen, 33072219851230001X)"),
)  # fmt: skip


def plant(root: Path, faults: Sequence[Fault] = FAULTS) -> None:
    """Plant faults into a knowledge folder that becomes a git repository of two commits: as it was, and with the faults.

    ValueError if a text to be replaced is not there.
    """
    commit(root, WHEN[0])
    for fault in faults:
        put(root, fault)
    commit(root, WHEN[1])


def put(root: Path, fault: Fault) -> None:
    """Write one fault into its file."""
    path = root / f"{fault.entry}.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    document = read_document(path, root)
    key, what = fault.place
    if isinstance(what, int):
        if (key, fault.lang, what) not in document.lines:
            raise ValueError(f"{fault.entry} has no {key}.{fault.lang}[{what}]")
        at = document.line(key, fault.lang, what) - 1
        if lines[at].startswith("    - "):
            lines[at] = f"    - {json.dumps(fault.text, ensure_ascii=False)}\n"
        else:  # the list stands in brackets, on one line
            texts = [*document.value[key][fault.lang]]
            texts[what] = fault.text
            lines[at] = f"  {fault.lang}: {json.dumps(texts, ensure_ascii=False)}\n"
    else:
        start = document.line(key, fault.lang)
        end = next((at for at in range(start, len(lines)) if not lines[at].startswith("    ") and lines[at].strip()), len(lines))
        before = "".join(lines[start:end])
        after = before.replace(f"    {what}", fault.text, 1) if what.endswith("\n") else before.replace(what, fault.text, 1)
        if after == before:
            raise ValueError(f"{fault.entry} has no {what!r} in its answer")
        lines[start:end] = [after]
    path.write_text("".join(lines), encoding="utf-8")


def commit(root: Path, when: str) -> None:
    """Commit a folder as it is; it becomes a repository if it is none."""
    _git(root, when, "init", "-q")
    _git(root, when, "add", "-A")
    _git(root, when, "commit", "-q", "-m", "Edit")


def _git(root: Path, when: str, *arguments: str) -> None:
    names = {"GIT_AUTHOR_NAME": "editor", "GIT_AUTHOR_EMAIL": "editor@localhost", "GIT_COMMITTER_NAME": "editor"}
    environment = {**os.environ, **names, "GIT_COMMITTER_EMAIL": "editor@localhost", "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    subprocess.run(["git", "-C", str(root), "-c", "commit.gpgsign=false", *arguments], check=True, capture_output=True, env=environment)
