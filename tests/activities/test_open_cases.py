"""A reform rehearsed on the register's open cases: each beside its own rules, and nothing is written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, text
from typer.testing import CliRunner

import desk
from activities import desk_opening
from activities.desk_service import DeskService
from activities.open_cases import OpenCases
from models.events import EventKind
from models.limits import Limit
from models.rehearsal.rehearsing import DatedBook, editions
from models.rehearsal.way import Aspect
from models.shelf.files import load
from tests.activities.clerk import Clerk
from tests.activities.test_acts import in_fast_team


def reform(folder: Path, rule: str, limit: Limit) -> tuple[DatedBook, DatedBook]:
    """The shipped edition, and a draft of the next one without a rule, with a day more for a limit."""
    row = {**limit.model_dump(mode="json", exclude_defaults=True), "limit": (limit.limit or 0) + 1}
    draft = {
        "court": "ruyang",
        "in_force": "2027-01-01",
        "amends": load("ruyang").in_force,
        "source": "汝法〔2026〕8号",
        "triage": {"rules": [{"id": rule, "drop": True, "source": "汝法〔2026〕8号第1条"}]},
        "limits": [{**row, "article": "第2条"}],
    }
    (folder / "ruyang").mkdir()
    path = folder / "ruyang" / "2027-01-01.yaml"
    path.write_text(yaml.safe_dump(draft, allow_unicode=True), encoding="utf-8")
    return editions("ruyang", str(folder / "ruyang"))


def contents(owner: Engine) -> dict[str, str]:
    """Every table of the register, digested."""
    with owner.connect() as connection:
        names = connection.execute(text("select tablename from pg_tables where schemaname = 'public'"))
        return {
            name: str(
                connection.execute(
                    text(f"select md5(string_agg(row::text, '' order by row::text)) from \"{name}\" row")
                ).scalar()
            )
            for name in names.scalars()
        }


@asynccontextmanager
async def opened(clerk: Clerk) -> AsyncIterator[DeskService]:
    """A desk on the register alone: no server is asked."""
    nobody: Any = SimpleNamespace(task_queue="none")
    yield DeskService(nobody, clerk.database, clerk.books, nobody, False, store=nobody)


async def test_open_cases_that_another_edition_would_treat_otherwise(
    clerk: Clerk, owner: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent elsewhere by another rule, a limit moved by a day; a closed case and another court's are none."""
    key, _ = in_fast_team(clerk)
    closed = clerk.file(2)
    clerk.append(closed, EventKind.CLOSED, method="fully_executed")
    clerk.file(3, court="gushi", case_no="（2026）豫1525执3号")
    state, view = clerk.state(key), clerk.casework.view(key)
    book = load("ruyang")
    open_limits = [row.id for row in view.nodes if row.done_at is None and row.due_at is not None]
    limit = next(each for each in book.limits if each.id in open_limits and each.unit == "months")
    before, after = reform(tmp_path, state.rule, limit)
    kept = contents(owner)
    found = await OpenCases(clerk.database, clerk.books).rehearse(before, after)
    assert contents(owner) == kept
    assert (found.cases, [each.case for each in found.moved]) == (1, [state.case_no])
    rules = next(each for each in found.moved[0].differences if each.aspect is Aspect.RULE)
    assert rules.before.rule == state.rule != rules.after.rule
    (moved,) = found.dates
    assert moved.before_due is not None and moved.after_due is not None
    assert (moved.case, moved.limit, moved.after_article) == (state.case_no, limit.id, "第2条")
    assert 27 <= (moved.after_due - moved.before_due).days <= 33
    monkeypatch.setattr(desk_opening, "open_desk", lambda: opened(clerk))
    words = ["rehearse", "ruyang", "--to", str(tmp_path / "ruyang"), "--from", "2022-06-06", "--open"]
    printed = await asyncio.to_thread(lambda: CliRunner().invoke(desk.app, words).output)
    assert f"【案件】1 件中 1 件不同\n  1 件　{state.case_no}" in printed
    again = await OpenCases(clerk.database, clerk.books).rehearse(before, before)
    assert (again.cases, again.moved, again.dates) == (1, (), ())
