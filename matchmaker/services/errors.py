"""What a service refuses; one handler of the web turns each into a page for its reader."""

from collections.abc import Collection, Mapping, Sequence

from models import InvalidTransition

__all__ = [
    "AlreadyTaken",
    "AlreadyThere",
    "DomainError",
    "Incomplete",
    "InvalidFile",
    "InvalidTransition",
    "LastOwner",
    "NamesFirm",
    "NotAllowed",
    "NotWhole",
    "RightsUnsettled",
    "StaleEdit",
    "UnknownCode",
]


class DomainError(Exception):
    """Something the platform refuses for a reason its user can understand."""


class NotAllowed(DomainError):
    """The acting person lacks the permission."""


class StaleEdit(DomainError):
    """Somebody saved the record after this form was opened."""


class LastOwner(DomainError):
    """An organisation keeps at least one owner."""


class AlreadyTaken(DomainError):
    """Another centre was quicker; ``by`` is its name."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class AlreadyThere(DomainError):
    """An organisation that takes part in the deal already; ``name`` is its name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotWhole(DomainError):
    """Shares that are not the deal's own centre's and others', adding up to 100."""

    def __init__(self, total: int) -> None:
        super().__init__(str(total))
        self.total = total


class Incomplete(DomainError):
    """Fields that must be filled first, by their names on the form."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


class UnknownCode(DomainError):
    """A code that the vocabulary does not hold."""

    def __init__(self, vocabulary: str, code: str) -> None:
        super().__init__(f"{vocabulary}: {code!r}")
        self.vocabulary, self.code = vocabulary, code


class NamesFirm(DomainError):
    """A blind need whose own words tell who posted it: ``fields`` holds the words by field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = dict(fields)


class RightsUnsettled(DomainError):
    """Rights to a result the State has paid for are not settled yet; ``authorities`` have them."""

    def __init__(self, standing: str, authorities: Sequence[str] = ()) -> None:
        super().__init__(standing)
        self.standing, self.authorities = standing, tuple(authorities)


class InvalidFile(DomainError):
    """A file not taken; ``why`` is a code, ``found`` what it is, ``kinds`` what is taken."""

    def __init__(self, name: str, why: str, found: str = "", kinds: Collection[str] = ()) -> None:
        super().__init__(f"{name}: {why}")
        self.name, self.why, self.found, self.kinds = name, why, found, kinds
