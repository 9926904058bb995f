"""Keys, signatures, seals and signed tables (电子签名、日封、签名节点表)."""
