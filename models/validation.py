"""Says in Chinese what pydantic found wrong: one place, one sentence, the nearest name."""

import difflib
import re
import typing
from collections.abc import Iterable, Sequence
from types import UnionType
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

_FEW = 12
"""Up to so many choices are all named in a message."""


class Problem(NamedTuple):
    """The first thing wrong: where in the data, and what."""

    path: tuple[str | int, ...]
    message: str


def path_text(path: Iterable[str | int]) -> str:
    """A path as a reader counts: list items from 1."""
    return ".".join(f"第{part + 1}项" if isinstance(part, int) else part for part in path)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name closest to this one; empty if none is near."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def unknown_name(what: str, name: str, known: Iterable[str]) -> str:
    """The sentence for a name nobody knows, with the nearest one."""
    names = sorted(known)
    near = nearest(name, names)
    hint = f"，是否为“{near}”" if near else f"，可用：{'、'.join(names)}" if 0 < len(names) <= _FEW else ""
    return f"未知{what}“{name}”{hint}"


def first_problem(error: ValidationError, model: type[BaseModel]) -> Problem:
    """The first problem of a validation, in Chinese, with the path into the data it was found in."""
    found = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")[0]
    path = _in_data(found["loc"], model)
    return Problem(path, _sentence(found, model))


def _in_data(loc: Sequence[str | int], model: type[BaseModel]) -> tuple[str | int, ...]:
    """The location without the words pydantic adds for the branches of a union or a function."""
    path: list[str | int] = []
    here: Any = model
    for part in loc:
        inner = _inside(here, part)
        if inner is None:
            continue
        path.append(part)
        here = inner
    if loc and loc[-1] not in path[-1:] and isinstance(loc[-1], str) and _is_name(loc[-1]):
        path.append(loc[-1])
    return tuple(path)


def _is_name(part: str) -> bool:
    """Whether a part of a location can be a key of the data and not pydantic's name of a validator."""
    return not any(mark in part for mark in "[(-]")


def _inside(annotation: Any, part: str | int) -> Any:
    """The annotation of a part of a value; none where the value has no such part."""
    for option in _options(annotation):
        origin = typing.get_origin(option)
        arguments = typing.get_args(option)
        if isinstance(option, type) and issubclass(option, BaseModel) and part in option.model_fields:
            return option.model_fields[str(part)].annotation
        if isinstance(part, int) and origin in (tuple, list, set, frozenset) and arguments:
            return arguments[0]
        if isinstance(part, str) and origin is dict:
            return arguments[1]
    return None


def _options(annotation: Any) -> list[Any]:
    """The branches of an annotation: the types of a union, with their own annotations taken off."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _options(typing.get_args(annotation)[0])
    if origin is typing.Union or origin is UnionType:
        return [option for branch in typing.get_args(annotation) for option in _options(branch)]
    return [annotation]


def _fields_at(path: Sequence[str | int], model: type[BaseModel]) -> frozenset[str]:
    here: Any = model
    for part in path:
        here = _inside(here, part)
    fields: set[str] = set()
    for option in _options(here):
        if isinstance(option, type) and issubclass(option, BaseModel):
            fields.update(option.model_fields)
    return frozenset(fields)


_EXPECTED = {
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字",
    "string_too_short": "不得为空",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "decimal_parsing": "应为数字（元）",
    "decimal_type": "应为数字（元）",
    "decimal_max_places": "至多两位小数（元）",
    "finite_number": "应为有限的数字",
    "date_from_datetime_parsing": "应为日期，如 2026-03-01",
    "date_type": "应为日期，如 2026-03-01",
    "timezone_aware": "应为带时区的时间，如 2026-03-01T09:00:00+08:00",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "set_type": "应为列表",
    "frozen_set_type": "应为列表",
    "dict_type": "应为键值表",
    "model_type": "应为键值表",
    "model_attributes_type": "应为键值表",
}


def _sentence(found: Any, model: type[BaseModel]) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind == "extra_forbidden":
        path = _in_data(found["loc"], model)
        return unknown_name("字段", str(path[-1]), _fields_at(path[:-1], model))
    if kind in ("enum", "literal_error"):
        return _not_among(str(found["input"]), re.findall(r"'([^']*)'", str(context["expected"])))
    if kind == "value_error":
        return str(context["error"])
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        sign = {"greater_than": "大于", "less_than": "小于"}.get(kind)
        sign = sign or ("不得小于" if kind == "greater_than_equal" else "不得大于")
        return f"{sign} {next(iter(context.values()))}，所填为 {found['input']}"
    if kind == "missing":
        return "缺少该项"
    return f"{_EXPECTED.get(kind, '不合要求')}，所填为 {_shown(found['input'])}"


def _not_among(value: str, choices: list[str]) -> str:
    """The sentence for a value that is none of the choices: the nearest one, or all if they are few."""
    near = nearest(value, choices)
    if len(choices) <= _FEW:
        return f"“{value}”不在可选值之内：{'、'.join(choices)}"
    return f"“{value}”不在可选值之内{f'，是否为“{near}”' if near else ''}"


def _shown(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else f"“{value}”"
    return text if len(text) <= 40 else f"{text[:40]}…"
