"""The field table of the filing contract, made from the model itself."""

import typing
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel

from models.filing.filing import Filing
from models.filing.party import Agent, FilingParty, PayeeAccount
from models.filing.terms import TERMS

TABLES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("立案信息（Filing）", Filing),
    ("当事人（parties 的每一项）", FilingParty),
    ("委托诉讼代理人（agent）", Agent),
    ("收款账户（payee_account）", PayeeAccount),
)

PLAIN: dict[Any, str] = {
    str: "文字",
    bool: "true / false",
    Decimal: "数字或数字文字",
    AwareDatetime: "日期或时间",
}


def field_tables() -> str:
    """Every table in Markdown."""
    return "\n\n".join(f"### {title}\n\n{_table(model)}" for title, model in TABLES)


def choice_tables() -> str:
    """Every list of choices in Markdown."""
    parts = []
    for kind, words in TERMS.items():
        listed = "、".join(f"`{key}`（{word}）" for key, word in words.items())
        parts.append(f"- **{kind.__name__}**：{listed}")
    return "\n".join(parts)


def _table(model: type[BaseModel]) -> str:
    rows = ["| 字段 | 中文 | 类型 | 必填 | 说明 |", "|---|---|---|---|---|"]
    for name, field in model.model_fields.items():
        need = "是" if field.is_required() else ""
        kind = _kind(field.annotation)
        rows.append(f"| `{name}` | {field.title} | {kind} | {need} | {field.description or ''} |")
    return "\n".join(rows)


def _kind(annotation: Any) -> str:
    """The type of a field for a reader."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (tuple, frozenset):
        return f"{_kind(arguments[0])} 的列表"
    if origin is typing.Annotated:
        return _kind(arguments[0])
    if arguments:
        return _kind(next(one for one in arguments if one is not type(None)))
    if annotation in PLAIN:
        return PLAIN[annotation]
    assert isinstance(annotation, type) and issubclass(annotation, StrEnum | BaseModel), annotation
    return f"选项 {annotation.__name__}" if issubclass(annotation, StrEnum) else f"对象 {annotation.__name__}"
