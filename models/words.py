"""The words a rulebook may use (规则用语): facts, events, acts, roles, parts of the way, operators.

Read off the schema itself, with the names a court reads them by.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum

from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.event_names import EVENT_NAMES
from models.facts.names import FACT_TITLES
from models.facts.schema import FACT_TYPES, FactType, Kind
from models.flow import PART_NAMES
from models.lint.edition import open_edition
from models.operators import ALLOWED
from models.roles import ROLE_NAMES
from models.rulebook import Rulebook
from models.shelf.shelf import bases
from models.validation import unknown_name
from models.values import Value

OPERATOR_NAMES: dict[str, str] = {
    "eq": "等于",
    "ne": "不等于",
    "lt": "小于、早于",
    "le": "小于或者等于、不晚于",
    "gt": "大于、晚于",
    "ge": "大于或者等于、不早于",
    "between": "在两值之间，含两端",
    "in": "为所列之一",
    "present": "有（true）或者无（false）",
    "within_months": "在某日起若干月之内",
    "contains": "含有",
    "empty": "为空（true）或者不空（false）",
    "any": "至少一项符合",
    "every": "每一项都符合",
}
"""What each operator asks; a test holds that none is missing."""


class WordKind(StrEnum):
    """A kind of word."""

    FACTS = "facts"
    DERIVED = "derived"
    EVENTS = "events"
    ACTS = "acts"
    ROLES = "roles"
    PARTS = "parts"
    OPERATORS = "operators"


KIND_NAMES: dict[WordKind, str] = {
    WordKind.FACTS: "案件事实（when）",
    WordKind.DERIVED: "推导事实（when），全国规则已有的",
    WordKind.EVENTS: "事件（starts、done_by）",
    WordKind.ACTS: "行为（act）",
    WordKind.ROLES: "职务（roles、approver、leader）",
    WordKind.PARTS: "环节（run）",
    WordKind.OPERATORS: "运算",
}
"""What each kind is, and where a rulebook writes it."""


class Word(Value):
    """One word: its key, its Chinese name; a fact's kind, choices and parts; an operator's kinds of fact."""

    kind: WordKind
    key: str
    name: str
    type: str = ""
    choices: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def words(kind: str = "", containing: str = "") -> tuple[Word, ...]:
    """The words of a kind, else of all, whose key or name contains a text.

    Raises Refusal(BAD_DATA) for a kind there is not.
    """
    if kind and kind not in set(WordKind):
        raise Refusal(Code.BAD_DATA, unknown_name("类别", kind, set(WordKind)))
    kinds = [WordKind(kind)] if kind else list(WordKind)
    found = (word for each in kinds for word in _WORDS[each]())
    return tuple(word for word in found if containing in word.key or containing in word.name)


def lines(found: tuple[Word, ...]) -> Iterator[str]:
    """The words as a person reads them."""
    kind = None
    for word in found:
        if word.kind is not kind:
            kind = word.kind
            yield f"【{KIND_NAMES[kind]}】"
        more = "、".join(word.choices) or "、".join(word.parts)
        told = "：".join(filter(None, (word.type, more)))
        yield f"  {word.key}　{word.name}" + (f"　{told}" if told else "")


def _facts() -> Iterator[Word]:
    for key, kind in FACT_TYPES.items():
        yield _typed(WordKind.FACTS, key, FACT_TITLES[key], kind)


def _typed(word: WordKind, key: str, name: str, kind: FactType) -> Word:
    return Word(
        kind=word,
        key=key,
        name=name,
        type=str(kind.kind),
        choices=tuple(sorted(kind.choices)),
        parts=tuple(_part(part, one) for part, one in kind.parts.items()),
    )


def _part(name: str, kind: FactType) -> str:
    choices = "/".join(sorted(kind.choices))
    return f"{name}（{choices or kind.kind}）"


def _base() -> Rulebook:
    """The rules that every court inherits."""
    return open_edition(bases()[0]).book


def _derived() -> Iterator[Word]:
    for key, row in _base().derived.items():
        yield Word(kind=WordKind.DERIVED, key=key, name=row.name)


def _events() -> Iterator[Word]:
    for kind, name in EVENT_NAMES.items():
        yield Word(kind=WordKind.EVENTS, key=kind.value, name=name)


def _acts() -> Iterator[Word]:
    named = {row.act: row.name for row in _base().acts}
    for kind in ActKind:
        yield Word(kind=WordKind.ACTS, key=kind.value, name=named[kind.value])


def _roles() -> Iterator[Word]:
    for role, name in ROLE_NAMES.items():
        yield Word(kind=WordKind.ROLES, key=role.value, name=name)


def _parts() -> Iterator[Word]:
    for part, name in PART_NAMES.items():
        yield Word(kind=WordKind.PARTS, key=part.value, name=name)


def _operators() -> Iterator[Word]:
    for operator in dict.fromkeys(one for allowed in ALLOWED.values() for one in allowed):
        kinds = [kind for kind in Kind if operator in ALLOWED[kind]]
        name = OPERATOR_NAMES[operator]
        yield Word(kind=WordKind.OPERATORS, key=operator, name=name, type="、".join(kinds))


_WORDS: dict[WordKind, Callable[[], Iterator[Word]]] = {
    WordKind.FACTS: _facts,
    WordKind.DERIVED: _derived,
    WordKind.EVENTS: _events,
    WordKind.ACTS: _acts,
    WordKind.ROLES: _roles,
    WordKind.PARTS: _parts,
    WordKind.OPERATORS: _operators,
}
