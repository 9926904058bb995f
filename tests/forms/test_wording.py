"""How a form writes money, days and numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.forms import capital, cn_date, day, moment, numeral, spaced, yuan

VALUES = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def spoken(text: str) -> int:
    """What a whole number in capitals means, read from left to right."""
    total = group = digit = 0
    for sign in text:
        if sign in VALUES:
            digit = VALUES[sign]
        elif sign in PLACES:
            group, digit = group + digit * PLACES[sign], 0
        else:
            total, group, digit = (total + group + digit) * 10_000, 0, 0
            if sign == "亿":
                total *= 10_000
    return total + group + digit


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("409.50", "肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("100500", "壹拾万零伍佰元整"),
        ("1000000", "壹佰万元整"),
        ("2005000", "贰佰万伍仟元整"),
        ("10000001", "壹仟万零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("800000.50", "捌拾万元伍角整"),
        ("123456789.12", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
    ],
)
def test_money_in_capitals(amount: str, words: str) -> None:
    assert capital(Decimal(amount)) == words


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_capitals_mean_the_number_and_never_stammer(number: int) -> None:
    words = capital(Decimal(number))
    assert words.endswith("元整")
    whole = words.removesuffix("元整")
    assert "零零" not in whole and not whole.startswith("零") and not whole.endswith("零")
    if "亿" in whole:
        upper, lower = whole.split("亿")
        assert spoken(upper) * 10**8 + spoken(lower) == number
    else:
        assert spoken(whole) == number


@pytest.mark.parametrize("amount", ["-0.01", "1000000000000"])
def test_amounts_no_capitals_exist_for_are_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="大写"):
        capital(Decimal(amount))


def test_money_in_figures() -> None:
    assert yuan(Decimal("1234567.8")) == "1,234,567.80元"
    assert yuan(None) == ""


def test_days_and_instants() -> None:
    assert cn_date(date(2026, 11, 21)) == "二〇二六年十一月二十一日"
    assert day(date(2026, 1, 2)) == "2026年1月2日"
    assert day(datetime(2026, 1, 1, 20, 0, tzinfo=UTC)) == "2026年1月2日"
    assert moment(datetime(2026, 1, 1, 20, 5, tzinfo=UTC)) == "2026年1月2日4时05分"
    assert day(None) == moment(None) == ""


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (31, "三十一")]
)
def test_items_are_counted_in_chinese(number: int, words: str) -> None:
    assert numeral(number) == words


def test_short_names_are_spaced() -> None:
    assert spaced("甲某") == "甲　某"
    assert spaced("甲某某") == "甲某某"
