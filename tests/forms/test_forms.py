"""The court's forms: every template fits its values, prints what the law asks, and prints it the same."""

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate

from activities import forms
from activities.forms import TEMPLATES, environment, render
from models.errors import Refusal
from models.forms import FORMS, Form, FormFault, FormKind
from models.forms.coercion import DishonestGround, DishonestListingDecision
from models.forms.head import FormParty
from tests.forms.cast import HEAD
from tests.forms.samples import SAMPLES

KINDS = list(FormKind)

SAYS: dict[FormKind, tuple[str, ...]] = {
    FormKind.ENFORCEMENT_NOTICE: (
        "第二百五十一条",
        "加倍支付迟延履行期间的债务利息",
        "失信被执行人名单",
        "3日内",
    ),
    FormKind.PROPERTY_REPORT_ORDER: (
        "第二百五十二条",
        "前一年的财产情况",
        "十日内向本院补充报告",
        "罚款、拘留",
    ),
    FormKind.PROVIDE_PROPERTY_NOTICE: ("7日内", "财产线索", "律师调查令", "终结本次执行程序"),
    FormKind.PROPERTY_DECLARATION: ("被执行人财产申报表", "银行存款", "申报人声明"),
    FormKind.GENERAL_RULING: ("第二百五十三条", "第二百五十五条", "810,400.51元", "捌拾壹万零肆佰元伍角壹分"),
    FormKind.CONSUMPTION_RESTRICTION_ORDER: ("第二百六十六条", "G字头动车组", "丙某某（法定代表人）"),
    FormKind.DISHONEST_LISTING_DECISION: ("第一条第四项", "第二百六十六条", "期限为2年"),
    FormKind.FINE_DECISION: ("第一百一十八条", "60,000.00元（陆万元整）", "三日内", "申请复议"),
    FormKind.DETENTION_DECISION: ("拘留10日", "第一百一十八条", "申请复议", "某县拘留所"),
    FormKind.DEDUCTION_RULING: ("第二百五十三条", "第四百八十四条", "叁佰贰拾元零柒分"),
    FormKind.THIRD_PARTY_NOTICE: (
        "第四百九十九条",
        "第四十五条",
        "15日内",
        "直接向申请执行人",
        "3,000.00元（叁仟元整）",
        "不得向某",
    ),
    FormKind.THIRD_PARTY_RULING: ("第四百九十九条", "第四十九条", "第三人：某县某某建材店", "3,000.00元"),
    FormKind.RELEASE_RULING: (
        "查封、扣押、冻结财产的规定》第二十八条",
        "解除对丁某名下",
        "本裁定只及于上述财产",
        "双方已达成和解并部分履行",
    ),
    FormKind.RENEWAL_RULING: ("第四百八十五条", "期限至2026年12月9日届满", "期限至2029年11月20日止"),
    FormKind.DISTRIBUTION_PLAN: (
        "执行到位90,000.00元",
        "可供分配60,000.00元（陆万元整）",
        "第五百零八条",
        "寅某某，普通债权，债权200,000.00元，分得40,000.00元。",
        "15日内向本院书面提出",
        "听证",
    ),
    FormKind.ASSISTANCE_NOTICE: ("第二百五十五条", "第一百一十七条", "回　执", "某县不动产登记中心"),
    FormKind.EVICTION_NOTICE: ("第二百六十一条", "2026年12月20日前迁出", "院　　　长"),
    FormKind.AUCTION_RULING: ("第二百五十八条", "拍卖下列财产"),
    FormKind.AUCTION_NOTICE: (
        "第二百五十八条",
        "起拍价（保留价）：700,000.00元",
        "保证金：70,000.00元",
        "优先购买权",
    ),
    FormKind.SALE_RULING: ("第四百九十一条", "送达买受人丑某某时起转移", "735,000.00元"),
    FormKind.DEBT_ASSET_RULING: ("第四百九十一条", "抵偿债务人民币560,000.00元", "剩余债务"),
    FormKind.CLOSING_NOTICE: ("执行完毕方式结案", "800,000.50元"),
    FormKind.TERMINATION_RULING: ("第五百一十七条", "终结本次执行程序", "不受申请执行时效期间的限制"),
    FormKind.TERMINATION_INTERVIEW: ("问：", "答：没有其他线索", "被谈话人（签名）"),
    FormKind.PAYOUT_APPROVAL: ("执行案款发放审批表", "5,320.07元", "伍仟叁佰贰拾元零柒分", "执行局长"),
    FormKind.PROPERTY_LEDGER: ("查控财产台账", "首封/轮候", "2027-05-06"),
    FormKind.CONVERSION_APPROVAL: ("简转繁审批表", "团队不变", "案外人提出执行异议"),
    FormKind.ENFORCEMENT_PLAN: ("执行方案", "任务分工", "由壬某某负责"),
    FormKind.FIRST_INTERVIEW_RECORD: ("律师调查令", "执行不能", "愿意分期和解"),
    FormKind.INQUIRY_RECORD: ("调查笔录", "查到丁某的公积金余额", "答：有一个", "被调查人（签名）"),
    FormKind.RECEPTION_RECORD: ("送达地址", "处置参考价", "网络司法拍卖", "收款账户", "执行风险"),
    FormKind.QUERY_FEEDBACK_SHEET: ("总对总", "点对点", "尚未反馈", "5月9日线上冻结5000元"),
    FormKind.COMBINED_NOTICE: (
        "第二百五十一条",
        "第二百五十二条",
        "一、履行义务",
        "二、报告财产",
        "四、法律后果",
    ),
    FormKind.SECOND_ASSIGNMENT_FEEDBACK: ("财产查控情况", "办案进程", "办案人员", "承办人戊某某"),
    FormKind.NODE_TABLE: ("执行流程节点表", "第14条", "2026年6月4日23时59分", "签名"),
}

SHEETS = {
    FormKind.PROPERTY_DECLARATION,
    FormKind.PAYOUT_APPROVAL,
    FormKind.CONVERSION_APPROVAL,
    FormKind.PROPERTY_LEDGER,
    FormKind.QUERY_FEEDBACK_SHEET,
    FormKind.NODE_TABLE,
}
"""The forms that are tables; the rest are documents on the page of 《人民法院民事裁判文书制作规范》."""


def opened(content: bytes) -> Docx:
    """The rendered file as a word processor opens it."""
    return Document(io.BytesIO(content))


def lines(document: Docx) -> Iterator[str]:
    """Every paragraph's text, tables included."""
    for paragraph in document.element.body.iter(qn("w:p")):
        yield "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def text(content: bytes) -> str:
    """The whole text of a rendered file."""
    return "\n".join(lines(opened(content)))


def bare(form: Form) -> Form:
    """The same form with everything left out that may be left out, inside its parts too."""
    kept = {
        name: getattr(form, name) for name, field in type(form).model_fields.items() if field.is_required()
    }
    if "ground" in kept and isinstance(form, DishonestListingDecision):
        kept["ground"] = DishonestGround.REFUSES
    head = HEAD.model_copy(
        update={
            "amount": None,
            "applicants": (FormParty(name="甲某某", natural=True),),
            "respondents": (FormParty(name="某公司", natural=False),),
        }
    )
    return type(form).model_validate({**kept, "head": head})


def test_every_kind_has_a_template_and_a_sample() -> None:
    files = {path.stem for path in TEMPLATES.glob("*.docx")}
    assert files == set(FormKind) == set(FORMS) == set(SAMPLES) == set(SAYS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_asks_for_exactly_the_fields_of_its_values(kind: FormKind) -> None:
    template = DocxTemplate(TEMPLATES / f"{kind}.docx")
    asked = template.get_undeclared_template_variables(environment())
    assert asked == set(FORMS[kind].values.model_fields)


@pytest.mark.requirement(
    "RY-12", "RY-19", "RY-38", "RY-54", "GS-13", "GS-14", "GS-16", "GS-21", "GS-28", "GS-31"
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_says_what_it_must(kind: FormKind) -> None:
    said = text(render(kind, SAMPLES[kind]).content)
    for words in SAYS[kind]:
        assert words in said
    assert HEAD.case_no in said
    assert HEAD.court_name in said
    assert "{{" not in said and "{%" not in said and "None" not in said


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_renders_without_what_may_be_missing(kind: FormKind) -> None:
    said = text(render(kind, bare(SAMPLES[kind])).content)
    assert "None" not in said
    assert "。。" not in said and "，，" not in said


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SHEETS])
def test_a_document_bears_its_date_in_chinese_numerals_or_says_when_it_was_made(kind: FormKind) -> None:
    said = text(render(kind, SAMPLES[kind]).content)
    record = "笔录" in FORMS[kind].name
    assert ("2026年11月21日" if record else "二〇二六年十一月二十一日") in said


@pytest.mark.parametrize("kind", KINDS)
def test_names_with_special_characters_survive(kind: FormKind) -> None:
    odd = "甲<&>\"'{{ 7*7 }}{% if %}公司"
    head = HEAD.model_copy(update={"respondents": (FormParty(name=odd, natural=False),), "court_name": odd})
    said = text(render(kind, SAMPLES[kind].model_copy(update={"head": head})).content)
    assert odd in said
    assert "49" not in said.replace("491", "").replace("490", "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_values_give_the_same_bytes_at_any_time(
    kind: FormKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = render(kind, SAMPLES[kind])
    monkeypatch.setattr("zipfile.time.time", lambda: 2_000_000_000.0)
    second = render(kind, SAMPLES[kind])
    assert first == second
    assert len(first.sha256) == 64
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        names = [entry.filename for entry in archive.infolist()]
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_other_values_give_other_bytes() -> None:
    sample = SAMPLES[FormKind.GENERAL_RULING]
    dearer = sample.model_copy(update={"ceiling": Decimal("1")})
    assert render(FormKind.GENERAL_RULING, sample).sha256 != render(FormKind.GENERAL_RULING, dearer).sha256


def test_file_properties_name_the_document_and_no_editor() -> None:
    properties = opened(render(FormKind.SALE_RULING, SAMPLES[FormKind.SALE_RULING]).content).core_properties
    assert properties.title == f"成交裁定书 {HEAD.case_no}"
    assert properties.author == properties.last_modified_by == HEAD.court_name
    assert properties.created is not None and properties.created.date() == HEAD.date


@pytest.mark.parametrize("kind", KINDS)
def test_page_and_fonts_are_a_courts(kind: FormKind) -> None:
    document = Document(str(TEMPLATES / f"{kind}.docx"))
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language is not None and language.get(qn("w:eastAsia")) == "zh-CN"
    used = {
        fonts.get(qn("w:eastAsia"))
        for part in (document.element, document.styles.element)
        for fonts in part.iter(qn("w:rFonts"))
    }
    assert used <= {"仿宋", "黑体", "宋体"}
    if kind in SHEETS:
        return
    page = document.sections[0]
    margins = (page.left_margin, page.right_margin, page.top_margin, page.bottom_margin)
    assert all(
        found is not None and abs(found - Mm(wanted)) < Mm(0.1)
        for found, wanted in zip(margins, (28, 26, 37, 35), strict=True)
    )
    body = document.styles["正文文字"].paragraph_format
    assert body.line_spacing is not None and body.line_spacing.pt == 28


@pytest.mark.parametrize("kind", KINDS)
def test_no_form_cites_an_article_number_of_before_2024(kind: FormKind) -> None:
    said = "\n".join(lines(Document(str(TEMPLATES / f"{kind}.docx"))))
    cited = re.findall(r"《中华人民共和国民事诉讼法》((?:第[一二三四五六七八九十百]+条、?)+)", said)
    articles = {article for run in cited for article in re.findall(r"第[一二三四五六七八九十百]+条", run)}
    assert articles <= {
        f"第{number}条"
        for number in (
            "一百一十四 一百一十七 二百五十一 二百五十二 二百五十三 二百五十四 二百五十五 "
            "二百五十八 二百六十一 二百六十四 二百六十六"
        ).split()
    }


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        render("love_letter", {})
    assert refused.value.code == FormFault.UNKNOWN


def test_wrong_values_are_refused_by_field_and_never_by_content() -> None:
    values = SAMPLES[FormKind.GENERAL_RULING].model_dump()
    values["ceiling"] = "机密内容"
    del values["bench"]
    with pytest.raises(Refusal) as refused:
        render(FormKind.GENERAL_RULING, values)
    assert refused.value.code == FormFault.VALUES
    assert "ceiling" in refused.value.message and "bench" in refused.value.message
    assert "机密" not in refused.value.message


def test_values_of_another_form_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        render(FormKind.GENERAL_RULING, SAMPLES[FormKind.NODE_TABLE])
    assert refused.value.code == FormFault.VALUES


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("{{ head.case_number }}", "case_number"),
        ("{{ head.case_no ", "无法套用"),
        ("{{ ''.__class__ }}", "__class__"),
    ],
)
def test_a_template_that_asks_for_what_nobody_gives_is_refused(
    mark: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document(str(TEMPLATES / "closing_notice.docx"))
    document.add_paragraph(mark)
    document.save(str(tmp_path / "closing_notice.docx"))
    monkeypatch.setattr(forms, "TEMPLATES", tmp_path)
    with pytest.raises(Refusal) as refused:
        render(FormKind.CLOSING_NOTICE, SAMPLES[FormKind.CLOSING_NOTICE])
    assert refused.value.code == FormFault.TEMPLATE
    assert "closing_notice.docx" in refused.value.message and told in refused.value.message


def test_a_missing_template_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "TEMPLATES", tmp_path)
    with pytest.raises(Refusal) as refused:
        render(FormKind.CLOSING_NOTICE, SAMPLES[FormKind.CLOSING_NOTICE])
    assert refused.value.code == FormFault.TEMPLATE


def test_a_line_break_stays_one() -> None:
    sample = SAMPLES[FormKind.ENFORCEMENT_PLAN].model_copy(update={"risks": "第一行\n第二行"})
    body = opened(render(FormKind.ENFORCEMENT_PLAN, sample).content).element.body
    broken = [p for p in body.iter(qn("w:p")) if "第一行" in "".join(t.text or "" for t in p.iter(qn("w:t")))]
    assert len(broken) == 1 and broken[0].find(f".//{qn('w:br')}") is not None


def test_an_empty_ledger_says_so() -> None:
    sample = SAMPLES[FormKind.PROPERTY_LEDGER].model_copy(update={"entries": ()})
    assert "未发现可供执行的财产" in text(render(FormKind.PROPERTY_LEDGER, sample).content)
