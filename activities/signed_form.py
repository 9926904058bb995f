"""The signed node table on paper (签名节点表打印件): its rows, with the first signs of each proof."""

import io

from docxtpl import DocxTemplate

from activities.forms import TEMPLATES, environment
from models.signed_table import SignedRow, SignedTable

SIGNS = 16
"""How many signs of a signature are printed: enough to find it in the file, which alone can be checked."""


def printable(table: SignedTable) -> bytes:
    """The table as .docx."""
    template = DocxTemplate(TEMPLATES / "tables" / "signed_node_table.docx")
    context = {
        "table": table,
        "rows": [_line(table, row) for row in table.rows],
        "signed": sum(1 for row in table.rows if row.signature),
        "sealed": table.seal.day.isoformat() if table.seal else "尚无",
    }
    template.render(context, environment(), autoescape=True)
    raw = io.BytesIO()
    template.save(raw)
    return raw.getvalue()


def _line(table: SignedTable, signed: SignedRow) -> dict[str, object]:
    row = signed.row
    about = f"（{row.subject}）" if row.subject else ""
    proof = f"{signed.key_id} {signed.signature[:SIGNS]}" if signed.signature else ""
    return {
        "name": f"{row.name}{about}",
        "article": row.article,
        "responsible": table.names.get(row.responsible, row.responsible),
        "started_at": row.started_at,
        "due_at": row.due_at,
        "done_at": row.done_at,
        "signer": signed.signer,
        "proof": proof,
    }
