"""Case money (案款): payouts, once each."""

from temporalio import activity

from activities.case_files import CaseFile
from activities.gateways.bank import PayoutRequest
from activities.stage_work import Tools, outside_key, refusals, seen
from models.case_money import OTHER_PAYEE, Payout
from models.events import EventKind
from models.messages import StageResult, StageWork


class Funds:
    """The activities of case money."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="funds.pay_out")
    def pay_out(self, work: StageWork) -> StageResult:
        """Pay one ordered payout from the case's account; an arrival paid out to the last cent is cleared."""
        file = self._tools.read(work)
        payout = file.state.payouts[work.subject]
        account = self._tools.remember(work, _account(file, payout))
        with refusals():
            paper = self._tools.papers.make(
                file, "payout_approval", f"payout/{payout.id}", work.at, subject=payout.id
            )
            answer = self._tools.gateways.bank.pay_out(
                PayoutRequest(
                    court=file.state.court,
                    case_no=file.state.case_no,
                    key=outside_key(work),
                    at=work.at,
                    payee=payout.payee,
                    purpose=payout.purpose,
                    amount=payout.amount,
                    account_name=account["name"],
                    account_number=account["number"],
                )
            )
        paid = seen(
            work,
            EventKind.PAID_OUT,
            payout.id,
            arrival=payout.arrival,
            amount=str(payout.amount),
            reference=answer.bank_reference,
        )
        arrival = file.state.arrivals[payout.arrival]
        if arrival.paid_out + payout.amount < arrival.amount:
            return StageResult(events=(paper, paid))
        return StageResult(events=(paper, paid, seen(work, EventKind.MONEY_CLEARED, arrival.id)))


def _account(file: CaseFile, payout: Payout) -> dict[str, str]:
    """Whose account is paid, and its number; the court's own needs neither."""
    if payout.payee == OTHER_PAYEE:
        order = file.stated(EventKind.PAYOUT_ORDERED, payout.id)
        return {"name": str(order["payee_name"]), "number": str(order["payee_account"])}
    payee = file.parties.get(payout.payee)
    return {"name": payee.name if payee else "", "number": payee.payee_account if payee else ""}
