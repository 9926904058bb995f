"""Invented filings: a good one, and thirty lines of which most are bad, in each kind of file."""

import json
from typing import Any

from models.filing.party import (
    CREDIT_CODE_SIGNS,
    RESIDENT_ID_CHECKS,
    RESIDENT_ID_WEIGHTS,
)

COURTS = {"ruyang": "汝阳县人民法院", "gushi": "固始县人民法院"}


def resident_id(number: int) -> str:
    """A resident identity number nobody has: region 410000 does not give any out."""
    body = f"41000019800101{number:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, RESIDENT_ID_WEIGHTS, strict=True))
    return body + RESIDENT_ID_CHECKS[total % 11]


def wrong_id(number: int) -> str:
    """A resident identity number whose last sign does not check."""
    right = resident_id(number)
    return right[:-1] + ("0" if right[-1] != "0" else "1")


def credit_code(number: int) -> str:
    """A credit code with a right check sign."""
    body = f"91410000MA{number:07d}"
    total = sum(CREDIT_CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + CREDIT_CODE_SIGNS[-total % 31]


def good(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A filing as JSON; `changes` replace fields, None takes a field away."""
    filing: dict[str, Any] = {
        "court": "ruyang",
        "case_no": f"（2026）豫0326执{number}号",
        "filed_at": "2026-05-06T09:00:00+08:00",
        "case_kind": "first_enforcement",
        "basis_kind": "civil_judgment",
        "basis_no": f"（2025）豫0326民初{number}号民事判决书",
        "cause": "买卖合同纠纷",
        "claim_amount": "800000.50",
        "obligations": [{"kind": "pay"}],
        "filing_channel": "on_site",
        "parties": [
            {
                "role": "applicant",
                "kind": "natural_person",
                "name": "甲某某",
                "id_number": resident_id(number),
                "phone": "13000000000",
                "electronic_consent": True,
                "payee_account": {
                    "holder": "甲某某",
                    "bank": "某银行某县支行",
                    "number": "6000 0000 0000 0001",
                },
            },
            {
                "role": "respondent",
                "kind": "company",
                "name": "某县某某商贸有限公司",
                "id_number": credit_code(number),
                "address": "某省某县某路2号",
                "representative": "丙某某",
                "agent": {"name": "乙某某", "firm": "某某律师事务所", "lawyer": True},
            },
        ],
    }
    filing.update(changes)
    return {name: value for name, value in filing.items() if value is not None}


def party(number: int, at: int, **changes: Any) -> list[dict[str, Any]]:
    """The good parties with one of them changed."""
    parties = good(number)["parties"]
    parties[at] = {name: value for name, value in {**parties[at], **changes}.items() if value is not None}
    return list(parties)


def line(filing: Any) -> bytes:
    """One line of JSON."""
    return json.dumps(filing, ensure_ascii=False).encode()


Expected = tuple[str, str] | None
"""The field at fault and words of the reason; none for a good line."""

JSON_LINES: tuple[tuple[bytes, Expected], ...] = (
    (line(good(1)), None),
    (line(good(2, court=None)), ("court", "缺少该项")),
    (line(good(3, court="ruyan")), ("court", "不在受理范围")),
    (line(good(4, case_no="2026执4")), ("case_no", "不合格式")),
    (line(good(5, case_no="（2026）豫0326民初5号")), ("case_no", "不是执行案件案号")),
    (line(good(6, filed_at="2026-02-30")), ("filed_at", "日期或时间")),
    (line(good(7, filed_at=20260506)), ("filed_at", "日期或时间")),
    (line(good(8, filed_at="2025-05-06")), ("case_no", "案号年份2026晚于立案时间")),
    (line(good(9, case_kind="first")), ("case_kind", "应为下列之一：first_enforcement")),
    (line(good(10, claim_amount=-1)), ("claim_amount", "应大于0")),
    (line(good(11, claim_amount="800,000")), ("claim_amount", "千分位")),
    (line(good(12, claim_amount="80万元")), ("claim_amount", "单位")),
    (line(good(13, claim_amount=1.234)), ("claim_amount", "至多两位小数")),
    (line(good(14, claim_amount=None, obligations=None)), ("claim_amount", "给付内容")),
    (line(good(15, claim_amount=None)), ("claim_amount", "应有标的额")),
    (line(good(16, parties=[])), ("parties", "至少一名申请执行人")),
    (line(good(17, parties=party(17, 1, role="applicant"))), ("parties", "没有被执行人")),
    (line(good(18, parties=party(18, 0, id_number=wrong_id(18)))), ("parties[1].id_number", "校验码")),
    (
        line(good(19, parties=party(19, 0, id_number="410000198013010010"))),
        ("parties[1].id_number", "出生日期"),
    ),
    (
        line(good(20, parties=party(20, 1, id_number="91410000MA00000000"))),
        ("parties[2].id_number", "校验码"),
    ),
    (line(good(21, parties=party(21, 1, name=" "))), ("parties[2].name", "不得为空")),
    (line(good(22, foreign_related="是")), ("foreign_related", "true 或 false")),
    (line(good(23, claim_ammount="1")), ("claim_ammount", "是否为“claim_amount”")),
    (line(good(24, parties=party(24, 1, phone="电话不详"))), ("parties[2].phone", "电话应为数字")),
    (b'{"court": "ruyang", "case_no": ', ("", "不是有效的 JSON（第1行")),
    (line(["not", "an", "object"]), ("", "应为一个对象")),
    (
        line(good(27)).replace("买卖合同纠纷".encode(), "买卖合同纠纷".encode("gb18030")),
        ("", "不是 UTF-8 编码"),
    ),
    (line(good(1, case_no="(2026)豫0326执 １ 号")), ("case_no", "与第1行重复")),
    (b'{"court": "ruyang", "court": "gushi"}', ("court", "重复出现")),
    (
        line(good(30, claim_amount=None, obligations=[{"kind": "transfer_title", "asset_kind": "house"}])),
        None,
    ),
)
"""Thirty lines of JSON: two good ones, the rest each with one fault."""


def cells(number: int, **changes: Any) -> dict[str, Any]:
    """A good line of a table by column; `changes` replace cells."""
    return {
        "法院": "汝阳县人民法院",
        "案号": f"（2026）豫0326执{number}号",
        "立案时间": "2026/5/6 9:30",
        "案件类别": "首次执行",
        "执行依据类型": "民事裁判",
        "执行依据文号": f"（2025）豫0326民初{number}号",
        "案由": "买卖合同纠纷",
        "申请执行标的额": "800000.5",
        "给付内容": "支付；过户：房屋",
        "涉外": "否",
        "专项行动": "",
        "关联案件": "",
        "申请执行人姓名或名称": "甲某某",
        "申请执行人当事人类型": "自然人",
        "申请执行人证件号码": resident_id(number),
        "申请执行人收款户名": "",
        "被执行人姓名或名称": "某县某某商贸有限公司",
        "被执行人当事人类型": "企业",
        "被执行人证件号码": credit_code(number),
        "被执行人2姓名或名称": "",
        "被执行人2当事人类型": "",
        "被执行人2证件号码": "",
        **changes,
    }


TABLE_ROWS: tuple[tuple[dict[str, Any], Expected], ...] = (
    (cells(1), None),
    (cells(2, 法院="gushi", 专项行动="无", 关联案件="（2025）豫1525执9号：同一被执行人"), None),
    (cells(3, 被执行人2姓名或名称="丁某", 被执行人2当事人类型="自然人"), None),
    (cells(4, 法院=""), ("court", "缺少该项")),
    (cells(5, 法院="某县法院"), ("court", "不在受理范围")),
    (cells(6, 案号="2026-6"), ("case_no", "不合格式")),
    (cells(7, 案号="〔2026〕豫0326执1号"), ("case_no", "与第2行重复")),
    (cells(8, 立案时间="2026年2月30日"), ("filed_at", "日期或时间")),
    (cells(9, 立案时间="五月六日"), ("filed_at", "应为日期或时间")),
    (cells(10, 案件类别="首执"), ("case_kind", "应为下列之一：首次执行")),
    (cells(11, 执行依据类型=""), ("basis_kind", "缺少该项")),
    (cells(12, 申请执行标的额="80万"), ("claim_amount", "单位")),
    (cells(13, 申请执行标的额="0"), ("claim_amount", "应大于0")),
    (cells(14, 申请执行标的额="-5"), ("claim_amount", "应大于0")),
    (cells(15, 申请执行标的额="1.005"), ("claim_amount", "至多两位小数")),
    (cells(16, 给付内容="支付：房屋：土地"), ("obligations", "种类：财产")),
    (cells(17, 给付内容="赔礼"), ("obligations", "应为下列之一：支付")),
    (cells(18, 涉外="不"), ("foreign_related", "“是”或“否”")),
    (
        cells(19, 申请执行人姓名或名称="", 申请执行人当事人类型="", 申请执行人证件号码=""),
        ("parties", "至少一名"),
    ),
    (cells(20, 申请执行人当事人类型=""), ("applicant_kind", "缺少该项")),
    (cells(21, 申请执行人证件号码=wrong_id(21)), ("applicant_id_number", "校验码")),
    (cells(22, 被执行人证件号码="91410000MA00000000"), ("respondent_id_number", "校验码")),
    (cells(23, 被执行人2证件号码=resident_id(31)), ("respondent2_name", "缺少该项")),
    (cells(24, 申请执行人收款户名="甲某某"), ("applicant", "收款开户行")),
    (cells(25, 关联案件="（2025）豫0326执9号"), ("related_cases", "案号：关系")),
    (cells(26, 申请执行标的额="", 给付内容="过户：房屋"), None),
    (cells(27, 申请执行标的额="", 给付内容=""), ("claim_amount", "给付内容")),
    (cells(28, 案号="(2026)豫0326执3号"), ("case_no", "与第4行重复")),
    (cells(29, 案由="", 案件类别="首执"), ("case_kind", "案由")),
    (cells(30, 被执行人证件号码=resident_id(30), 被执行人当事人类型="自然人"), ("parties", "同一证件号码")),
)
"""Thirty lines of a table, of which the seventh repeats the first: the heading is line 1 of the file."""
