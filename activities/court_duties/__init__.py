"""Duties of the court that belong to no case (经常性工作)."""
