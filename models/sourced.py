"""The base of every value of a rulebook: it names where it comes from."""

from pydantic import model_validator

from models.values import Value


class Sourced(Value):
    """A value of the law or of a court's document: it names its article, or the doubt it settles.

    `source` is a requirement id with its article (`RY-D4（二(一)2）`), `proposed` the id of the
    ambiguity or baseline this reading settles (`RY-A3`). At least one is given.
    """

    source: str = ""
    proposed: str = ""

    @model_validator(mode="after")
    def _cites(self) -> "Sourced":
        if not (self.source or self.proposed):
            raise ValueError("缺少依据：须有 source（条款）或 proposed（疑义编号）")
        return self

    @property
    def citation(self) -> str:
        """What a screen shows beside the value."""
        return self.source or f"拟定 {self.proposed}"
