"""The parties of a case (当事人): who they are and how they are reached, from the journal."""

from collections.abc import Mapping

from pydantic import Field, ValidationError

from models.errors import Code, Refusal
from models.events import Entry, EventKind, digest
from models.values import Value

RECIPIENT_WITH_LAWYER = "lawyer_represented"
"""The recipient kind of a party whom a lawyer represents (GS-23)."""


class Agent(Value):
    """Who acts for a party (委托诉讼代理人)."""

    name: str
    firm: str = ""
    phone: str = ""
    lawyer: bool | None = None


class Party(Value):
    """A party with what is known of it. Personal data: it never leaves the register but into forms."""

    id: str
    role: str
    kind: str
    name: str
    id_number: str = ""
    phone: str = ""
    address: str = ""
    addresses: dict[str, str] = Field(default_factory=dict)
    service_address: str = ""
    electronic_consent: bool = False
    payee_account: str = ""
    identity_matched: bool | None = None
    representative: str = ""
    representative_post: str = ""
    agent: Agent | None = None

    @property
    def recipient_kinds(self) -> tuple[str, ...]:
        """The kinds of recipient of the service ladder it belongs to (送达对象, GS-23)."""
        represented = self.agent is not None and self.agent.lawyer is True
        return (self.kind, RECIPIENT_WITH_LAWYER) if represented else (self.kind,)

    @property
    def identity(self) -> str:
        """A digest of the party's number, by which related cases are found without showing it."""
        return digest(self.id_number) if self.id_number else ""


def read_party(row: Mapping[str, object], where: str) -> Party:
    """A party as a filing or its correction states it.

    Raises Refusal(BAD_DATA) naming the field that does not fit.
    """
    try:
        return Party.model_validate(
            {n: v for n, v in row.items() if n in Party.model_fields and v is not None}
        )
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refusal(Code.BAD_DATA, f"{where}：当事人的 {field} 不合要求") from None


def fold_parties(parties: Mapping[str, Party], entry: Entry) -> dict[str, Party]:
    """The parties after one more entry."""
    known = dict(parties)
    if entry.kind in (EventKind.FILED, EventKind.FILING_CORRECTED):
        for row in entry.facts.get("parties", ()):
            known[row["id"]] = read_party(row, entry.kind)
    elif entry.kind is EventKind.IDENTITY_CHECKED:
        for row in entry.facts.get("checks", ()):
            party = known[row["party"]]
            known[party.id] = party.model_copy(
                update={
                    "identity_matched": row["matched"],
                    "addresses": {**party.addresses, **row.get("addresses", {})},
                }
            )
    elif entry.kind in (EventKind.RECEPTION_ENDED, EventKind.TRIAL_FILE_OPENED):
        for row in entry.facts.get("addresses", ()):
            party = known[row["party"]]
            known[party.id] = party.model_copy(
                update={
                    "service_address": row.get("address") or party.service_address,
                    "phone": row.get("phone") or party.phone,
                    "electronic_consent": row.get("electronic_consent", party.electronic_consent),
                    "payee_account": row.get("payee_account") or party.payee_account,
                }
            )
    return known
