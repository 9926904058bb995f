"""Every simulated court by its key."""

from simulation.courts import gushi, jianli, ruyang, shangqiu, shihe
from simulation.customs import Customs

CUSTOMS: dict[str, Customs] = {
    "gushi": gushi.CUSTOMS,
    "ruyang": ruyang.CUSTOMS,
    "shangqiu": shangqiu.CUSTOMS,
    "jianli": jianli.CUSTOMS,
    "shihe": shihe.CUSTOMS,
}


def unit_name(court: str, unit: str) -> str:
    """What a unit that holds cases is called; its key where it has no name here."""
    return CUSTOMS[court].units.get(unit, unit)
