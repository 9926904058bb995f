"""What the terminal prints of a limit explained: its sentence, and under it every step of the count."""

import pytest

from activities.explaining_screen import print_explanations
from models.events import EventKind
from models.explaining import explanations
from tests.models.test_nodes import limit, tale


@pytest.mark.requirement("CV-2")
def test_every_step_is_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is folded or read as markup: a line on paper is a line on the screen."""
    case = tale(limit("A", unit="working_days", limit=6, name="例题[red]"))
    case.happens(EventKind.RECEIVED)
    (told,) = explanations([case.node("A")], case.state, "A", case.now, {})
    print_explanations([told])
    first, *lines, clock = capsys.readouterr().out.splitlines()
    assert clock == "时间均为北京时间"
    assert first == f"A　{told.words}" and "例题[red]" in first
    assert [line.strip() for line in lines] == list(told.steps)
