"""People: their accounts, passwords and memberships."""
