"""What must agree inside a resolved rulebook: names of units, roles, pools, tracks, matters, acts, nodes."""

from collections.abc import Iterator

from models.acts.envelope import ActKind
from models.acts.registry import data_names
from models.events import EventKind
from models.facts.schema import FACT_TYPES
from models.facts.shapes import ClosingFields
from models.flow import Need, Part, Stage
from models.forms import FormKind
from models.limits import OWNER_UNIT, PLACES, RECEIVER, Limit, Match
from models.notices import BLANKS, blanks_of
from models.procedure import NoticeRule
from models.reporting import report_problems
from models.roles import Role
from models.rulebook import Rulebook
from models.shelf.words import key_problems
from models.topics import topics_asked_for
from models.validation import Problem, unknown_name

EVENT_FACTS = frozenset(
    {
        "amount", "channel", "claim", "disposable_now", "eviction_needed", "expires_on", "forum", "granted",
        "in_area", "in_time", "kind", "leg", "limit", "matter", "method", "must_control", "needs_appraisal",
        "no_assets_likely", "node", "nothing_left", "notice", "outcome", "outside", "passed", "pool",
        "recipient", "recovered", "repeated", "result", "round", "rule", "source", "step", "taken",
        "target", "to_stamp", "track", "unit", "unit_kind",
    }
)  # fmt: skip
"""Names of facts an event may carry beside the facts of a case."""

OF_A_MEASURE = frozenset({EventKind.MEASURE_DECIDED, EventKind.MEASURE_TAKEN, EventKind.MEASURE_LIFTED})
"""Events of one measure against one party."""

PANEL_PAPERS = frozenset({"auction_ruling", "sale_ruling", "debt_asset_ruling", "termination_ruling"})
"""Papers of matters reserved to a panel (NB-112), which no group may make centrally (SH-18)."""

Finding = Iterator[Problem]


def problems(book: Rulebook) -> Finding:
    """Everything in the book that names something it does not have, with the path to it."""
    for check in _CHECKS:
        yield from check(book)


def _known(path: tuple[str | int, ...], what: str, name: str, known: set[str] | frozenset[str]) -> Finding:
    if name and name not in known:
        yield Problem(path, unknown_name(what, name, known))


def _units(book: Rulebook) -> set[str]:
    return {unit.key for unit in book.units}


def _organisation(book: Rulebook) -> Finding:
    units, tracks = _units(book), set(book.triage.tracks)
    for number, unit in enumerate(book.units):
        yield from _known(("units", number, "parent"), "单位", unit.parent, units)
        yield from _known(("units", number, "track"), "轨道", unit.track, tracks)
    acts = {row.act for row in book.acts}
    for number, row in enumerate(book.acts):
        yield from _known(("acts", number, "act"), "行为", row.act, set(ActKind))
        yield from _known(("acts", number, "unit"), "单位", row.unit, {*units, OWNER_UNIT, RECEIVER})
        for act in row.not_by_doer_of:
            yield from _known(("acts", number, "not_by_doer_of"), "行为", act, acts)
        for approved in row.approved:
            path: tuple[str | int, ...] = ("acts", number, "approved")
            yield from _known(path, "审批事项", approved.matter, {each.matter for each in book.approvals})
            for name in (approved.target, *approved.where):
                yield from _known(path, "行为的内容", name, data_names(row.act))


def _stage_units(book: Rulebook) -> Finding:
    allowed = {*_units(book), OWNER_UNIT}
    for name in ("intake", "reception", "identity", "network", "documents", "offline", "triage"):
        yield from _known((name, "unit"), "单位", getattr(book, name).unit, allowed)
    measures = {measure.kind for measure in book.measures}
    for number, document in enumerate(book.documents.set):
        yield from _known(("documents", "set", number, "on_decision"), "措施", document.on_decision, measures)
        if document.template.removesuffix(".docx") in PANEL_PAPERS:
            path = ("documents", "set", number, "template")
            yield Problem(path, f"“{document.name}”依法由合议庭作出，不得列入集中制作的文书")
    for number, paper in enumerate(book.served_papers):
        yield from _known(("served_papers", number, "kind"), "文书", paper.kind, set(FormKind))
    for number, body in enumerate(book.named_bodies):
        yield from _known(("named_bodies", number, "mapped_to"), "单位", body.mapped_to, allowed)
    yield from _known(("documents", "service_unit"), "单位", book.documents.service_unit, allowed)
    yield from _known(("auction", "desk", "unit"), "单位", book.auction.desk_unit, allowed)
    yield from _known(("funds", "watcher"), "单位", book.funds.watcher, allowed)
    yield from _known(("funds", "payer"), "单位或角色", book.funds.payer, {*allowed, *Role})


def _electronic_file(book: Rulebook) -> Finding:
    served = {document.template.removesuffix(".docx") for document in book.documents.set}
    served |= {document.kind for document in book.documents.set}
    served |= {paper.kind for paper in book.served_papers}
    for number, row in enumerate(book.papers):
        if row.key in served:
            yield Problem(("papers", number, "key"), f"“{row.name}”由系统制作并送达，不能列为入卷材料")
        if row.on_request:
            yield from _known(("papers", number, "key"), "文书", row.key, set(FormKind))
    for number, reader in enumerate(book.reading):
        allowed = {*_units(book), OWNER_UNIT, RECEIVER}
        yield from _known(("reading", number, "unit"), "单位", reader.unit, allowed)
    for key in book.archiving.by if book.archiving else ():
        yield from _known(("archiving", "by"), "查阅人", key, {reader.key for reader in book.reading})


def _flow(book: Rulebook) -> Finding:
    legs = {leg.id for leg in book.flow.stages}
    parts = {part.value for leg in book.flow.stages for part in leg.run}
    for number, leg in enumerate(book.flow.stages):
        for need in leg.needs:
            yield from _where(("flow", "stages", number, "needs"), need)
            if need.event is EventKind.RESULT_FORM_SIGNED:
                forms = {form.key for form in book.forms}
                yield from _known(("flow", "stages", number, "needs"), "表单", need.subject, forms)
            if Part.TRIAGE not in leg.run:
                yield Problem(("flow", "stages", number, "needs"), "只有分流环节可以写 needs")
    for number, way in enumerate(book.flow.returns):
        yield from _known(("flow", "returns", number, "to"), "环节", way.to, legs)
        yield from _known(("flow", "returns", number, "after"), "环节", way.after, parts)


def _triage(book: Rulebook) -> Finding:
    triage = book.triage
    tracks, pools = set(triage.tracks), {pool.key for pool in triage.pools}
    matters = {row.matter for row in book.approvals}
    legs = {leg.id for leg in book.flow.stages}
    exits = {*_units(book), *(method.method for method in book.closing.methods), Stage.CLOSING_REVIEW.value}
    for number, rule in enumerate(triage.rules):
        path: tuple[str | int, ...] = ("triage", "rules", number)
        yield from _known((*path, "track"), "轨道", rule.track, tracks)
        yield from _known((*path, "pool"), "分案池", rule.pool, pools)
        yield from _known((*path, "leg"), "环节", rule.leg, legs)
        yield from _known((*path, "exit"), "去向", rule.exit, exits)
        yield from _known((*path, "approval"), "审批事项", rule.approval, matters)
        yield from _known((*path, "matter"), "审批事项", rule.matter, matters)
    for number, pool in enumerate(triage.pools):
        path = ("triage", "pools", number)
        for unit in pool.units:
            yield from _known((*path, "units"), "单位", unit, _units(book))
        for unit in pool.only_if:
            yield from _known((*path, "only_if"), "本池单位", unit, set(pool.units))
        yield from _known((*path, "approval"), "审批事项", pool.approval, matters)
    deciding = {rule.id for rule in triage.rules if rule.effect == "track"}
    yield from _known(("triage", "default_rule"), "分流规则", triage.default_rule, deciding)
    for name in (*tracks, *pools):
        if name not in book.words:
            yield Problem(("words",), f"缺少“{name}”的中文名称")


def _approvals(book: Rulebook) -> Finding:
    matters = {row.matter for row in book.approvals}
    legs = {leg.id for leg in book.flow.stages}
    for number, approval in enumerate(book.approvals):
        here: tuple[str | int, ...] = ("approvals", number)
        yield from _known((*here, "unit"), "单位", approval.unit, {*_units(book), OWNER_UNIT})
        yield from _known((*here, "leg"), "环节", approval.leg, legs)
        yield from _known((*here, "then"), "审批事项", approval.then, matters)
        yield from _known((*here, "requester"), "单位", approval.requester, {*_units(book), OWNER_UNIT})
    for number, occurrence in enumerate(book.occurrences):
        allowed = {*_units(book), OWNER_UNIT}
        yield from _known(("occurrences", number, "unit"), "单位", occurrence.unit, allowed)
        yield from _known(("occurrences", number, "approved"), "审批事项", occurrence.approved, matters)
        for key, kind in occurrence.kinds.items():
            for name in (key, *kind.papers, *kind.actions):
                if name not in book.names:
                    yield Problem(("occurrences", number, "kinds"), f"缺少“{name}”的中文名称")
    tracks, pools = set(book.triage.tracks), {pool.key for pool in book.triage.pools}
    yield from _known(("related", "approval"), "审批事项", book.related.approval, matters)
    for number, measure in enumerate(book.measures):
        yield from _known(("measures", number, "approval"), "审批事项", measure.approval, matters)
    for number, row in enumerate(book.conversions):
        path: tuple[str | int, ...] = ("conversions", number)
        yield from _known((*path, "approval"), "审批事项", row.approval, matters)
        yield from _known((*path, "to_pool"), "分案池", row.to_pool, pools)
        yield from _known((*path, "leg"), "环节", row.leg, legs)
        yield from _known((*path, "unit"), "单位", row.unit, _units(book))
        for track in (*row.from_tracks, row.to_track):
            yield from _known((*path, "from_tracks"), "轨道", track, tracks)


def _limits(book: Rulebook) -> Finding:
    ids, acts = {limit.id for limit in book.limits}, {row.act for row in book.acts}
    responsible = {*_units(book), *Role, *PLACES}
    for number, limit in enumerate(book.limits):
        path: tuple[str | int, ...] = ("limits", number)
        yield from _known((*path, "responsible"), "单位或角色", limit.responsible, responsible)
        yield from _known((*path, "act"), "行为", limit.act, acts)
        for name, others in (("replaces", limit.replaces), ("after", limit.after)):
            for other in others:
                yield from _known((*path, name), "期限", other, ids)
        yield from _matches(path, limit)
    for number, duty in enumerate(book.duties):
        yield from _known(("duties", number, "responsible"), "单位或角色", duty.responsible, responsible)
        for place in duty.opened_by:
            yield from _known(("duties", number, "opened_by"), "单位或角色", place, responsible - PLACES)


def _matches(path: tuple[str | int, ...], limit: Limit) -> Finding:
    rows: tuple[tuple[str, tuple[Match, ...]], ...] = (
        ("starts", limit.starts),
        ("done_by", limit.done_by),
        ("waived_by", limit.waived_by),
        ("reopened_by", limit.reopened_by),
        *(("pauses", pause.from_events) for pause in limit.pauses),
        *(("pauses", pause.until) for pause in limit.pauses),
    )
    for name, matches in rows:
        for number, match in enumerate(matches):
            yield from _where((*path, name, number, "where"), match)


def _where(path: tuple[str | int, ...], match: Match | NoticeRule | Need) -> Finding:
    for fact in match.where:
        yield from _known(path, "事件事实", fact, EVENT_FACTS | frozenset(FACT_TYPES))


def _closing(book: Rulebook) -> Finding:
    allowed = {*_units(book), OWNER_UNIT}
    for field in book.closing.required_fields:
        yield from _known(
            ("closing", "required_fields"), "结案信息项", field, set(ClosingFields.model_fields)
        )
    parts = {part for leg in book.flow.stages for part in leg.run}
    if Part.RESUMPTION in parts and not book.closing.refused_resumption:
        sentence = "设有恢复执行审查环节的，须有一种结案方式写明 refuses_resumption（不予立案）"
        yield Problem(("closing", "methods"), sentence)
    yield from _known(("closing", "review", "unit"), "单位", book.closing.review.unit, allowed)
    for number, method in enumerate(book.closing.methods):
        yield from _known(("closing", "methods", number, "reviewer"), "单位", method.reviewer, allowed)


def _notices(book: Rulebook) -> Finding:
    for number, notice in enumerate(book.notices):
        path: tuple[str | int, ...] = ("notices", number)
        yield from _where((*path, "where"), notice)
        if notice.recipient == "concerned" and notice.event not in OF_A_MEASURE:
            yield Problem((*path, "recipient"), "只有执行措施的通知可以写 concerned（被采取措施的当事人）")
        try:
            blanks = tuple(blanks_of(notice.text))
        except ValueError:
            yield Problem((*path, "text"), "通知文字中的花括号不成对")
            continue
        for blank in blanks:
            yield from _known((*path, "text"), "通知的填空", blank, BLANKS)


def _derived(book: Rulebook) -> Finding:
    for name in book.derived:
        if name in FACT_TYPES:
            yield Problem(("derived", name), f"“{name}”已是案件事实，推导事实须另起名称")
        if _circular(book, name, ()):
            yield Problem(("derived", name), f"推导事实“{name}”绕回自身")


def _circular(book: Rulebook, name: str, on_the_way: tuple[str, ...]) -> bool:
    if name in on_the_way:
        return True
    below = book.derived[name].compiled.derived
    return any(_circular(book, one, (*on_the_way, name)) for one in below)


def _reports(book: Rulebook) -> Finding:
    facts = EVENT_FACTS | frozenset(FACT_TYPES)
    limits, topics = {limit.id for limit in book.limits}, {topic.name for topic in book.case_topics}
    yield from report_problems(book.reports, _units(book), limits, facts, topics)


def _panels(book: Rulebook) -> Finding:
    """A panel's matters go to a panel alone, and there must be a rule for it."""
    for number, approval in enumerate(book.approvals):
        if approval.panel and (approval.then or approval.levels):
            yield Problem(("approvals", number, "panel"), "合议事项不能再逐级报批（then、levels）")
        if approval.panel and book.panel is None:
            yield Problem(("approvals", number, "panel"), "有合议事项，须写明合议庭的组成（panel）")
    grounds = {row.approval for row in book.conversions}
    for number, approval in enumerate(book.approvals):
        if approval.panel and approval.matter in grounds:
            yield Problem(("approvals", number, "panel"), "程序转换由审批人审批，不能列为合议事项")


def _topics(book: Rulebook) -> Finding:
    known = {topic.name for topic in book.case_topics}
    for word in topics_asked_for(book.conditions(), book.derived):
        yield from _known(("case_topics",), "专题", word, known)


_CHECKS = (
    _organisation,
    _stage_units,
    _electronic_file,
    _flow,
    _triage,
    _approvals,
    _limits,
    _closing,
    _notices,
    _derived,
    _panels,
    _topics,
    _reports,
    key_problems,
)
