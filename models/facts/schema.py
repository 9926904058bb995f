"""Which facts exist and of what kind they are, read off the facts model: what conditions may name."""

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any

from pydantic import AwareDatetime, BaseModel

from models.facts.case_facts import CaseFacts, Progress
from models.facts.values import EvidenceState
from models.validation import unknown_name


class Kind(StrEnum):
    """The kind of a fact, which decides the questions that may be asked of it."""

    FLAG = "是非"
    NUMBER = "数字"
    DAY = "日期"
    INSTANT = "时间"
    TEXT = "文字"
    CHOICE = "选项"
    SET = "集合"
    LIST = "列表"
    OBJECT = "对象"


@dataclass(frozen=True)
class FactType:
    """A fact's kind, its choices, and the types of its parts (of its elements, for a list).

    `any_part` is the type of every part of an object whose parts a court names itself (终本材料).
    """

    kind: Kind
    choices: frozenset[str] = frozenset()
    parts: Mapping[str, "FactType"] = field(default_factory=dict)
    any_part: "FactType | None" = None


def fact_type(name: str, known: Mapping[str, FactType]) -> FactType:
    """The type of a dotted name. Raises ValueError with the nearest name for one nobody knows."""
    head, _, rest = name.partition(".")
    if head not in known:
        raise ValueError(unknown_name("事实", head, known))
    found = known[head]
    if not rest:
        return found
    if found.kind is not Kind.OBJECT:
        raise ValueError(f"事实“{head}”是{found.kind}，没有“{rest}”这一项")
    if found.any_part is not None:
        return found.any_part
    return fact_type(rest, found.parts)


_PLAIN: dict[Any, Kind] = {
    bool: Kind.FLAG,
    int: Kind.NUMBER,
    Decimal: Kind.NUMBER,
    datetime: Kind.INSTANT,
    AwareDatetime: Kind.INSTANT,
    date: Kind.DAY,
    str: Kind.TEXT,
}


def _type_of(annotation: Any) -> FactType:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type_of(arguments[0])
    if origin is typing.Union or origin is UnionType:
        return _type_of(next(option for option in arguments if option is not type(None)))
    if origin in (tuple, frozenset):
        element = _type_of(arguments[0])
        kind = Kind.LIST if element.kind is Kind.OBJECT else Kind.SET
        return FactType(kind, element.choices, element.parts)
    if origin is dict:
        return FactType(Kind.OBJECT, any_part=FactType(Kind.CHOICE, frozenset(EvidenceState)))
    if issubclass(annotation, StrEnum):
        return FactType(Kind.CHOICE, frozenset(annotation))
    if issubclass(annotation, BaseModel):
        return FactType(Kind.OBJECT, parts=_types_of(annotation))
    return FactType(_PLAIN[annotation])


def _types_of(model: type[BaseModel]) -> dict[str, FactType]:
    fields = {name: one for name, one in model.model_fields.items() if name != "overridden"}
    return {name: _type_of(one.annotation) for name, one in fields.items()}


FACT_TYPES: Mapping[str, FactType] = {**_types_of(CaseFacts), **_types_of(Progress)}
"""Every fact a condition may name outside a list, by name."""
