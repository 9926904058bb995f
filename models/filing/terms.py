"""The Chinese words of a filing's choices, as tables and forms show them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from models.facts.values import (
    AssetKind,
    BasisKind,
    CaseKind,
    CauseGroup,
    FilingChannel,
    ObligationKind,
    Relation,
    Side,
)
from models.filing.party import IdKind, PartyKind

TERMS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = MappingProxyType(
    {
        CaseKind: {
            CaseKind.FIRST_ENFORCEMENT: "首次执行",
            CaseKind.RESUMED: "恢复执行",
            CaseKind.RECEIVED_ENTRUSTED: "受托执行",
            CaseKind.PRESERVATION: "财产保全",
            CaseKind.ENFORCEMENT_REVIEW: "执行审查",
            CaseKind.OBJECTION: "执行异议",
            CaseKind.ENTRUSTED_MATTER: "委托事项",
        },
        BasisKind: {
            BasisKind.CIVIL_JUDGMENT: "民事裁判",
            BasisKind.ARBITRATION_COMMERCIAL: "商事仲裁",
            BasisKind.ARBITRATION_OTHER: "其他仲裁",
            BasisKind.CRIMINAL_PROPERTY: "刑事涉财产",
            BasisKind.ADMINISTRATIVE_PROPERTY: "行政涉财产",
            BasisKind.LITIGATION_FEE: "诉讼费",
            BasisKind.OTHER: "其他",
        },
        CauseGroup: {
            CauseGroup.FAMILY: "家事",
            CauseGroup.LABOUR: "劳动",
            CauseGroup.NEIGHBOUR: "相邻关系",
            CauseGroup.OTHER: "其他",
        },
        FilingChannel: {FilingChannel.ON_SITE: "现场", FilingChannel.ONLINE: "网上"},
        Side: {Side.APPLICANT: "申请执行人", Side.RESPONDENT: "被执行人", Side.OTHER: "其他当事人"},
        PartyKind: {
            PartyKind.NATURAL_PERSON: "自然人",
            PartyKind.COMPANY: "企业",
            PartyKind.ORGAN: "国家机关",
            PartyKind.BANK: "银行",
            PartyKind.INSURER: "保险机构",
            PartyKind.INSTITUTION: "事业单位",
            PartyKind.OTHER_ORGANISATION: "其他组织",
        },
        IdKind: {
            IdKind.RESIDENT_ID: "公民身份号码",
            IdKind.PASSPORT: "护照",
            IdKind.TRAVEL_PERMIT: "港澳台通行证",
            IdKind.CREDIT_CODE: "统一社会信用代码",
            IdKind.OTHER: "其他证件",
        },
        ObligationKind: {
            ObligationKind.PAY: "支付",
            ObligationKind.TRANSFER_TITLE: "过户",
            ObligationKind.RETURN_THING: "返还",
            ObligationKind.ACT_BY_ASSISTANCE_NOTICE: "协助执行",
            ObligationKind.OTHER_ACT: "其他行为",
        },
        AssetKind: {
            AssetKind.HOUSE: "房屋",
            AssetKind.SHOP: "商铺",
            AssetKind.LAND: "土地",
            AssetKind.VEHICLE: "车辆",
            AssetKind.LISTED_STOCK: "股票",
            AssetKind.EQUITY: "股权",
            AssetKind.SECURITIES: "证券",
            AssetKind.MACHINERY: "机器设备",
            AssetKind.HOUSING_FUND: "公积金",
            AssetKind.OTHER: "其他财产",
        },
        Relation: {
            Relation.SAME_SUBJECT: "同一标的",
            Relation.SAME_RESPONDENT: "同一被执行人",
            Relation.APPLICANT_IS_RESPONDENT: "申请执行人为另案被执行人",
        },
    }
)
"""Every choice of a filing with its Chinese word; the words of one choice are all different."""
