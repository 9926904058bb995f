"""Papers to somebody who owes the respondent (第三人): the notice to perform, and the ruling after it."""

from pydantic import Field

from models.forms.head import Bench, Contact, Form, FormParty, Named, Yuan


class ThirdPartyNotice(Form):
    """履行到期债务通知书: perform to the applicant or object within `days` (执行工作规定第45条, NB-51).

    `creditor` is the respondent to whom it is owed.
    """

    third_party: FormParty
    creditor: Named
    basis: Named
    amount: Yuan
    days: int = Field(gt=0)
    contact: Contact


class ThirdPartyRuling(Form):
    """执行裁定书（到期债权）: up to `amount` is enforced against the third party (执行工作规定第49条)."""

    third_party: FormParty
    creditor: Named
    amount: Yuan
    bench: Bench
