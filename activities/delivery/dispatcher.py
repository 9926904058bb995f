"""The dispatcher: everything that is delivered for the cases of one installation."""

from temporalio.client import Client

from activities.database import Database
from activities.delivery.acts import ActDelivery
from activities.delivery.answers import AnswerDelivery
from activities.delivery.cases import CaseStarts
from activities.delivery.notices import NoticeDelivery
from activities.gateways.outside import Gateways


class Dispatcher:
    """Delivers; every delivery may be repeated without harm."""

    def __init__(self, client: Client, database: Database, gateways: Gateways, task_queue: str) -> None:
        self.task_queue = task_queue
        self.cases = CaseStarts(client, database, task_queue)
        self.acts = ActDelivery(client, database)
        self.answers = AnswerDelivery(client, database, gateways.mailbox)
        self.notices = NoticeDelivery(database, gateways.messages)
