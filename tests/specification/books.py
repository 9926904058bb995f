"""The rulebooks of the catalogue's courts; one that does not load keeps nobody from looking at the others."""

from models.errors import Refusal
from models.rulebook import Rulebook
from models.rulebook_files import load
from tests.specification.catalogue import read_catalogue


def load_books() -> tuple[dict[str, Rulebook], list[str]]:
    """The latest book of every court by its key, and why any is missing."""
    books: dict[str, Rulebook] = {}
    missing: list[str] = []
    for court in read_catalogue().courts:
        try:
            books[court.key] = load(court.key)
        except Refusal as refusal:
            missing.append(f"{court.key}: {refusal}")
    return books, missing
