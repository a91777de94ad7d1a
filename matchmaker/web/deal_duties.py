"""The duties of a deal's contract as a page shows them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_wtf import FlaskForm

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from matchmaker.services.duties import answers, clearance, contents, registration, waiting
from matchmaker.web.extensions import db
from matchmaker.web.forms import duties as forms
from matchmaker.web.locale import language
from matchmaker.web.words import duty_words
from matchmaker.web.words.duty_words import DUTIES, FILERS, STANDINGS
from models import Deal, DealStage, VocabularyEntry, local_today


def shown(viewer: Actor, deal: Deal, **sent: FlaskForm) -> dict[str, Any]:
    """Return what the section needs; forms that were ``sent`` are shown as they were."""
    found = contents.of(db.session, deal)
    known = registration.of(db.session, deal)
    day = answers.day_of(deal)
    asked = registration.questions(db.session, day)
    empty: dict[str, Callable[[], FlaskForm]] = {
        "registration": lambda: forms.registration(asked, known, formdata=None),
        "filing": lambda: forms.filing(deal, formdata=None),
        "funding": lambda: forms.funding(deal, formdata=None),
        "clearance": lambda: forms.asking(formdata=None),
        **{
            f"decision{step.id}": partial(forms.decision, step, formdata=None)
            for step in waiting.of(deal)
        },
    }
    return {
        "contents": found,
        "present": contents.present(found),
        "day": day,
        "registration": known,
        "duty": DUTIES.get(deal.registration_duty, ""),
        "filer": _filer(known.rule),
        "days_left": (known.due - local_today()).days if known.due else None,
        "standing": clearance.standing(db.session, deal),
        "standing_words": STANDINGS[clearance.standing(db.session, deal)],
        "funding": clearance.funding_of(deal),
        "funding_rule": clearance.funding_rule(db.session, deal),
        "blocked": duty_words.blocked(viewer, deal),
        "basis": basis,
        "chosen": _chosen(asked, known),
        "forms": {name: sent.get(name) or make() for name, make in empty.items()},
        "sent": set(sent),
        "clearance_sent": bool(set(sent) - {"registration", "filing"}),
    }


def _filer(rule: VocabularyEntry | None) -> Any:
    return FILERS.get(rule.attributes.get("filer", ""), "") if rule else ""


def _chosen(
    asked: list[registration.Question], known: registration.Registration
) -> list[tuple[str, str]]:
    """Return the questions with their answers, in words."""
    named = {option.code: option.name(language()) for each in asked for option in each.options}
    return [
        (each.entry.name(language()), named[known.chosen[each.entry.code]])
        for each in asked
        if known.chosen.get(each.entry.code) in named
    ]


def basis(rule: VocabularyEntry) -> str:
    """Return the legal basis of a rule in the reader's language."""
    translated = rule.attributes.get("legal_basis_vi", "") if language() == "vi" else ""
    return str(translated or rule.attributes.get("legal_basis", ""))


def before(viewer: Actor, deal: Deal, stage: DealStage) -> dict[str, Any] | None:
    """Return what to warn of before a contract is signed; nothing for any other move."""
    if stage is not DealStage.CONTRACTED or deal.stage is not DealStage.NEGOTIATION:
        return None
    found = contents.of(db.session, deal)
    missing = [each.rule for each in found if not each.is_present]
    refusal = clearance.refusal(db.session, deal)
    return {
        "missing": missing,
        "present": contents.present(found),
        "total": len(found),
        "refusal": duty_words.unsettled(refusal) if refusal else "",
        "blocked": duty_words.blocked(viewer, deal),
    }


def reading(viewer: Actor, deal: Deal) -> Callable[[str], str]:
    """Return how ``viewer`` may read the words of ``deal``."""
    return partial(identity.shown, viewer, deal.need)
