"""Whether a filing is complete enough to enforce on (立案信息核对, GS-12, RY-17)."""

from collections.abc import Iterable

from models.conditions import evaluate
from models.facts.case_facts import CaseFacts, parse_facts
from models.parties import Party
from models.rulebook import Rulebook
from models.values import Facts, Value


class Gap(Value):
    """A field that is missing, where, and what is expected there."""

    field: str
    reason: str


def gaps(book: Rulebook, facts: Facts, parties: Iterable[Party]) -> tuple[Gap, ...]:
    """What must be added or put right before the case is registered; empty when all is in order.

    The register cannot query, serve or pay without these: the number of every respondent, some way
    to reach each party, the instrument's kind, and whether the claim is for money or for an act. A case
    known to be outside what the court triages goes back too (SQ-14).
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
    scope = book.triage.scope
    stated = {name: value for name, value in facts.items() if name in CaseFacts.model_fields}
    if scope is not None:
        inside = evaluate(scope.when, parse_facts(stated, "立案信息"), book.derived)
        if inside.value is False:
            found.append(Gap(field="、".join(inside.read), reason=f"{scope.text}（{scope.article}）"))
    return tuple(found)
