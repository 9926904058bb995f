"""Whether a filing is complete enough to enforce on (立案信息核对, GS-12, RY-17)."""

from collections.abc import Iterable

from models.parties import Party
from models.values import Facts, Value


class Gap(Value):
    """A field that is missing, where, and what is expected there."""

    field: str
    reason: str


def gaps(facts: Facts, parties: Iterable[Party]) -> tuple[Gap, ...]:
    """What must be added or put right before the case is registered; empty when all is in order.

    The register cannot query, serve or pay without these: the number of every respondent, some way
    to reach each party, the instrument's kind, and whether the claim is for money or for an act.
    """
    found: list[Gap] = []
    for party in parties:
        if party.role == "respondent" and not party.id_number:
            found.append(
                Gap(field=f"{party.id}.id_number", reason="被执行人缺少证件号码，无法核对身份和查询财产")
            )
        if party.role in ("applicant", "respondent") and not (party.address or party.phone):
            found.append(Gap(field=f"{party.id}.address", reason="当事人缺少地址和电话，无法联系和送达"))
    if not facts.get("basis_kind"):
        found.append(Gap(field="basis_kind", reason="缺少执行依据类型"))
    return tuple(found)
