"""What a trial looks at when the docket is done: nothing lost, nothing twice, every chain whole."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from local import environment
from local.trial_hunts import papers
from local.trial_machine import TrialMachine
from local.trial_sight import Row, Rows, Sight

Ledger = Mapping[str, Any]

TOLD = {
    "payout": "paid_out",
    "control": "controlled",
    "release": "control_released",
    "service": "document_sent",
    "query": "query_launched",
    "deduction": "deduction_sent",
    "entry": "measure_taken",
    "lift": "measure_lifted",
    "price_inquiry": "price_inquired",
    "listing": "auction_published",
}
"""Effects outside, and the event by which the journal tells of each."""

ONCE = {
    "start": ("filed", "stage_entered"),
    "signal": ("query_returned", "money_arrived", "document_served", "price_paid_in_full"),
    "document": ("document_made",),
    "payout": ("payout_ordered", "paid_out", "money_cleared"),
    "control": ("controlled",),
    "service": ("document_sent",),
    "message": ("notice_sent",),
    "register": ("assigned", "handover_offered", "handover_accepted", "closed"),
}
"""Events that a kill must not write twice about the same thing, by kind of effect."""


@dataclass(frozen=True)
class Finding:
    """One line of the verdict."""

    what: str
    wrong: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


@dataclass(frozen=True)
class Evidence:
    """What was found of effects, by operation or kind; and loose papers."""

    happened: Counter[str] = field(default_factory=Counter)
    """Effects the outside had."""
    repeats: Counter[str] = field(default_factory=Counter)
    """Answers the outside gave again for a key."""
    twice: dict[str, list[str]] = field(default_factory=dict)
    loose: int = 0
    """Papers in the e-file that no case names: made before a kill, and made anew on another day."""


def look_back(machine: TrialMachine, sight: Sight, docket_code: int) -> tuple[list[Finding], Evidence]:
    """Every line of the verdict, and the evidence by kind of effect."""
    cases = [str(row[0]) for row in sight.rows.read('select key from "case" order by key')]
    ledgers = {key: _ledger(sight, key) for key in cases}
    journal = sight.rows.read("select case_key, kind, subject from journal where left(actor, 6) = 'system'")
    evidence = Evidence(
        happened=Counter(effect["operation"] for ledger in ledgers.values() for effect in ledger["effects"]),
        repeats=_repeats(ledgers.values()),
        twice=twice(ledgers, sight.rows),
        loose=_loose(machine, sight.rows),
    )
    findings = [
        Finding("the docket ended as expected", (f"exit code {docket_code}",) if docket_code else ()),
        Finding("chains verify, and rebuilding shows no difference", rebuild_check(machine)),
        Finding("payouts in the register are the payouts at the bank", money_apart(ledgers, sight.rows)),
        Finding("journal and outside tell of the same effects", told_apart(ledgers, journal)),
        Finding("nothing happened twice", tuple(item for items in evidence.twice.values() for item in items)),
        Finding("every answer that came in was taken", _left_over(sight.rows)),
    ]
    return findings, evidence


def _ledger(sight: Sight, case_key: str) -> Ledger:
    court, case_no = case_key.split(":", 1)
    ledger: Ledger = sight.outside.get("/ledger", court=court, case_no=case_no)
    return ledger


def _repeats(ledgers: Iterable[Ledger]) -> Counter[str]:
    """By effect, how often the outside was asked again under a key and answered out of its store."""
    found: Counter[str] = Counter()
    for ledger in ledgers:
        operation = {effect["key"]: effect["operation"] for effect in ledger["effects"]}
        for call in ledger["calls"]:
            if call["key"] in operation:
                found[operation[call["key"]]] += call["repeats"]
    return found


def twice(ledgers: Mapping[str, Ledger], rows: Rows) -> dict[str, list[str]]:
    """By kind of effect what happened twice: outside under one key, or in the journal about one thing."""
    found: dict[str, list[str]] = {}
    for case_key, ledger in ledgers.items():
        counts = Counter((effect["operation"], effect["key"]) for effect in ledger["effects"])
        for (operation, key), count in counts.items():
            if count > 1:
                found.setdefault(operation, []).append(f"{case_key}: {key} had its effect {count} times")
    for kind, events in ONCE.items():
        for case_key, event, subject, count in rows.read(_WRITTEN_TWICE, list(events)):
            found.setdefault(kind, []).append(
                f"{case_key}: {event} {subject} is in the journal {count} times"
            )
    for case_key, event, subject, count in rows.read(_ACT_TWICE):
        found.setdefault("register", []).append(f"{case_key}: one act wrote {event} {subject} {count} times")
    return found


_ACT_TWICE = """
select case_key, kind, subject, count(*) from journal
where act_id is not null
group by case_key, act_id, kind, subject having count(*) > 1
"""

# What belongs to an earlier decision or request may come again after the next one: a draw after each decision
# to hand the case on, an answer after each time a system was asked.
_WRITTEN_TWICE = """
select j.case_key, j.kind, j.subject, count(*)
from journal j join journal_facts f using (case_key, seq)
where j.kind = any(%s)
group by j.case_key, j.kind, j.subject, f.facts->>'visit', f.facts->>'reference', f.facts->>'recipient',
    f.facts->>'notice', case when j.kind = 'notice_sent' then j.occurred_at end,
    case when j.kind in ('assigned', 'query_returned') then (
        select count(*) from journal d
        where d.case_key = j.case_key and d.seq < j.seq and case j.kind
            when 'assigned' then d.kind in ('triaged', 'conversion_approved', 'second_assignment')
            else d.kind = 'query_launched' and d.subject = j.subject
        end
    ) end
having count(*) > 1
"""


def money_apart(ledgers: Mapping[str, Ledger], rows: Rows) -> tuple[str, ...]:
    """Cases in which register and bank do not have the same payouts to the cent."""
    paid: dict[str, list[Decimal]] = {key: [] for key in ledgers}
    for case_key, amount in rows.read("select case_key, amount from money_out where paid_at is not null"):
        paid[case_key].append(Decimal(amount))
    return tuple(
        f"{key}: register {_sums(paid[key])}, bank {_sums(booked)}"
        for key, ledger in ledgers.items()
        if sorted(paid[key]) != sorted(booked := [Decimal(line["amount"]) for line in ledger["payouts"]])
    )


def _sums(amounts: Iterable[Decimal]) -> str:
    return " + ".join(f"{amount:.2f}" for amount in sorted(amounts)) or "nothing"


def told_apart(ledgers: Mapping[str, Ledger], journal: Iterable[Row]) -> tuple[str, ...]:
    """Things about which the journal tells more or fewer effects than the outside had.

    `journal` is what the system wrote: a freeze or a service by hand is nothing the outside could know of.
    """
    told = Counter(row for row in journal if row[1] in TOLD.values())
    happened = Counter(
        (case_key, TOLD[effect["operation"]], subject_of(effect["key"]))
        for case_key, ledger in ledgers.items()
        for effect in ledger["effects"]
        if effect["operation"] in TOLD
    )
    return tuple(
        f"{case_key}: {event} {subject} happened {count} times, told {told[case_key, event, subject]} times"
        for case_key, event, subject in dict.fromkeys((*happened, *told))
        if told[case_key, event, subject] != (count := happened[case_key, event, subject])
    )


def subject_of(key: str) -> str:
    """What a key of the product is about: `case|step|subject`, or `case|step/subject` and perhaps more."""
    _, step, *about = key.split("|")
    return about[-1] if about else step.split("/")[1]


def _left_over(rows: Rows) -> tuple[str, ...]:
    """Answers in the inbox that were neither taken nor set aside, and acts nobody answered.

    The notice of the closing itself is told of after the journal's last entry.
    """
    answers = rows.read(
        'select i.case_key, i.sender_id from inbox i join "case" c on c.key = i.case_key'
        " where i.consumed_seq is null and i.reason = ''"
        " and not (i.kind = 'notice_result' and c.closed_at is not null) order by 1, 2"
    )
    acts = rows.read("select case_key, act_id from act_log where state = 'submitted' order by 1, 2")
    return (
        *(f"{case_key}: answer {sender_id} was never taken" for case_key, sender_id in answers),
        *(f"{case_key}: act {act_id} was never answered" for case_key, act_id in acts),
    )


def _loose(machine: TrialMachine, rows: Rows) -> int:
    named = {row[0] for row in rows.read("select facts->>'sha256' from journal_facts")}
    return len(papers(machine.place.files) - named)


def rebuild_check(machine: TrialMachine) -> tuple[str, ...]:
    """What `desk.py rebuild --check` complains of, over all cases."""
    checked = subprocess.run(
        [sys.executable, "desk.py", "rebuild", "--check"],
        cwd=machine.place.root,
        env=environment.of_children(machine.place, machine.ports),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if checked.returncode == os.EX_OK:
        return ()
    return tuple(line.strip() for line in checked.stdout.splitlines() if line.strip()) or ("it said nothing",)
