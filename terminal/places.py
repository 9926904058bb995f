"""Courts and units a command names (法院、单位): one nobody knows is refused, never answered by nothing."""

from models.errors import Code, Refusal
from models.shelf.files import known_courts, load


def check_place(court: str = "", unit: str = "") -> None:
    """Raises Refusal(UNKNOWN_SUBJECT) for a court without rulebook, a unit or role no such court has."""
    courts = known_courts()
    if court and court not in courts:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"没有法院 {court}，可用：{'、'.join(courts)}")
    if not unit:
        return
    books = [load(each) for each in courts if court in ("", each)]
    if any(unit in {place.key for place in book.units} or unit in book.names for book in books):
        return
    if court:
        units = "、".join(f"{place.key}（{place.name}）" for place in books[0].units)
        raise Refusal(Code.UNKNOWN_SUBJECT, f"{books[0].name}没有单位或职务 {unit}，可用：{units}")
    raise Refusal(Code.UNKNOWN_SUBJECT, f"各法院都没有单位或职务 {unit}，各院单位见 board --court 法院代码")
