"""What the things of a case are called (案内事物名称): words for the ids that its events name."""

from collections.abc import Iterable, Mapping

from models.case import CaseState
from models.nodes import Node


def case_words(words: Mapping[str, str], state: CaseState, nodes: Iterable[Node]) -> dict[str, str]:
    """`words` of the rulebook with a word for every id of this case; nobody is named."""
    named = dict(words) | {node.key: _of_node(node) for node in nodes}

    def called(key: str, id_: str) -> str:
        return f"{words.get(key, key)} {id_}"

    named |= {party.id: _of_party(words, party.id) for party in state.parties}
    named |= {money.id: called(money.kind, money.id) for money in state.money.values()}
    named |= {asset.id: called(asset.kind, asset.id) for asset in state.assets.values()}
    named |= {measure.id: called(measure.kind, measure.id) for measure in state.measures.values()}
    named |= {claim.id: called("third_party_claim", claim.id) for claim in state.third_parties.values()}
    named |= {request.id: called(request.matter, request.id) for request in state.approvals.values()}
    named |= {handover.id: called(handover.to_unit, handover.id) for handover in state.handovers.values()}
    named |= {each.id: _of_party(words, each.recipient) for each in state.deliveries.values()}
    return named | {paper.id: paper.name for paper in state.papers.values()}


def _of_node(node: Node) -> str:
    """An obligation by its limit and name, and the thing it is about."""
    about = f"（{node.subject}）" if node.subject else ""
    return f"{node.limit} {node.name}{about}"


def _of_party(words: Mapping[str, str], party: str) -> str:
    """`respondent-2` is 被执行人2; whatever is not of that form stays."""
    role, _, number = party.rpartition("-")
    return f"{words[role]}{number}" if role in words else party
