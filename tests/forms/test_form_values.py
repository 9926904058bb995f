"""The values of a form: what the law does not allow cannot be printed."""

import pytest

from models.forms import FormKind, FormParty
from models.forms.coercion import DetentionDecision, DishonestGround, DishonestListingDecision, FineDecision
from models.forms.disposal import DebtAssetRuling
from tests.forms.cast import APPLICANT, COMPANY
from tests.forms.samples import SAMPLES


def test_parties_are_described_as_in_a_ruling() -> None:
    assert (
        APPLICANT.line
        == "甲某某，男，1980年5月6日出生，住某省某县某镇某村1号，公民身份号码410000198005060013。"
    )
    assert COMPANY.line == "某县某某商贸有限公司，住所地某省某县某路2号，统一社会信用代码91410000MA00000000。"
    assert FormParty(name="寅某", natural=True, id_number="P0000001").line == "寅某，证件号码P0000001。"


@pytest.mark.requirement("NB-116", "NB-117")
@pytest.mark.parametrize(
    ("party", "fine", "lawful"),
    [
        (APPLICANT, "100000", True),
        (APPLICANT, "100000.01", False),
        (APPLICANT, "0", False),
        (COMPANY, "50000", True),
        (COMPANY, "49999.99", False),
        (COMPANY, "1000000.01", False),
    ],
)
def test_a_fine_stays_within_the_law(party: FormParty, fine: str, lawful: bool) -> None:
    values = SAMPLES[FormKind.FINE_DECISION].model_dump() | {"punished": party, "fine": fine}
    if lawful:
        FineDecision.model_validate(values)
    else:
        with pytest.raises(ValueError, match="民诉法第118条"):
            FineDecision.model_validate(values)


@pytest.mark.requirement("NB-118")
def test_nobody_is_detained_longer_than_fifteen_days_and_no_company_at_all() -> None:
    values = SAMPLES[FormKind.DETENTION_DECISION].model_dump()
    DetentionDecision.model_validate(values | {"days": 15})
    with pytest.raises(ValueError, match="15"):
        DetentionDecision.model_validate(values | {"days": 16})
    with pytest.raises(ValueError, match="自然人"):
        DetentionDecision.model_validate(values | {"detained": COMPANY})


@pytest.mark.requirement("NB-137")
@pytest.mark.parametrize(
    ("ground", "years", "lawful"),
    [
        (DishonestGround.REFUSES, None, True),
        (DishonestGround.REFUSES, 2, False),
        (DishonestGround.BREAKS_REPORTING, None, False),
        (DishonestGround.HIDES_PROPERTY, 5, True),
        (DishonestGround.HIDES_PROPERTY, 6, False),
    ],
)
def test_a_listing_has_the_term_of_its_ground(
    ground: DishonestGround, years: int | None, lawful: bool
) -> None:
    values = SAMPLES[FormKind.DISHONEST_LISTING_DECISION].model_dump() | {
        "ground": ground,
        "term_years": years,
    }
    if lawful:
        DishonestListingDecision.model_validate(values)
    else:
        with pytest.raises(ValueError, match=r"term|失信期限"):
            DishonestListingDecision.model_validate(values)


def test_a_debt_in_kind_adds_up() -> None:
    values = SAMPLES[FormKind.DEBT_ASSET_RULING].model_dump() | {"surplus": "1"}
    with pytest.raises(ValueError, match="差额"):
        DebtAssetRuling.model_validate(values)


def test_control_characters_are_refused_before_they_break_a_file() -> None:
    with pytest.raises(ValueError, match="控制字符"):
        FormParty(name="甲\x07某", natural=True)
