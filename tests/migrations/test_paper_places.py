"""Papers of cases that were there before the file had an index take their places from the journal."""

import json

from sqlalchemy import Connection, Engine, text

from tests.conftest import migrate
from tests.migrations.test_migrations import engine, url

__all__ = ["engine", "url"]

KEY = "ruyang:（2026）豫0326执1号"
PAPERS = ("enforcement_notice/respondent-1", "feedback/national")


def written(connection: Connection) -> None:
    """A case with two papers, the second by name made first, as an earlier build left it."""
    stored = {"kind": "x", "name": "y", "sha256": "0" * 64, "made_at": "2026-05-06T09:00:00+08:00"}
    state = {"papers": {paper: {**stored, "id": paper} for paper in PAPERS}}
    connection.execute(text("insert into rulebook values ('d', 'ruyang', '2022-06-06', '{}')"))
    connection.execute(
        text(
            'insert into "case" (key, court, case_no, rulebook, seq, head, state, filed_at) '
            "values (:key, 'ruyang', '1', 'd', 2, 'b', cast(:state as jsonb), now())"
        ),
        {"key": KEY, "state": json.dumps(state)},
    )
    heads = ["0" * 64, "a" * 64, "b" * 64]
    for seq, paper in enumerate(reversed(PAPERS), start=1):
        connection.execute(
            text(
                "insert into journal (case_key, seq, kind, subject, occurred_at, recorded_at, actor, role, "
                "on_behalf_of, digest, previous, head) values (:key, :seq, 'document_made', :paper, now(), "
                "now(), 'system', '', '', '', :before, :head)"
            ),
            {"key": KEY, "seq": seq, "paper": paper, "before": heads[seq - 1], "head": heads[seq]},
        )
        connection.execute(
            text("insert into document values (:key, :paper, 'x', 'y', :digest, now())"),
            {"key": KEY, "paper": paper, "digest": "0" * 64},
        )


def test_the_index_of_an_older_case_counts_as_its_journal_does(url: str, engine: Engine) -> None:
    """In the table and in the case's stored state alike, so that neither differs from the journal."""
    migrate(url, "20261121_seal_chain")
    with engine.begin() as connection:
        written(connection)
    migrate(url)
    with engine.connect() as connection:
        rows = connection.execute(text("select id, seq, source, added_by from document order by seq")).all()
        state = connection.execute(text('select state from "case"')).scalar_one()
    assert [tuple(row) for row in rows] == [
        (PAPERS[1], 1, "made", "system"),
        (PAPERS[0], 2, "made", "system"),
    ]
    assert [(state["papers"][paper]["seq"], state["papers"][paper]["by"]) for paper in PAPERS] == [
        (2, "system"),
        (1, "system"),
    ]
