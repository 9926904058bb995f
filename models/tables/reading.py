"""Who read which paper of which file, and who was refused (查阅记录): append-only, no personal data."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import CASE, Base


class PaperReading(Base):
    """One wish to read a paper (查阅): by whom, on which ground, and what became of it.

    `outcome` is `read`, `refused`, or what was wrong with the file: `missing`, `damaged`. `ground` is the
    key of the row of the rulebook that let them read.
    """

    __tablename__ = "paper_reading"
    __table_args__ = (
        CheckConstraint("outcome in ('read', 'refused', 'missing', 'damaged')", name="outcome"),
        CheckConstraint("(outcome = 'refused') = (ground = '')", name="ground"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), index=True)
    paper: Mapped[str]
    sha256: Mapped[str]
    staff: Mapped[str]
    on_behalf_of: Mapped[str] = mapped_column(server_default=text("''"))
    read_at: Mapped[datetime]
    """The business time of the wish."""
    entered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """The server's own time."""
    outcome: Mapped[str]
    ground: Mapped[str] = mapped_column(server_default=text("''"))
    code: Mapped[str] = mapped_column(server_default=text("''"))
    """Why it was refused, by the code of the refusal."""
    key_id: Mapped[str] = mapped_column(server_default=text("''"))
    signature: Mapped[str] = mapped_column(server_default=text("''"))
    """The reader's own signature over case, paper, content and time, where they have a key."""
