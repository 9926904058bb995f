"""One filled-in form of every kind."""

from models.forms import Form, FormKind
from tests.forms.document_samples import DOCUMENTS
from tests.forms.sheet_samples import SHEETS

SAMPLES: dict[FormKind, Form] = {**DOCUMENTS, **SHEETS}
