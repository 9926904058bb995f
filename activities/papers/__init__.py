"""The court's real papers (.docx) made out of a case (文书制作)."""

from activities.papers.making import Papers

__all__ = ["Papers"]
