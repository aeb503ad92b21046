"""The checker, held against section 3 of the contract."""
