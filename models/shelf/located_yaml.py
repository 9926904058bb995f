"""Reads rulebook YAML strictly: every value knows its file and line, and nothing is guessed.

YAML reads `no` and `on` as truth values, `010` as eight, `1:30` as ninety; here they are refused,
because in a court's rules they are codes somebody forgot to quote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from models.errors import Code, Refusal

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORD_TRAP = re.compile(r"(yes|no|on|off|y|n|True|False|TRUE|FALSE|~|Null|NULL)", re.IGNORECASE)
_NUMBER_TRAP = re.compile(
    r"[-+]?(0\d+|0[xXoObB][0-9a-fA-F_]+|\d[\d_]*(:\d+)+|\d+_[\d_]*|\d+[eE][-+]?\d+|\.\w+)"
)
_QUOTED = ("'", '"', "|", ">")
_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")


@dataclass(frozen=True)
class Located:
    """A value of a rulebook file and where it stands."""

    value: "str | int | float | bool | list[Located] | dict[str, Located] | None"
    file: str
    line: int

    @property
    def rows(self) -> "list[Located]":
        """The items of a list; none for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def keys(self) -> "dict[str, Located]":
        """The entries of a mapping; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def at(self, path: tuple[str | int, ...]) -> "Located":
        """The value at a path, or the deepest one there is on the way to it."""
        here = self
        for part in path:
            inner: Located | None = None
            if isinstance(part, int):
                inner = here.rows[part] if part < len(here.rows) else None
            else:
                inner = here.keys.get(part)
            if inner is None:
                return here
            here = inner
        return here

    def plain(self) -> Any:
        """The value without places, as pydantic takes it."""
        if isinstance(self.value, list):
            return [row.plain() for row in self.value]
        if isinstance(self.value, dict):
            return {key: one.plain() for key, one in self.value.items()}
        return self.value

    def scalars(self) -> "Iterator[Located]":
        """Every scalar below, in order."""
        if isinstance(self.value, list | dict):
            for one in self.value if isinstance(self.value, list) else self.value.values():
                yield from one.scalars()
        else:
            yield self


def invalid(place: Located, message: str, key: str = "") -> Refusal:
    """The refusal of a rulebook, naming file, line and key."""
    where = f"{place.file} 第 {place.line} 行"
    return Refusal(Code.RULEBOOK_INVALID, f"{where}{f'，{key}' if key else ''}：{message}")


def read_yaml(path: Path, shown: str) -> Located:
    """The content of one file; `shown` is how messages name it.

    Raises Refusal(RULEBOOK_INVALID) with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.compose(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise Refusal(Code.RULEBOOK_INVALID, f"{shown}：不是 UTF-8 文本") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refusal(Code.RULEBOOK_INVALID, f"{shown} 第 {line} 行：YAML 格式错误") from error
    except yaml.YAMLError as error:
        raise Refusal(Code.RULEBOOK_INVALID, f"{shown}：YAML 格式错误") from error
    if tree is None:
        raise Refusal(Code.RULEBOOK_INVALID, f"{shown}：文件为空")
    return _located(tree, shown, tree.start_mark.line + 1)


def _located(node: yaml.Node, file: str, line: int) -> Located:
    if isinstance(node, yaml.MappingNode):
        return Located(_mapping(node, file), file, line)
    if isinstance(node, yaml.SequenceNode):
        rows = [_located(one, file, one.start_mark.line + 1) for one in node.value]
        return Located(rows, file, line)
    return _scalar(node, file, line)


def _mapping(node: yaml.MappingNode, file: str) -> dict[str, Located]:
    entries: dict[str, Located] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _scalar(key_node, file, line)
        if not isinstance(key.value, str):
            raise invalid(key, f"键“{key_node.value}”须加引号：只有文字可以作键")
        if key.value in entries:
            raise invalid(key, f"键“{key.value}”重复，前一处在第 {entries[key.value].line} 行")
        entries[key.value] = _located(value_node, file, line)
    return entries


def _scalar(node: yaml.Node, file: str, line: int) -> Located:
    if not isinstance(node, yaml.ScalarNode):
        raise invalid(Located(None, file, line), "键须为文字")
    text = str(node.value)
    if node.style in _QUOTED:
        return Located(text, file, line)
    if node.tag.startswith("tag:yaml.org,2002:python"):
        raise invalid(Located(None, file, line), "不接受 YAML 标签")
    if text in ("true", "false"):
        return Located(text == "true", file, line)
    if text == "null":
        return Located(None, file, line)
    if text == "":
        raise invalid(Located(None, file, line), "值为空：请写 null 或删去该行")
    if _WORD_TRAP.fullmatch(text) or _NUMBER_TRAP.fullmatch(text):
        misread = f"“{text}”会被 YAML 误读：文字请加引号，是非请写 true 或 false"
        raise invalid(Located(None, file, line), misread)
    if _INTEGER.fullmatch(text):
        return Located(int(text), file, line)
    return Located(float(text) if _DECIMAL.fullmatch(text) else text, file, line)
