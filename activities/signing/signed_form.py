"""The signed node table on paper (签名节点表打印件): its rows, with the first signs of each proof."""

import hashlib
import io
import zipfile
from itertools import zip_longest

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate

from activities.forms import TEMPLATES, canonical, environment
from models.signed_table import SignedRow, SignedTable

SIGNS = 16
"""How many signs of a signature are printed: enough to find it in the file, which alone can be checked."""


def printable(table: SignedTable) -> bytes:
    """The table as .docx; the same table gives the same bytes, signed by the court already or not."""
    template = DocxTemplate(TEMPLATES / "tables" / "signed_node_table.docx")
    context = {
        "table": table,
        "rows": [_line(table, row) for row in table.rows],
        "signed": sum(1 for row in table.rows if row.signature),
        "sealed": _sealed(table),
    }
    template.render(context, environment(), autoescape=True)
    raw = io.BytesIO()
    template.save(raw)
    return canonical(raw.getvalue())


def _sealed(table: SignedTable) -> str:
    """Which seal covers the case, and how much has happened since."""
    if table.seal is None:
        return "尚无"
    return table.seal.name + (f"（其后 {table.unsealed} 条尚未封存）" if table.unsealed else "")


def digest_of(form: bytes) -> str:
    """What identifies a printed form."""
    return hashlib.sha256(form).hexdigest()


def form_fault(table: SignedTable, form: bytes) -> str:
    """What is wrong with the printed form of a table, naming the first row changed; empty if nothing is."""
    if digest_of(form) == table.form:
        return ""
    try:
        found = _texts(form)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        return "打印件：无法读取"
    for number, (wanted, read) in enumerate(zip_longest(_texts(printable(table)), found), start=0):
        if wanted != read:
            return f"打印件第 {number} 行与出具时不符" if number else "打印件：表头与出具时不符"
    return "打印件：表格以外的内容与出具时不符"


def _texts(form: bytes) -> list[tuple[str, ...]]:
    """The rows of the node table in a printed form, the row of headings first."""
    rows = max((table.rows for table in Document(io.BytesIO(form)).tables), key=len, default=())
    return [tuple(cell.text for cell in row.cells) for row in rows]


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
