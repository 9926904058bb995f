"""The record proves itself: projections follow from the journal, and tampering shows (design.md 2.1)."""

import pytest
from sqlalchemy import Engine, text

from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.events import EventKind
from tests.activities.clerk import Clerk
from tests.activities.test_acts import in_fast_team


def long_case(clerk: Clerk) -> str:
    """A case with something in every projection: nodes, facts, draws, property, papers, money, parties."""
    key, owner = in_fast_team(clerk)
    clerk.append(key, EventKind.MONEY_FOUND, "M1", kind="bank_deposit", amount="5000.00", source="query")
    clerk.append(key, EventKind.PROPERTY_FOUND, "W1", kind="vehicle", source="network")
    clerk.append(key, EventKind.CONTROLLED, "W1", kind="vehicle", expires_on="2028-05-06")
    clerk.append(
        key, EventKind.DOCUMENT_MADE, "P1", kind="enforcement_notice", name="执行通知书", sha256="a" * 64
    )
    clerk.append(key, EventKind.MONEY_ARRIVED, "K1", amount="5000.00", origin="deduction")
    payout = {"arrival": "K1", "payee": "applicant-1", "amount": "3000.00"}
    clerk.act(key, ActKind.ORDER_PAYOUT, owner, "judge", payout)
    clerk.append(key, EventKind.PAID_OUT, "F1", arrival="K1", amount="3000.00")
    return key


def tamper(owner: Engine, *statements: str) -> None:
    """Change the record past its guards, as somebody with all rights might."""
    with owner.begin() as connection:
        for table in ("journal", "journal_facts"):
            connection.execute(text(f"alter table {table} disable trigger user"))
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0, statement
        for table in ("journal", "journal_facts"):
            connection.execute(text(f"alter table {table} enable trigger user"))


@pytest.mark.requirement("CV-8")
def test_every_projection_follows_from_the_journal(clerk: Clerk, owner: Engine) -> None:
    """Nothing differs; every table that is projected has rows here, so that none is proved by being empty."""
    key = long_case(clerk)
    assert clerk.casework.rebuild(key, write=False) == ()
    with owner.connect() as connection:
        for table in ("node", "fact", "assignment", "asset", "document", "money_in", "money_out", "party"):
            count = connection.execute(text(f"select count(*) from {table}")).scalar_one()
            assert count > 0, table


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("update node set due_at = due_at + interval '1 day' where limit_id = 'RY-D18'", "node/RY-D18##1"),
        ("delete from node where limit_id = 'RY-D18'", "node/RY-D18##1"),
        ("update fact set value = '{\"value\": 1}' where name = 'claim_amount'", "fact/claim_amount"),
        ("update assignment set owner = 'RY021'", "assignment/4"),
        ("update asset set outcome = 'sold' where id = 'W1'", "asset/W1"),
        ("update document set sha256 = repeat('b', 64)", "document/P1"),
        ("update money_in set paid_out = 0", "money_in/K1"),
        ("update money_out set amount = 1", "money_out/F1"),
        ("update party set identity = 'x' where id = 'respondent-1'", "party/respondent-1"),
        ("update \"case\" set state = jsonb_set(state, '{owner}', '\"RY021\"')", "case/state"),
    ],
)
def test_a_changed_projection_is_named_and_made_good(
    clerk: Clerk, owner: Engine, statement: str, found: str
) -> None:
    """The check names the row and changes nothing; the rebuild puts back what the journal says."""
    key = long_case(clerk)
    tamper(owner, statement)
    assert clerk.casework.rebuild(key, write=False) == (found,)
    assert clerk.casework.rebuild(key, write=False) == (found,)
    assert clerk.casework.rebuild(key, write=True) == (found,)
    assert clerk.casework.rebuild(key, write=False) == ()


def test_a_line_of_an_older_build_is_named_and_taken_out(clerk: Clerk, owner: Engine) -> None:
    """What an earlier build opened and waived in one breath is no longer opened (docs/operations.md)."""
    key = long_case(clerk)
    waived = (
        "insert into node select case_key, 'OLD##1', court, 'OLD', subject, responsible, false, started_at,"
        " due_at, overdue_at, done_at, node from node where limit_id = 'RY-D18'"
    )
    tamper(owner, waived)
    assert clerk.casework.rebuild(key, write=False) == ("node/OLD##1",)
    assert clerk.casework.rebuild(key, write=True) == ("node/OLD##1",)
    assert clerk.casework.rebuild(key, write=False) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "update journal set occurred_at = occurred_at - interval '1 day' where seq = 3",
        "update journal set actor = 'RY099' where seq = 3",
        "update journal set subject = 'M2' where seq = 3",
        "update journal set head = repeat('f', 64) where seq = 3",
        "update journal set digest = repeat('f', 64), head = head where seq = 3",
    ],
)
def test_a_changed_journal_is_seen(clerk: Clerk, owner: Engine, statement: str) -> None:
    """Any field of an entry, or its hash, changed with all rights: the chain says at which entry."""
    key = long_case(clerk)
    tamper(owner, statement)
    with pytest.raises(Refusal) as refusal:
        clerk.casework.rebuild(key, write=False)
    assert refusal.value.code == Code.BAD_DATA
    assert "第 3 条" in refusal.value.message


def test_a_shortened_journal_is_seen(clerk: Clerk, owner: Engine) -> None:
    """The last entry taken away leaves a whole chain, but not the state the case had."""
    key = long_case(clerk)
    last = clerk.state(key).seq
    tamper(
        owner,
        f"delete from journal_facts where seq = {last}",
        f"delete from journal where seq = {last}",
    )
    assert "case/state" in clerk.casework.rebuild(key, write=False)


def test_a_redacted_fact_leaves_the_chain_whole(clerk: Clerk, owner: Engine) -> None:
    """A personal value taken out of an entry's facts is named, and breaks nothing after it."""
    key = long_case(clerk)
    tamper(owner, "update journal_facts set facts = facts - 'note' - 'cause' where seq = 1")
    found = clerk.casework.rebuild(key, write=False)
    assert found == ("journal_facts/1",)
