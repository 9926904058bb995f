"""What monitoring reads of the audits: how much stands found, of which kind, and when was last looked."""

from collections import Counter

from temporalio.client import Client
from temporalio.runtime import Runtime

from activities.auditing.audit import Report


class Gauges:
    """Gauges on the process's metrics page; without an address for one they are heard by nobody."""

    def __init__(self, client: Client) -> None:
        meter = (client.service_client.config.runtime or Runtime.default()).metric_meter
        self._findings = meter.create_gauge("court_audit_findings", "Findings that stand, by kind")
        self._at = meter.create_gauge("court_audit_at_seconds", "When the last audit was made, Unix time")

    def show(self, report: Report) -> None:
        """Show a report: zero for what was looked for and not found, nothing new for the rest."""
        counts = Counter(finding.kind for finding in report.findings)
        for kind in sorted({*report.examined, *counts}):
            self._findings.set(counts[kind], {"kind": kind.value})
        self._at.set(int(report.at.timestamp()))
