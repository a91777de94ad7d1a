"""How a deal ended and what it has brought, as its page shows it to each reader."""

from typing import Any

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from matchmaker.services.deals import losses
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import impact_links
from matchmaker.web.extensions import db
from matchmaker.web.forms.impact import QuestionForm
from matchmaker.web.locale import language
from matchmaker.web.words import impact_words
from models import Deal, DealStage, ImpactCheck, ImpactState


def shown(viewer: Actor, deal: Deal) -> dict[str, Any] | None:
    """Return what the section needs: why a deal was lost, or what a completed one has brought."""
    if deal.stage is DealStage.LOST:
        return {
            "words": losses.words(db.session, deal.loss_reason, language()),
            "inside": allows(viewer, Permission.LOSS_READ, deal),
            "may_reopen": deal.may_reopen(),
            "own": next(
                (
                    each
                    for each in (deal.need, deal.technology)
                    if viewer.belongs_to(each.organisation_id)
                ),
                None,
            ),
        }
    if deal.stage is DealStage.COMPLETED:
        rows = [_row(viewer, deal, check) for check in deal.impact_checks]
        return {"checks": rows, "question": QuestionForm(formdata=None)}
    return None


def _row(viewer: Actor, deal: Deal, check: ImpactCheck) -> dict[str, Any]:
    """Return one question; its answer for those who may read it."""
    own = viewer.belongs_to(deal.need.organisation_id)
    reads = own or check.is_public or allows(viewer, Permission.LOSS_READ, deal)
    answered = check.state in {ImpactState.ANSWERED, ImpactState.CONFIRMED}
    hidden = not identity.is_known(viewer, deal.need)
    asks = own and viewer.writes and check.nonce and check.state is ImpactState.ASKED
    return {
        "months": check.months,
        "when": impact_words.when(check.months),
        "due": check.due,
        "state": check.state.value,
        "label": str(impact_words.STATES[check.state]),
        "tone": impact_words.TONES[check.state],
        "facts": impact_words.facts(check, hidden=hidden) if reads and answered else [],
        "sentence": impact_words.sentence(check, hidden=hidden) if reads and answered else "",
        "reads": reads and answered,
        "publishable": check.publishable,
        "by": "" if hidden else check.answered_by,
        "by_telephone": check.by_telephone,
        "answered_at": check.answered_at,
        "question": identity.shown(viewer, deal.need, check.question) if reads else "",
        "token": impact_links.sign(check, viewer.user) if asks and viewer.user else "",
    }
