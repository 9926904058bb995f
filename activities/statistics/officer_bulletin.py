"""The bulletin on a group's officers (办案人员绩效通报): numbers and rates, officer by officer (JL-35)."""

from activities.statistics.details import entry_lines
from activities.statistics.figures import Scope
from activities.statistics.layout import TOTAL, Ask, bars, format_of
from activities.statistics.statement import Plot, Table


def tables_and_plots(ask: Ask) -> tuple[tuple[Table, ...], tuple[Plot, ...]]:
    """A row for each officer and one for each group, and the entries behind them."""
    officers = ask.people_table("办案人员绩效")
    groups = tuple((ask.unit_name(unit), TOTAL, "", *ask.row(Scope(unit))) for unit in ask.units())
    table = officers.model_copy(update={"rows": (*officers.rows, *groups), "total": True})
    plots = tuple(
        bars(
            figure.name,
            format_of(figure),
            [
                (ask.person_name(officer.owner), ask.figure(figure, Scope(officer.unit, officer.owner)))
                for officer in ask.people()
            ],
        )
        for figure in ask.plotted()
    )
    return (table, entry_lines(ask)), plots
