"""The eight stages (八个环节), one coroutine each; they read like the procedure."""

from collections.abc import Awaitable, Callable

from models.flow import Part
from workflows.run import CaseRun
from workflows.stages.auction import auction
from workflows.stages.closing_review import closing_review
from workflows.stages.documents import documents, making, service
from workflows.stages.implementation import implementation
from workflows.stages.intake import intake, reception
from workflows.stages.network_query import network_query
from workflows.stages.offline_query import offline_query
from workflows.stages.resumption import resumption
from workflows.stages.triage import triage

STAGES: dict[Part, Callable[[CaseRun], Awaitable[None]]] = {
    Part.INTAKE: intake,
    Part.RECEPTION: reception,
    Part.RESUMPTION: resumption,
    Part.NETWORK_QUERY: network_query,
    Part.DOCUMENTS: documents,
    Part.MAKING: making,
    Part.SERVICE: service,
    Part.OFFLINE_QUERY: offline_query,
    Part.TRIAGE: triage,
    Part.IMPLEMENTATION: implementation,
    Part.AUCTION: auction,
    Part.CLOSING_REVIEW: closing_review,
}
