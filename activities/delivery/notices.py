"""Notices to the parties that events called for: sent, and reported to the case (短信通知)."""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import select, update

from activities.database import Database
from activities.delivery.answers import put_in_inbox, set_aside_if_closed
from activities.gateways.errors import GatewayRefused
from activities.gateways.messages import MessageGateway, SmsRequest
from models.answers import AnswerKind, OutsideAnswer
from models.notices import Notice
from models.tables import Outbox
from models.tables import Party as PartyRow


class Ordered(NamedTuple):
    """A notice that is to go out, under its key; `phone` is empty where none is known."""

    row_id: int
    key: str
    case_key: str
    notice: Notice
    phone: str


class NoticeDelivery:
    """Sends notices; sent again under the same key, a message goes out once."""

    def __init__(self, database: Database, messages: MessageGateway) -> None:
        self._database = database
        self._messages = messages

    def send(self) -> int:
        """Send the notices to parties that events called for; answers how many.

        Raises GatewayDown where the operator is away: the rest goes out later.
        """
        waiting = self._waiting()
        for ordered in waiting:
            self._report(ordered, self._sent(ordered))
        return len(waiting)

    def _waiting(self) -> list[Ordered]:
        with self._database.transaction() as session:
            rows = session.execute(
                select(Outbox.id, Outbox.key, Outbox.case_key, Outbox.body, PartyRow.data)
                .join(
                    PartyRow,
                    (PartyRow.case_key == Outbox.case_key) & (PartyRow.id == Outbox.body["recipient"].astext),
                )
                .where(Outbox.kind == "notice", Outbox.done_at.is_(None))
                .order_by(Outbox.id)
                .limit(100)
            )
            return [
                Ordered(row_id, key, case_key, Notice.model_validate(body), party.get("phone", ""))
                for row_id, key, case_key, body, party in rows
            ]

    def _sent(self, ordered: Ordered) -> str:
        """What became of a notice: delivered, undelivered, or the code of the operator's refusal."""
        court, case_no = ordered.case_key.split(":", 1)
        notice = ordered.notice
        try:
            answer = self._messages.send(
                SmsRequest(
                    court=court,
                    case_no=case_no,
                    key=ordered.key,
                    at=notice.at,
                    recipient=notice.recipient,
                    phone=ordered.phone,
                    text=notice.text,
                )
            )
        except GatewayRefused as refused:
            return refused.code
        return "delivered" if answer.delivered else "undelivered"

    def _report(self, ordered: Ordered, result: str) -> None:
        """Put the sending into the inbox, so that the case's journal says so, and note the order as done."""
        notice = ordered.notice
        outside = OutsideAnswer(
            sender_id=ordered.key,
            kind=AnswerKind.NOTICE_RESULT,
            at=notice.at,
            body={
                **notice.model_dump(mode="json", include={"rule", "subject", "recipient", "channel"}),
                "result": result,
            },
        )
        with self._database.transaction() as session:
            put_in_inbox(session, ordered.case_key, outside)
            set_aside_if_closed(session, ordered.case_key, outside.sender_id)
            session.execute(
                update(Outbox)
                .where(Outbox.id == ordered.row_id)
                .values(done_at=datetime.now(UTC), result=result)
            )
