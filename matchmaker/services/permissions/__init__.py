"""Who may do what: one table of permissions, and the conditions it names."""

from matchmaker.services.permissions.table import Permission, allows

__all__ = ["Permission", "allows"]
