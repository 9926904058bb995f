"""The ranking of quality and efficiency (质效排名): place by place, the sum of places decides (RY-50)."""

from collections.abc import Sequence

from activities.statistics.details import entry_lines
from activities.statistics.figures import Scope
from activities.statistics.layout import Ask, bars, format_of, ranked, text
from activities.statistics.statement import Cell, Column, Format, Plot, Table


def tables_and_plots(ask: Ask) -> tuple[tuple[Table, ...], tuple[Plot, ...]]:
    """Units ranked, people ranked, and the entries behind the figures."""
    units = ask.units()
    people = ask.people()
    of_units = _ranking(
        ask,
        "单位排名",
        ("单位",),
        [((ask.unit_name(unit),), Scope(unit)) for unit in units],
    )
    of_people = _ranking(
        ask,
        "承办人排名",
        ("单位", "承办人", "工号"),
        [
            ((ask.unit_name(h.unit), ask.person_name(h.owner), h.owner), Scope(h.unit, h.owner))
            for h in people
        ],
    )
    plots = tuple(
        bars(
            figure.name,
            format_of(figure),
            [(ask.unit_name(unit), ask.figure(figure, Scope(unit))) for unit in units],
        )
        for figure in ask.plotted()
    )
    return (of_units, of_people, entry_lines(ask)), plots


def _ranking(
    ask: Ask, title: str, names: Sequence[str], rows: Sequence[tuple[tuple[str, ...], Scope]]
) -> Table:
    """Rows in order of the sum of their places; who cannot be placed in a figure shares its last place."""
    judged = [figure for figure in ask.report.shown if figure.better]
    places = {
        figure.key: _placed(ranked([ask.figure(figure, scope) for _, scope in rows], figure.better))
        for figure in judged
    }
    sums = [sum(places[figure.key][number] for figure in judged) for number in range(len(rows))]
    overall = ranked(sums, "low")
    made: list[tuple[Cell, ...]] = [
        (overall[number], *name, *ask.row(scope), *(places[f.key][number] for f in judged), sums[number])
        for number, (name, scope) in enumerate(rows)
    ]
    columns = (
        Column(heading="名次"),
        *(text(name) for name in names),
        *ask.head(),
        *(Column(heading=f"{figure.name}名次", format=Format.COUNT) for figure in judged),
        Column(heading="名次之和"),
    )
    order = sorted(range(len(rows)), key=lambda number: (sums[number], rows[number][0]))
    return Table(title=title, columns=columns, rows=tuple(made[number] for number in order))


def _placed(places: Sequence[int | None]) -> tuple[int, ...]:
    """Places with those that nobody could give put last."""
    last = 1 + sum(place is not None for place in places)
    return tuple(last if place is None else place for place in places)
