"""All outside systems a case talks to, as one value an activity can be given."""

from dataclasses import dataclass

from activities.gateways.auction import AuctionGateway
from activities.gateways.bank import BankGateway
from activities.gateways.control import ControlGateway
from activities.gateways.credit import CreditGateway
from activities.gateways.deduction import DeductionGateway
from activities.gateways.identity import IdentityGateway
from activities.gateways.mailbox import Mailbox
from activities.gateways.messages import MessageGateway
from activities.gateways.pricing import PricingGateway
from activities.gateways.queries import QueryGateway
from activities.gateways.service import ServiceGateway
from activities.gateways.trial_file import TrialFileGateway


@dataclass(frozen=True)
class Gateways:
    """One gateway per outside system; every one may be called from many threads."""

    identity: IdentityGateway
    trial_file: TrialFileGateway
    queries: QueryGateway
    control: ControlGateway
    deduction: DeductionGateway
    bank: BankGateway
    service: ServiceGateway
    messages: MessageGateway
    pricing: PricingGateway
    auction: AuctionGateway
    credit: CreditGateway
    mailbox: Mailbox
