"""One case under every court's rulebook, side by side: what differs, and by which article (并列比较)."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from models.course import Certainty, Course, course
from models.errors import Code, Refusal
from models.event_names import EVENT_NAMES
from models.facts import CaseFacts, parse_facts
from models.flow import PART_NAMES
from models.lint.lengths import length_words
from models.lint.occasions import words
from models.limits import Limit, Match
from models.rulebook import Rulebook
from models.rulebook_files import known_courts, load
from models.values import Value


class Section(StrEnum):
    """What is compared."""

    ROUTE = "route"  # 路径
    TRIAGE = "triage"  # 分流
    LIMITS = "limits"  # 期限
    APPROVALS = "approvals"  # 审批
    CLOSING = "closing"  # 结案


SECTION_NAMES: dict[Section, str] = {
    Section.ROUTE: "路径",
    Section.TRIAGE: "繁简分流和分案",
    Section.LIMITS: "期限",
    Section.APPROVALS: "审批",
    Section.CLOSING: "结案材料",
}


class Provision(Value):
    """What one court's rules say on one point; `value` is what is compared, `text` what is read."""

    value: str
    text: str
    ids: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


class Point(Value):
    """One point of comparison: what each court says on it, and whether they differ.

    A court that is not among `provisions` says nothing.
    """

    section: Section
    key: str
    name: str
    provisions: dict[str, Provision]
    differs: bool


class Comparison(Value):
    """The same facts under several rulebooks; `warnings` are by court."""

    courts: dict[str, str]
    points: tuple[Point, ...]
    warnings: dict[str, tuple[str, ...]]
