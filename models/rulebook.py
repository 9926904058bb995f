"""One court's rules as data (办案规则): what a resolved book holds, and that it is complete.

The loader (`models/shelf/files.py`) reads the files and merges a court's book over the national
one; the sections are in `flow`, `limits`, `organisation`, `procedure` and `triage_rules`.
"""

from functools import cached_property

from pydantic import Field, model_validator

from models.conditions import Condition, Derived, facts_read
from models.electronic_file import Archiving, PaperKind, Reader
from models.events import digest
from models.facts.schema import FACT_TYPES
from models.flow import Flow
from models.limits import Calendar, Duty, Escalation, Limit
from models.organisation import Approval, NamedBody, Occurrence, OrgUnit, Permission
from models.panels import PanelRule
from models.procedure import (
    Auction,
    Closing,
    ControlTerms,
    Conversion,
    Documents,
    Form,
    Funds,
    Identity,
    Intake,
    Measure,
    Network,
    NoticeRule,
    Offline,
    Reception,
    ServedPaper,
)
from models.reporting import Report
from models.roles import ROLE_NAMES
from models.sourced import Sourced
from models.topics import CaseTopic
from models.triage_rules import Related, Triage
from models.validation import unknown_name


class Rulebook(Sourced):
    """A resolved rulebook: a court's own rules over the national base, and nothing left open.

    `source` is the court's document, `in_force` its first day (court-local); `proposed` says what of
    that day is our reading.
    """

    court: str
    name: str
    short: str
    document: str
    in_force: str
    case_no_prefix: str = ""
    calendar: Calendar
    flow: Flow
    units: tuple[OrgUnit, ...]
    named_bodies: tuple[NamedBody, ...] = ()
    intake: Intake
    reception: Reception
    identity: Identity
    network: Network
    documents: Documents
    served_papers: tuple[ServedPaper, ...] = ()
    papers: tuple[PaperKind, ...] = ()
    reading: tuple[Reader, ...] = ()
    archiving: Archiving | None = None
    offline: Offline
    derived: dict[str, Derived]
    triage: Triage
    related: Related
    conversions: tuple[Conversion, ...] = ()
    approvals: tuple[Approval, ...]
    acts: tuple[Permission, ...]
    occurrences: tuple[Occurrence, ...] = ()
    measures: tuple[Measure, ...]
    limits: tuple[Limit, ...]
    duties: tuple[Duty, ...] = ()
    escalation: Escalation | None = None
    control_terms: ControlTerms
    auction: Auction
    funds: Funds
    closing: Closing
    notices: tuple[NoticeRule, ...]
    forms: tuple[Form, ...] = ()
    panel: PanelRule | None = None
    case_topics: tuple[CaseTopic, ...] = ()
    reports: tuple[Report, ...] = ()
    words: dict[str, str] = Field(default_factory=dict)
    """Chinese names of tracks, pools and other keys, for everything a court reads."""

    @model_validator(mode="after")
    def _derived_names_known(self) -> "Rulebook":
        compiled = [row.compiled for row in self.derived.values()]
        compiled += [condition.compiled for condition in self.conditions()]
        for row in compiled:
            for name in row.derived:
                if name not in self.derived:
                    raise ValueError(unknown_name("事实", name, {*FACT_TYPES, *self.derived}))
        return self

    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the book outside `derived`."""
        found = [leg.when for leg in self.flow.stages]
        found += [back.when for back in self.flow.returns]
        found += [rule.when for rule in self.triage.rules]
        found += [limit.when for limit in self.limits]
        found += [condition for pool in self.triage.pools for condition in pool.only_if.values()]
        found += [self.triage.scope.when] if self.triage.scope is not None else []
        found += [level.when for approval in self.approvals for level in approval.levels]
        found += [conversion.when for conversion in self.conversions]
        found += [institution.when for institution in self.offline.institutions]
        found += [item.obligatory_when for method in self.closing.methods for item in method.evidence]
        found += [item.satisfied_by for method in self.closing.methods for item in method.evidence]
        return tuple(condition for condition in found if condition is not None)

    @cached_property
    def names(self) -> dict[str, str]:
        """The Chinese name of every key a court reads: units, systems, measures, methods, approvals…"""
        named = {approval.matter: approval.name for approval in self.approvals}
        named |= {role.value: name for role, name in ROLE_NAMES.items()} | self.words
        named |= {unit.key: unit.name for unit in self.units}
        named |= {system.key: system.name for system in self.network.systems}
        named |= {institution.key: institution.name for institution in self.offline.institutions}
        named |= {measure.kind: measure.name for measure in self.measures}
        named |= {method.method: method.name for method in self.closing.methods}
        return named

    @cached_property
    def triage_facts(self) -> tuple[str, ...]:
        """Every fact the triage rules rest on, through the derived values they name."""
        names = {"chosen_class"}
        for rule in self.triage.rules:
            if rule.when is not None:
                names |= facts_read(rule.when, self.derived)
        return tuple(sorted(names - {"track", "pool"}))

    @cached_property
    def digest(self) -> str:
        """What a case pins: SHA-256 of the resolved book; reports decide nothing in a case."""
        return digest(self.model_dump(mode="json", exclude={"reports"}))

    def limit(self, limit_id: str) -> Limit:
        """The limit with this id; KeyError if the book has none."""
        for limit in self.limits:
            if limit.id == limit_id:
                return limit
        raise KeyError(limit_id)

    def org_unit(self, key: str) -> OrgUnit:
        """The unit with this key; KeyError if the book has none."""
        for unit in self.units:
            if unit.key == key:
                return unit
        raise KeyError(key)
