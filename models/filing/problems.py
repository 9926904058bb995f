"""What is wrong with a filing, said in Chinese by field, without repeating anybody's personal data."""

from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from models.validation import unknown_name

Path = tuple[str | int, ...]

SHOWN = frozenset(
    {
        "court",
        "case_no",
        "filed_at",
        "claim_amount",
        "case_kind",
        "basis_kind",
        "cause_group",
        "filing_channel",
    }
)
"""Fields whose wrong value a message repeats: none of them is personal."""

SHOWN_LENGTH = 40

EXPECTED = {
    "missing": "缺少该项",
    "bool_type": "应为 true 或 false",
    "string_type": "应为文字",
    "string_too_short": "不得为空或过短",
    "string_too_long": "过长",
    "decimal_type": "应为以元为单位的数字，如 800000.50",
    "decimal_parsing": "应为以元为单位的数字，如 800000.50",
    "decimal_max_places": "至多两位小数",
    "finite_number": "应为有限的数字",
    "greater_than": "应大于0",
    "less_than": "数额过大，请核对单位是否为元",
    "tuple_type": "应为列表",
    "frozen_set_type": "应为列表",
    "too_short": "至少一名申请执行人和一名被执行人",
    "too_long": "项数过多",
    "model_type": "应为对象（键值表）",
    "model_attributes_type": "应为对象（键值表）",
    "timezone_aware": "应为日期或时间，如 2026-03-01 或 2026-03-01T09:00:00+08:00",
}
WHEN = "应为真实存在的日期或时间，如 2026-03-01 或 2026-03-01T09:00:00+08:00"


class FieldFault(ValueError):
    """What a check over several fields raises, so that the field to put right is named."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class Problem(NamedTuple):
    """One thing that is wrong: where, and what was expected instead."""

    path: Path
    message: str

    @property
    def field(self) -> str:
        """The field as a programmer writes it, items counted from 1; empty for the filing as a whole."""
        text = ""
        for part in self.path:
            text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
        return text

    def sentence(self, model: type[BaseModel]) -> str:
        """The problem for a reader: the field by its Chinese and its written name."""
        if not self.path:
            return self.message
        title = field_title(model, self.path)
        return f"{title}（{self.field}）：{self.message}" if title else f"{self.field}：{self.message}"


def field_title(model: type[BaseModel], path: Path) -> str:
    """The Chinese name of a field; empty where there is none."""
    title = ""
    here: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, int):
            continue
        found = here.model_fields.get(part) if here else None
        if found is None:
            return ""
        title = found.title or ""
        here = _model_in(found.annotation)
    return title


def problems_of(error: ValidationError, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Everything a validation found wrong, in the order of the fields.

    A list whose items are bad is not called too short as well.
    """
    found = error.errors()
    paths = [_place(one) for one in found]
    return tuple(
        Problem(path, _message(one, model))
        for path, one in zip(paths, found, strict=True)
        if one["type"] != "too_short" or not any(_under(other, path) for other in paths)
    )


def _under(path: Path, above: Path) -> bool:
    return len(path) > len(above) and path[: len(above)] == above


def _place(found: Any) -> Path:
    """Where a problem lies, the field a check over several fields names included."""
    path, error = _path(found["loc"]), found.get("ctx", {}).get("error")
    return (*path, error.field) if isinstance(error, FieldFault) else path


def _path(loc: Path) -> Path:
    """The location without the words pydantic adds for validators and branches of a union."""
    return tuple(part for part in loc if isinstance(part, int) or part.isidentifier())


def _message(found: Any, model: type[BaseModel]) -> str:
    kind, path = found["type"], _path(found["loc"])
    if kind == "extra_forbidden":
        inside = _model_at(model, path[:-1])
        return unknown_name("字段", str(path[-1])[:SHOWN_LENGTH], inside.model_fields if inside else ())
    if kind == "enum":
        wanted = str(found["ctx"]["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
        return f"应为下列之一：{wanted}{_shown(path, found['input'])}"
    if kind == "value_error":
        words = str(found["ctx"]["error"])
        return words if any("一" <= sign <= "鿿" for sign in words) else WHEN + _shown(path, found["input"])
    if isinstance(found["input"], str) and kind in ("too_short", "too_long"):
        kind = f"string_{kind}"
    return EXPECTED.get(kind, "不合要求") + _shown(path, found["input"], kind)


def _shown(path: Path, value: object, kind: str = "") -> str:
    """What was written instead, where it may be repeated."""
    if kind == "missing" or len(path) != 1 or path[0] not in SHOWN or isinstance(value, dict | list):
        return ""
    return f"，所填为“{str(value)[:SHOWN_LENGTH]}”"


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    here: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, str):
            field = here.model_fields.get(part) if here else None
            here = _model_in(field.annotation) if field else None
    return here


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model an annotation holds, under options, lists and annotations."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
