"""The ledger of message fields: what once crossed the wire or lies in the register keeps its shape.

`python -m tests.house.ledger` writes down what is new. It only ever adds: a field that is gone or has
another type stays in the ledger, and the test says so.
"""

import json
import sys
import types
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from models import messages
from models.acts.envelope import Act
from models.answers import OutsideAnswer
from models.notices import Notice
from models.parties import Party

FILE = Path(__file__).parent / "message_fields.json"

OPTIONAL = " (optional)"
"""Follows the type of a field that an older message may lack."""

Ledger = dict[str, dict[str, str] | list[str]]
"""By name of a value its fields with their types; by name of a list of words the words."""

BESIDES: tuple[type[BaseModel], ...] = (Act, OutsideAnswer, Notice, Party)
"""What crosses a border besides `models/messages.py`: an Update's argument, and what tables keep as JSON."""


def current() -> Ledger:
    """The values as the code has them, with everything they are made of."""
    found: Ledger = {}
    waiting: list[Any] = [*_defined_in_messages(), *BESIDES]
    while waiting:
        shape = waiting.pop()
        if shape.__name__ in found:
            continue
        if issubclass(shape, StrEnum):
            found[shape.__name__] = [member.value for member in shape]
            continue
        fields = shape.model_fields
        found[shape.__name__] = {
            name: type_name(field.annotation) + ("" if field.is_required() else OPTIONAL)
            for name, field in fields.items()
        }
        waiting += [part for field in fields.values() for part in _parts(field.annotation)]
    return dict(sorted(found.items()))


def _defined_in_messages() -> Iterable[type[BaseModel]]:
    for value in vars(messages).values():
        if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == messages.__name__:
            yield value


def _parts(annotation: Any) -> Iterable[type[BaseModel] | type[StrEnum]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | StrEnum):
        yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def type_name(annotation: Any) -> str:
    """A type in words that stay the same for as long as the type does."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_name(arguments[0])
    if origin in (Union, types.UnionType):
        return " | ".join(sorted(type_name(argument) for argument in arguments))
    if origin is Literal:
        return f"Literal{sorted(arguments)}"
    if origin is not None:
        inside = ", ".join("..." if argument is ... else type_name(argument) for argument in arguments)
        return f"{origin.__name__}[{inside}]"
    return str(getattr(annotation, "__name__", annotation)).replace("NoneType", "None")


def broken(kept: Ledger, now: Ledger) -> list[str]:
    """What the ledger has and the code no longer has, or has otherwise."""
    wrong: list[str] = []
    for name, old in kept.items():
        new = now.get(name)
        if new is None:
            wrong.append(f"{name} is gone")
        elif isinstance(old, list) or isinstance(new, list):
            wrong += [f"{name}: {word} is gone" for word in old if word not in new]
        else:
            for field, was in old.items():
                if field not in new:
                    wrong.append(f"{name}.{field} is gone")
                elif new[field] not in (was, was.removesuffix(OPTIONAL) + OPTIONAL):
                    wrong.append(f"{name}.{field} was {was} and is {new[field]}")
    return wrong


def missing(kept: Ledger, now: Ledger) -> list[str]:
    """What the code has and the ledger does not."""
    return [name for name in now if name not in kept] + [
        f"{name}.{part}"
        for name, parts in now.items()
        if name in kept
        for part in parts
        if part not in kept[name]
    ]


def without_default(kept: Ledger, now: Ledger) -> list[str]:
    """New fields of known values that an older message does not have: they need a default."""
    return [
        f"{name}.{field}"
        for name, parts in now.items()
        if name in kept and not isinstance(parts, list)
        for field, kind in parts.items()
        if field not in kept[name] and not kind.endswith(OPTIONAL)
    ]


def extended(kept: Ledger, now: Ledger) -> Ledger:
    """The ledger with what is new; nothing of it is changed or removed."""
    after: Ledger = {}
    for name in sorted({*kept, *now}):
        old, new = kept.get(name, now.get(name, {})), now.get(name, {})
        if isinstance(old, list):
            after[name] = [*old, *(word for word in new if word not in old)]
        elif isinstance(new, dict):
            after[name] = {**new, **old}
    return after


def read() -> Ledger:
    """The ledger as it stands."""
    return dict(json.loads(FILE.read_text(encoding="utf-8"))) if FILE.exists() else {}


def main() -> int:
    """Write down what is new; refuse a new field without default, and say what is broken."""
    kept, now = read(), current()
    refused = [f"{field}: a new field needs a default" for field in without_default(kept, now)]
    if not refused:
        text = json.dumps(extended(kept, now), ensure_ascii=False, indent=1)
        FILE.write_text(text + "\n", encoding="utf-8")
    for line in refused + broken(kept, now):
        print(line, file=sys.stderr)
    return 1 if refused or broken(kept, now) else 0


if __name__ == "__main__":
    sys.exit(main())
