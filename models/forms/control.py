"""Documents about property under control: its release, its renewal, the plan by which its money is shared."""

import datetime as dt

from pydantic import Field

from models.forms.head import Bench, Contact, Form, Named, Yuan
from models.values import Value


class ReleaseRuling(Form):
    """解除查封、冻结裁定书 (查扣冻规定第28条, NB-42, SH-51); `measure` is the verb."""

    item: Named
    measure: Named
    since: dt.date
    ground: Named
    bench: Bench


class RenewalRuling(Form):
    """续行查封、冻结裁定书 (民诉法解释第485条, NB-36, SH-49): from the old last day to the new one."""

    item: Named
    measure: Named
    ends: dt.date | None = None
    until: dt.date
    bench: Bench


class DistributionRow(Value):
    """What one creditor has to claim and gets (分配事项), yuan."""

    creditor: Named
    rank: Named
    claim: Yuan
    share: Yuan


class DistributionPlan(Form):
    """执行财产分配方案 (民诉法解释第508条至第511条, NB-238 to NB-245, SH-65).

    `recovered` is what the case has recovered so far, `amount` what is shared now, both in yuan; whoever
    disagrees objects within `objection_days` calendar days of receipt.
    """

    recovered: Yuan
    amount: Yuan
    principle: Named
    law: Named
    rows: tuple[DistributionRow, ...] = Field(min_length=1)
    objection_days: int = Field(gt=0)
    contact: Contact
