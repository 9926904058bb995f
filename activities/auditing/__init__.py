"""The auditor (稽核): what must have been noticed, recomputed from the record and compared with what was."""
