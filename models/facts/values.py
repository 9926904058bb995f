"""The values a fact may have: the enumerations and shapes of requirements 8.1-8.4."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from models.values import COURT_ZONE, Instant, Value

UNKNOWN_WORD = "unknown"
"""Written as a value it says the same as leaving the field out (CV-5)."""


def _instant(value: object) -> datetime:
    """A day alone is its beginning, and a time without a zone is the court's own (Asia/Shanghai)."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise ValueError("应为日期或时间，如 2026-03-01 或 2026-03-01T09:00:00+08:00")
    return value if value.tzinfo else value.replace(tzinfo=COURT_ZONE)


def _day(value: object) -> date:
    """The court-local day of an instant."""
    return _instant(value).astimezone(COURT_ZONE).date()


def _money(value: object) -> object:
    """An amount as it was written: a binary fraction must not become another number of cents."""
    if isinstance(value, bool):
        raise ValueError("应为数字（元）")
    return str(value) if isinstance(value, float) else value


Bool3 = StrictBool | None
"""Known true or known false; a field left out is unknown (CV-5)."""

Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[Instant, BeforeValidator(_instant)]
Yuan = Annotated[Decimal, BeforeValidator(_money), Field(ge=0, decimal_places=2)]
Text = Annotated[str, Field(min_length=1)]


class FactValue(Value):
    """A value whose fields may be unknown: what is not stated is unknown, null is known to be none."""

    @model_validator(mode="before")
    @classmethod
    def _unknown_is_absent(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in data.items() if value != UNKNOWN_WORD}


class CaseKind(StrEnum):
    """The kind of case (案件类别)."""

    FIRST_ENFORCEMENT = "first_enforcement"
    RESUMED = "resumed"
    RECEIVED_ENTRUSTED = "received_entrusted"
    PRESERVATION = "preservation"
    ENFORCEMENT_REVIEW = "enforcement_review"
    OBJECTION = "objection"
    ENTRUSTED_MATTER = "entrusted_matter"


class BasisKind(StrEnum):
    """The kind of instrument enforced (执行依据类型)."""

    CIVIL_JUDGMENT = "civil_judgment"
    ARBITRATION_COMMERCIAL = "arbitration_commercial"
    ARBITRATION_OTHER = "arbitration_other"
    CRIMINAL_PROPERTY = "criminal_property"
    ADMINISTRATIVE_PROPERTY = "administrative_property"
    LITIGATION_FEE = "litigation_fee"
    OTHER = "other"


class AssetKind(StrEnum):
    """The kind of thing (财产种类)."""

    HOUSE = "house"
    SHOP = "shop"
    LAND = "land"
    VEHICLE = "vehicle"
    LISTED_STOCK = "listed_stock"
    EQUITY = "equity"
    SECURITIES = "securities"
    MACHINERY = "machinery"
    HOUSING_FUND = "housing_fund"
    OTHER = "other"


class MoneyKind(StrEnum):
    """The kind of money (资金种类)."""

    BANK_DEPOSIT = "bank_deposit"
    NETWORK_ACCOUNT = "network_account"
    INSURANCE_WEALTH = "insurance_wealth"
    HOUSING_FUND_BALANCE = "housing_fund_balance"
    OTHER_MONEY = "other_money"


class FindSource(StrEnum):
    """Where property was found (财产来源); `query` where network and offline are not told apart."""

    QUERY = "query"
    NETWORK = "network"
    OFFLINE = "offline"
    PRESERVATION = "preservation"
    INVESTIGATION = "investigation"
    LEAD = "lead"
    REPORT = "report"


class ObligationKind(StrEnum):
    """What the respondent owes (给付内容)."""

    PAY = "pay"
    TRANSFER_TITLE = "transfer_title"
    RETURN_THING = "return_thing"
    ACT_BY_ASSISTANCE_NOTICE = "act_by_assistance_notice"
    OTHER_ACT = "other_act"


class CauseGroup(StrEnum):
    """The group of the cause of action (案由类别)."""

    FAMILY = "family"
    LABOUR = "labour"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


class Side(StrEnum):
    """A side of the case (当事人一方)."""

    RESPONDENT = "respondent"
    APPLICANT = "applicant"
    OTHER = "other"


class FilingChannel(StrEnum):
    """How the case was filed (立案方式)."""

    ON_SITE = "on_site"
    ONLINE = "online"


class Relation(StrEnum):
    """How another case is related (关联关系)."""

    SAME_SUBJECT = "same_subject"
    SAME_RESPONDENT = "same_respondent"
    APPLICANT_IS_RESPONDENT = "applicant_is_respondent"


class PerformanceState(StrEnum):
    """Whether the respondent performs (履行情况)."""

    NONE = "none"
    WILLING = "willing"
    PERFORMED = "performed"


class RespondentContact(StrEnum):
    """Whether the respondent can be reached (被执行人联系状态)."""

    REACHABLE = "reachable"
    FOUND = "found"
    AT_COURT = "at_court"
    WHEREABOUTS_UNKNOWN = "whereabouts_unknown"


class SearchPlace(StrEnum):
    """Where to search (查找地域)."""

    COUNTY = "county"
    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    OUTSIDE = "outside"


class ObjectionBy(StrEnum):
    """Who raised an objection (异议人)."""

    PARTY = "party"
    OUTSIDER = "outsider"


class AuctionOutcome(StrEnum):
    """How an auction stands (拍卖结果)."""

    NONE = "none"
    RUNNING = "running"
    FAILED = "failed"
    SOLD = "sold"


class EvidenceState(StrEnum):
    """Whether a paper is in the file (材料状态)."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_APPLICABLE = "not_applicable"


class Sanction(StrEnum):
    """The kinds of measure whose carrying out is a fact rules read (拘留、罚款)."""

    DETENTION = "detention"
    FINE = "fine"
