"""Acts by which work is passed on, asked for or registered."""

from models.absence import Absence
from models.acts.envelope import ActKind
from models.assignment import Candidate, Drawn, draw
from models.errors import Code
from models.organisation import Occurrence
from models.roles import Role
from models.shelf.files import load
from tests.models.act_states import (
    BAD,
    DENIED,
    DONE,
    FOUND,
    KIND,
    STATE,
    UNKNOWN,
    W1,
    Case,
    after,
    new,
    team,
)
from tests.models.telling import Tale


def excused() -> Tale:
    """A case of a court that takes a note in place of the reception."""
    tale = Tale()
    reception = tale.book.reception.model_copy(update={"absence_note": True})
    return Tale(book=tale.book.model_copy(update={"reception": reception}))


GIVE_AWAY = {"absent": "RY020", "reason": "请假"}


def owner_away(unit: str = "fast_team", *others: str) -> Tale:
    """A case whose owner is away today; a colleague was drawn."""
    tale = team()
    day = tale.now.date()
    tale.away = tuple(Absence(staff=staff, since=day, until=day) for staff in ("RY020", *others))
    tale.drawn = Drawn(
        unit=draw("fixed", "s", (Candidate(key=unit),)), owner=draw("even", "s", (Candidate(key="RY025"),))
    )
    return tale


def owner_there() -> Tale:
    """The same, but the owner is there."""
    tale = owner_away()
    tale.passes(days=1)
    return tale


def colleague_away() -> Tale:
    """The same, but the colleague is away too."""
    return owner_away("fast_team", "RY025")


def drawn_elsewhere() -> Tale:
    """The same, but the colleague is of another unit."""
    return owner_away("ordinary_team_1")


def not_drawn() -> Tale:
    """The same, but nobody was drawn."""
    tale = owner_away()
    tale.drawn = None
    return tale


def registering() -> Tale:
    """A case of a court whose finance notices are registered."""
    rule = Occurrence(
        event=KIND.FINANCE_NOTICE, name="到账通知", roles=(Role.CLERK,), needs=("amount",), proposed="x"
    )
    tale = Tale()
    return Tale(book=tale.book.model_copy(update={"occurrences": (rule,)}))


def in_group() -> Tale:
    """A case of a court of groups, in the hands of the group that follows leads."""
    tale = Tale(book=load("jianli"))
    tale.in_team(unit="G3", owner="JL020", track="")
    return tale


working = after((KIND.STAGE_ENTERED, "implementation", {"leg": "leads", "visit": 9}), told=in_group)
one_team = after((KIND.STAGE_ENTERED, "implementation", {"leg": "implementation", "visit": 9}), told=team)
leaving = after((KIND.TRANSFER_REQUESTED,), told=working)
reported = after((KIND.CLOSING_PROPOSED, {"method": "ended", "ground": "x"}), told=working)
asked = after((KIND.APPROVAL_REQUESTED, "A1", {"matter": "search"}), told=team)
DONE_HERE = {"work_done": "三项调查已完成"}
SEARCH = {"matter": "search", "reason": "拒不报告财产"}
EXTEND = {"limit": "RY-D19", "until": "2027-03-31", "ground": "有特殊情况"}
SUSPEND = {"limits": ["RY-D18"], "ground": "委托评估"}
asked_longer = after(
    (KIND.APPROVAL_REQUESTED, "A1", {"matter": "limit_extension", "target": "RY-D19##1"}), told=team
)
standing = after(
    (KIND.APPROVAL_REQUESTED, "A1", {"matter": "suspension", "target": "RY-D18", "ground": "委托评估"}),
    (KIND.SUSPENSION_STARTED, "A1", {"limits": ["RY-D18"], "ground": "委托评估"}),
    told=team,
)
ended = after((KIND.SUSPENSION_ENDED, "A1", {}), told=standing)
asked_system = after((KIND.QUERY_LAUNCHED, "national"), told=team)
answered = after((KIND.QUERY_RETURNED, "national"), told=asked_system)
NOTICE = {"event": "finance_notice", "facts": {"amount": "10.00"}}

CASES = (
    Case(
        ActKind.NOTE_NO_RECEPTION,
        excused,
        {"reason": "申请人网上立案"},
        (KIND.RECEPTION_EXCUSED,),
        (
            (new, {"reason": "x"}, DENIED),
            (after((KIND.RECEPTION_ENDED,), told=excused), {"reason": "x"}, DONE),
        ),
    ),
    Case(
        ActKind.REQUEST_TRANSFER,
        working,
        DONE_HERE,
        (KIND.TRANSFER_REQUESTED,),
        (
            (in_group, DONE_HERE, STATE),
            (leaving, DONE_HERE, DONE),
            (reported, DONE_HERE, STATE),
            (one_team, DONE_HERE, STATE),
        ),
    ),
    Case(
        ActKind.REQUEST_APPROVAL,
        team,
        SEARCH,
        (KIND.APPROVAL_REQUESTED,),
        (
            (asked, SEARCH, DONE),
            (team, {**SEARCH, "matter": "x"}, UNKNOWN),
            (team, {**SEARCH, "matter": "fine"}, DENIED),
        ),
    ),
    Case(
        ActKind.RECORD_OCCURRENCE,
        registering,
        NOTICE,
        (KIND.FINANCE_NOTICE,),
        (
            (new, NOTICE, DENIED),
            (registering, {"event": "finance_notice"}, BAD),
            (registering, {**NOTICE, "facts": {"amount": "1", "claim_amount": "x"}}, Code.FACTS_INVALID),
        ),
    ),
    Case(
        ActKind.REQUERY,
        answered,
        {"system": "national"},
        (KIND.REQUERY_ORDERED,),
        (
            (team, {"system": "national"}, UNKNOWN),
            (asked_system, {"system": "national"}, STATE),
            (after((KIND.REQUERY_ORDERED, "national"), told=answered), {"system": "national"}, STATE),
        ),
    ),
    Case(
        ActKind.DESCRIBE_ASSET,
        after(FOUND, told=team),
        {**W1, "disposable_now": False},
        (KIND.PROPERTY_DESCRIBED,),
        ((team, {**W1, "disposable_now": False}, UNKNOWN), (after(FOUND, told=team), W1, BAD)),
    ),
    Case(
        ActKind.REQUEST_EXTENSION,
        team,
        EXTEND,
        (KIND.APPROVAL_REQUESTED,),
        (
            (team, {**EXTEND, "limit": "RY-D18"}, DENIED),
            (team, {**EXTEND, "limit": "RY-D6"}, UNKNOWN),
            (team, {**EXTEND, "until": "2026-01-01"}, BAD),
            (asked_longer, EXTEND, DONE),
        ),
    ),
    Case(
        ActKind.REQUEST_SUSPENSION,
        team,
        SUSPEND,
        (KIND.APPROVAL_REQUESTED,),
        (
            (team, {**SUSPEND, "limits": ["RY-D6"]}, UNKNOWN),
            (team, {**SUSPEND, "since": "2099-01-01T00:00:00+08:00"}, Code.BAD_TIME),
            (team, {**SUSPEND, "since": "2001-01-01T00:00:00+08:00"}, Code.BAD_TIME),
        ),
    ),
    Case(
        ActKind.END_SUSPENSION,
        standing,
        {"approval": "A1"},
        (KIND.SUSPENSION_ENDED,),
        ((team, {"approval": "A1"}, STATE), (ended, {"approval": "A1"}, STATE)),
    ),
    Case(
        ActKind.REASSIGN_CASE,
        owner_away,
        GIVE_AWAY,
        (KIND.OWNER_CHANGED,),
        (
            (owner_there, GIVE_AWAY, Code.NOBODY_ABSENT),
            (colleague_away, GIVE_AWAY, STATE),
            (drawn_elsewhere, GIVE_AWAY, Code.WRONG_UNIT),
            (not_drawn, GIVE_AWAY, Code.NOT_YET),
            (owner_away, {**GIVE_AWAY, "absent": "RY021"}, STATE),
            (owner_away, {"absent": "RY020"}, BAD),
        ),
    ),
)
