"""How each kind of event changes a case: small functions, no clock."""
