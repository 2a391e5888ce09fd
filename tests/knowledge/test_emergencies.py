"""Reading emergencies.yml: what is wrong in it is reported like everything else."""

from __future__ import annotations

import pytest

from tests.knowledge.house import House

FILE = "emergencies.yml"
SOUND = """\
calm:
  zh: [去年]
  en: [last year]
ordinary:
  zh: [急死]
  en: [dying to know]
kinds:
  crime:
    phone: "110"
    words:
      zh: [绑架]
      en: [kidnapped]
    pairs:
      - one: {zh: [孩子], en: [child]}
        other: {zh: [不见了], en: [missing]}
        without: {zh: [户口本], en: [booklet]}
    reply: {zh: 请拨打 110。, en: Call 110.}
  despair:
    always: true
    phone: "12356"
    words: {zh: [不想活], en: [want to die]}
    reply: {zh: 请拨打 12356。, en: Call 12356.}
"""


def test_a_sound_file_is_read_whole(house: House) -> None:
    house.entry("cards/lost.yml")
    house.write(FILE, SOUND)
    assert house.problems() == ()
    known = house.load().require().emergencies
    assert known is not None
    crime, despair = known.kinds
    assert (crime.id, crime.phone, crime.always, despair.always, despair.pairs) == ("crime", "110", False, True, ())
    (pair,) = crime.pairs
    assert (pair.one["zh"], pair.other["en"], pair.without) == (("孩子",), ("missing",), {"zh": ("户口本",), "en": ("booklet",)})
    assert (known.calm["en"], known.ordinary["zh"]) == (("last year",), ("急死",))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("ordinary:\n  zh: [急死]\n  en: [dying to know]\n", "", "K004"),
        ("calm:", "past:", "K003"),
        ("        other: {zh: [不见了], en: [missing]}\n", "", "K004"),
        ("other: {zh: [不见了], en: [missing]}", "other: {zh: [不见了]}", "K101"),
        ("        without:", "        wihtout:", "K003"),
        ("without: {zh: [户口本], en: [booklet]}", "without: {zh: 户口本, en: booklet}", "K005"),
        ("      - one: {", "        one: {", "K005"),
        ("      - one: {zh: [孩子], en: [child]}", "      - 孩子\n      - one: {zh: [孩子], en: [child]}", "K005"),
        ('phone: "110"', "phone: 110", "K205"),
    ],
)
def test_a_mistake_is_reported_and_keeps_the_version_from_being_served(house: House, old: str, new: str, code: str) -> None:
    house.entry("cards/lost.yml")
    assert SOUND.count(old) == 1
    house.write(FILE, SOUND.replace(old, new))
    assert code in {found for file, _, found in house.found() if file == FILE}
    assert house.load().knowledge is None
