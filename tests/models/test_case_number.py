"""Case numbers: every spelling of one number is one number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case_number import CaseNumber, canonical_case_no
from models.errors import Code, Refusal

CANONICAL = "（2026）豫0326执123号"

NUMBERS = st.builds(
    CaseNumber,
    year=st.integers(2016, 2099),
    court=st.sampled_from(["豫0326", "豫14", "豫", "鄂1023", "最高法", "内0102", "兵0801"]),
    word=st.sampled_from(["执", "执恢", "执保", "执异", "执复", "执监", "民初", "刑终", "财保"]),
    serial=st.integers(1, 9_999_999),
)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "spelling",
    [
        CANONICAL,
        "(2026)豫0326执123号",
        "〔2026〕豫0326执123号",
        "[2026]豫0326执123号",
        "［2026］豫0326执123号",
        "【2026】豫0326执123号",
        "（２０２６）豫０３２６执１２３号",
        " （2026） 豫0326 执 123 号 ",
        "\u3000（2026）豫0326\u00a0执0123号\ufeff",
        "(2026）豫0326执123号",
    ],
)
def test_every_spelling_is_the_same_number(spelling: str) -> None:
    assert canonical_case_no(spelling) == CANONICAL


def test_the_parts() -> None:
    number = CaseNumber.parse("(2026)豫0326执恢7号")
    assert (number.year, number.court, number.word, number.serial) == (2026, "豫0326", "执恢", 7)
    assert number.enforcement
    assert not CaseNumber.parse("（2025）豫0326民初456号").enforcement


@given(NUMBERS)
def test_reading_a_canonical_number_gives_the_number_back(number: CaseNumber) -> None:
    assert CaseNumber.parse(number.canonical) == number
    assert canonical_case_no(canonical_case_no(number.canonical)) == number.canonical


@given(
    NUMBERS,
    st.sampled_from(["（）", "()", "〔〕", "[]", "［］", "【】"]),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(" \t\u3000\u00a0")), max_size=5),
)
def test_brackets_width_and_spaces_never_matter(
    number: CaseNumber, brackets: str, wide: bool, spaces: list[tuple[int, str]]
) -> None:
    text = number.canonical.replace("（", brackets[0]).replace("）", brackets[1])
    text = text.translate(FULL_WIDTH) if wide else text
    for place, space in spaces:
        text = text[:place] + space + text[place:]
    assert canonical_case_no(text) == number.canonical


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "123",
        "2026豫0326执123号",
        "（2026）豫0326执号",
        "（2026）豫0326执123",
        "（26）豫0326执123号",
        "（2026）某0326执123号",
        "（2026）豫032612执123号",
        "（2026）豫0326zhi123号",
        "（2026）豫0326执123号之一",
        "（2012）固执字第123号",
        "（2015）豫0326执123号",
        "（2026）豫0326执0号",
        "（2026）豫0326执-1号",
        "）2026（豫0326执123号",
    ],
)
def test_anything_else_is_refused_in_chinese(wrong: str) -> None:
    with pytest.raises(Refusal) as refused:
        canonical_case_no(wrong)
    assert refused.value.code == Code.BAD_DATA
    assert "案号" in refused.value.message


@given(st.text(max_size=40))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        again = canonical_case_no(text)
    except Refusal:
        return
    assert canonical_case_no(again) == again
