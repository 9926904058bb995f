"""What every court has in common (通用)."""

EVIDENCE = dict.fromkeys(
    (
        "notice_and_report_order",
        "consumption_restriction",
        "inquiry_exhausted",
        "search_and_sanctions",
        "termination_interview",
    ),
    "present",
)
"""The papers of a termination (NB-284 to NB-292)."""

SIGNS = {"NB-171": ("clerk", "judge_assistant", "enforcement_officer")}
"""The result of pricing was sent to the parties: the clerk signs the node (NB-171)."""
