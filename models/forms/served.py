"""Documents that order or tell a party something (通知书、令、裁定书、告知书)."""

from pydantic import Field

from models.forms.head import Account, Bench, Contact, Form, FormParty, Named, Words, Yuan
from models.values import Instant, Value


class EnforcementNotice(Form):
    """执行通知书: orders performance within `days` (民诉法第251条, 民诉法解释第480条, NB-61)."""

    addressee: FormParty
    obligations: tuple[Named, ...] = Field(min_length=1)
    days: int = Field(gt=0)
    fee: Yuan | None = None
    account: Account | None = None
    contact: Contact


class PropertyReportOrder(Form):
    """报告财产令: the respondent reports his property within `days` (民诉法第252条, NB-63, NB-64)."""

    addressee: FormParty
    days: int = Field(gt=0)
    contact: Contact


class ProvidePropertyNotice(Form):
    """提供被执行人财产通知书: what the applicant knows, within `days` (SQ-12, 财产调查规定第1、2条)."""

    addressee: FormParty
    days: int = Field(gt=0)
    contact: Contact


class PropertyDeclaration(Form):
    """财产申报表: the form the respondent fills in (财产调查规定第5条、第6条, RY-19)."""

    declarant: FormParty
    days: int = Field(gt=0)


class GeneralRuling(Form):
    """执行裁定书（通用）: freezes, deducts and seizes up to `ceiling` yuan (RY-19, NB-31)."""

    ceiling: Yuan
    bench: Bench


class Summons(Value):
    """When and where a party has to appear (传唤)."""

    at: Instant
    place: Named


class CombinedNotice(Form):
    """复合型执行通知书: several contents of a simple case in one notice (固始第12条, GS-21)."""

    addressee: FormParty
    obligations: tuple[Named, ...] = Field(min_length=1)
    days: int = Field(gt=0)
    report_days: int = Field(gt=0)
    summons: Summons | None = None
    fee: Yuan | None = None
    account: Account | None = None
    contact: Contact


class AssistanceNotice(Form):
    """协助执行通知书: asks a unit to do `matters` under `article` of the 民诉法 (NB-31, 第117条)."""

    unit: Named
    article: Named
    ruling_no: Words = ""
    matters: tuple[Named, ...] = Field(min_length=1)
    attachments: tuple[Named, ...] = ()
    contact: Contact


class ClosingNotice(Form):
    """结案通知书: tells the parties that all has been performed (立结案意见第15条, NB-283)."""

    ground: Named
    recovered: Yuan
    contact: Contact


class TerminationRuling(Form):
    """终结本次执行程序裁定书: claim, steps, assets, sum recovered, right to resume (NB-292, NB-293)."""

    steps: tuple[Named, ...] = Field(min_length=1)
    assets: tuple[Named, ...] = ()
    recovered: Yuan
    outstanding: Yuan
    applicant_agrees: bool
    bench: Bench


class SecondAssignmentFeedback(Form):
    """二次分案告知书: query results, progress and new handler (固始第14条, GS-28)."""

    addressee: FormParty
    reason: Named
    query_results: tuple[Named, ...] = Field(min_length=1)
    progress: tuple[Named, ...] = Field(min_length=1)
    new_unit: Named
    handler: Contact
