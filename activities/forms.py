"""Renders the court's forms (.docx): the same values give the same bytes, so a form has one digest."""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import ValidationError

from models.errors import Refusal
from models.forms import FORMS, Form, FormFault, FormKind
from models.values import court_local

TEMPLATES = Path(__file__).parent / "templates"
"""The court's forms; staff edit them in a word processor."""

ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)
"""The date every part of a rendered file bears: the earliest a zip can hold."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
YEAR_DIGITS = "〇一二三四五六七八九"
CENT = Decimal("0.01")
CAPITAL_LIMIT = Decimal(10) ** 12


class Rendered(NamedTuple):
    """A rendered form and its content address."""

    content: bytes
    sha256: str


def render(kind: str, values: Form | Mapping[str, Any]) -> Rendered:
    """The form of this kind with these values as .docx.

    Raises Refusal with FormFault.UNKNOWN for a kind no court uses, VALUES for values that do not
    fit the form, TEMPLATE when the template itself is broken or asks for a field nobody gives.
    """
    if kind not in FORMS:
        raise Refusal(FormFault.UNKNOWN, f"没有名为“{kind}”的文书")
    spec = FORMS[FormKind(kind)]
    form = _checked(spec.name, spec.values, values)
    path = TEMPLATES / f"{kind}.docx"
    context = {name: getattr(form, name) for name in type(form).model_fields}
    try:
        template = DocxTemplate(path)
        template.render(context, environment(), autoescape=True)
    except (TemplateError, KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise Refusal(
            FormFault.TEMPLATE, f"文书模板 {path.name}（{spec.name}）无法套用：{_fault(error)}"
        ) from error
    _describe(template, spec.name, form)
    raw = io.BytesIO()
    template.save(raw)
    content = canonical(raw.getvalue())
    return Rendered(content, hashlib.sha256(content).hexdigest())


def environment() -> SandboxedEnvironment:
    """The filters and rules every template is rendered with; a field nobody gives is an error."""
    jinja = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    jinja.filters.update(
        capital=capital,
        yuan=yuan,
        cn_date=cn_date,
        day=day,
        moment=moment,
        numeral=numeral,
        spaced=spaced,
    )
    return jinja


def capital(amount: Decimal) -> str:
    """Money in Chinese capitals (人民币大写), e.g. 壹万零伍拾元伍角整. Raises ValueError below zero."""
    if not 0 <= amount < CAPITAL_LIMIT:
        raise ValueError("金额超出大写范围")
    cents = int((amount / CENT).quantize(Decimal(1), ROUND_HALF_UP))
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = _capital_whole(whole) + "元" if whole or not (jiao or fen) else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif fen and whole:
        text += "零"
    return text + (DIGITS[fen] + "分" if fen else "整")


def yuan(amount: Decimal | None) -> str:
    """Money in figures, yuan to the cent with thousands separators; empty where there is none."""
    return "" if amount is None else f"{amount.quantize(CENT, ROUND_HALF_UP):,}元"


def cn_date(value: dt.date) -> str:
    """A day as a document bears it (成文日期): 二〇二六年十一月二十一日."""
    year = "".join(YEAR_DIGITS[int(digit)] for digit in str(value.year))
    return f"{year}年{numeral(value.month)}月{numeral(value.day)}日"


def day(value: dt.date | None) -> str:
    """A day in running text: 2026年11月21日, court-local for an instant; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = court_local(value).date()
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: dt.datetime | None) -> str:
    """An instant on the court's clock: 2026年11月21日9时30分; empty where there is none."""
    if value is None:
        return ""
    local = court_local(value)
    return f"{day(local)}{local.hour}时{local.minute:02d}分"


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese, as items of a list are counted: 一、十一、二十一."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else YEAR_DIGITS[tens]) + "十" if tens else ""
    return ten + (YEAR_DIGITS[ones] if ones else "")


def spaced(name: str) -> str:
    """A name of two characters with a space between, as signature blocks align names."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _capital_whole(number: int) -> str:
    """A whole number in capitals: groups of four places, one 零 for any run of zeros inside."""
    if number == 0:
        return DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group and text and (group < 1000 or text.endswith(DIGITS[0])):
            text = text.rstrip(DIGITS[0]) + DIGITS[0]
        if group:
            text += _capital_group(group) + GROUPS[index]
        elif text:
            text = text.rstrip(DIGITS[0]) + DIGITS[0]
    return text.rstrip(DIGITS[0])


def _capital_group(group: int) -> str:
    """One to four places in capitals, without leading and trailing 零."""
    text = ""
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += DIGITS[digit] + PLACES[place]
        elif text and not text.endswith(DIGITS[0]):
            text += DIGITS[0]
    return text.rstrip(DIGITS[0])


def _checked(name: str, shape: type[Form], values: Form | Mapping[str, Any]) -> Form:
    """The values in the form's own shape; the refusal names the fields and never their content."""
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        fields = "、".join(
            dict.fromkeys(".".join(str(part) for part in item["loc"]) or "整体" for item in error.errors())
        )
        raise Refusal(FormFault.VALUES, f"{name}：下列各项缺少或不合要求：{fields}") from None


def _fault(error: Exception) -> str:
    """What is wrong with a template, for the person who edits it."""
    if isinstance(error, TemplateError):
        return error.message or type(error).__name__
    return type(error).__name__


def _describe(template: DocxTemplate, name: str, form: Form) -> None:
    """File properties from the case alone: no editor's name, no clock."""
    bears = dt.datetime.combine(form.head.date, dt.time(), dt.UTC)
    properties = template.docx.core_properties
    properties.title = f"{name} {form.head.case_no}"
    properties.author = properties.last_modified_by = form.head.court_name
    properties.created = properties.modified = bears
    properties.revision = 1


def canonical(archive: bytes) -> bytes:
    """The same archive with sorted parts and fixed dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            info = zipfile.ZipInfo(name, ARCHIVE_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(name))
    return out.getvalue()
