"""Cases by topic and by campaign (专题、专项活动): the figures of each, every case of them listed (RY-4)."""

from collections.abc import Iterable

from activities.statistics.details import entry_lines
from activities.statistics.figures import Scope
from activities.statistics.layout import TOTAL, Ask, bars, format_of, text
from activities.statistics.record import CaseLife
from activities.statistics.statement import Cell, Column, Format, Plot, Table

NOT_STATED = "未注明"
NONE = "确认没有"
Groups = dict[str, Scope]


def tables_and_plots(ask: Ask) -> tuple[tuple[Table, ...], tuple[Plot, ...]]:
    """By topic, by campaign, the cases of both, and the entries behind the figures."""
    topics, campaigns = _topics(ask), _campaigns(ask)
    tagged = _whole((*topics.values(), *campaigns.values()))
    tables = (
        _figures(ask, "按专题", "专题", {**topics, **_untold(ask)}, _whole(topics.values())),
        _figures(ask, "按专项行动", "专项行动", campaigns, _whole(campaigns.values())),
        _cases(ask, tagged),
        entry_lines(ask, tagged),
    )
    return tables, tuple(
        bars(figure.name, format_of(figure), [(name, ask.figure(figure, s)) for name, s in topics.items()])
        for figure in ask.plotted()
    )


def _scope(cases: Iterable[CaseLife]) -> Scope:
    return Scope(cases=frozenset(case.key for case in cases))


def _whole(scopes: Iterable[Scope]) -> Scope:
    """The cases of several scopes, each once."""
    return Scope(cases=frozenset().union(*(scope.cases or frozenset() for scope in scopes)))


def _topics(ask: Ask) -> Groups:
    """The topics of the rulebook in its order, then words that cases kept from an earlier one."""
    cases = ask.record.cases.values()
    known = [topic.name for topic in ask.book.case_topics]
    others = {word for case in cases for word in case.facts.get("case_topics") or ()} - set(known)
    return {
        word: _scope(case for case in cases if word in (case.facts.get("case_topics") or ()))
        for word in (*known, *sorted(others))
    }


def _untold(ask: Ask) -> Groups:
    """The cases without a topic: known to have none, or nobody has said."""
    cases = ask.record.cases.values()
    none = [case for case in cases if "case_topics" in case.facts and not case.facts["case_topics"]]
    return {NONE: _scope(none), NOT_STATED: _scope(case for case in cases if "case_topics" not in case.facts)}


def _campaigns(ask: Ask) -> Groups:
    """The campaigns that cases run in, by their codes."""
    cases = ask.record.cases.values()
    codes = sorted({str(code) for case in cases if (code := case.facts.get("campaign_code"))})
    return {code: _scope(c for c in cases if c.facts.get("campaign_code") == code) for code in codes}


def _figures(ask: Ask, title: str, heading: str, groups: Groups, whole: Scope) -> Table:
    """A row for each group; in the total a case of two topics counts once, one without topic never."""
    rows = [(name, *ask.row(scope)) for name, scope in groups.items()]
    columns = (text(heading), *ask.head())
    return Table(title=title, columns=columns, rows=(*rows, (TOTAL, *ask.row(whole))), total=True)


def _cases(ask: Ask, tagged: Scope) -> Table:
    """Every case with a topic or in a campaign that was open at some time of the period."""
    begins, end = ask.period.begins, ask.record.end_of(ask.period)
    rows: list[tuple[Cell, ...]] = []
    for case in ask.record.cases.values():
        there = any(stay.meets(begins, end) for stay in case.stays)
        if not there or not tagged.holds(case.key):
            continue
        holder = case.holding.at(end)
        rows.append(
            (
                case.case_no,
                "、".join(sorted(case.facts.get("case_topics") or ())),
                case.facts.get("campaign_code") or "",
                ask.unit_name(holder.unit),
                ask.person_name(holder.owner),
                case.filed_at,
                case.closed_at,
            )
        )
    columns = (
        *(text(heading) for heading in ("案号", "专题", "专项行动", "单位", "承办人")),
        *(Column(heading=heading, format=Format.INSTANT) for heading in ("立案时间", "结案时间")),
    )
    return Table(
        title="专题和专项案件", columns=columns, rows=tuple(sorted(rows, key=lambda row: str(row[0])))
    )
