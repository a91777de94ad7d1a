"""Conditions on who acts alone, whatever it is done to."""

from matchmaker.services.actors import Actor


def anyone(_actor: Actor, _subject: object) -> bool:
    """Let everybody, visitors too."""
    return True


def signed_in(actor: Actor, _subject: object) -> bool:
    """Let everybody who has an account."""
    return actor.user is not None


def administrator(actor: Actor, _subject: object) -> bool:
    """Let those who look after the platform."""
    return actor.is_administrator


def ministry(actor: Actor, _subject: object) -> bool:
    """Let the ministry."""
    return actor.is_ministry


def oversight(actor: Actor, _subject: object) -> bool:
    """Let the ministry and the departments of the provinces."""
    return actor.is_ministry or actor.department_province is not None


def centre(actor: Actor, _subject: object) -> bool:
    """Let the centres of the provinces."""
    return actor.centre_province is not None


def offers(actor: Actor, _subject: object) -> bool:
    """Let those who write for an organisation that offers technologies."""
    return actor.writes and actor.supplies


def seeks(actor: Actor, _subject: object) -> bool:
    """Let those who write for an organisation that looks for technologies."""
    return actor.writes and actor.demands
