"""Forms about how a deal ends."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _

from matchmaker.services.deals.next_steps import NextStep
from matchmaker.web.forms.deal import FIRST_STEPS, StepForm, people
from matchmaker.web.forms.fields import text
from models import Deal, DealStage, User, local_today


class ReopenForm(StepForm):
    """Why a lost deal goes on, and what is done next."""

    reason = text(
        _("Vì sao mở lại"), 1000, needed=True, description=_("Ví dụ: kết thúc nhầm thương vụ.")
    )

    def step(self) -> NextStep:
        """Return the next step; a missing owner or day is refused by the service."""
        return NextStep(self.next_step.data, self.owner.data or 0, self.due.data or date.min)


def reopen_form(deal: Deal, stage: DealStage, officers: list[User], **options: Any) -> ReopenForm:
    """Return the form, filled with what usually comes first in ``stage``."""
    usual = {
        "next_step": str(FIRST_STEPS.get(stage, "")),
        "owner": deal.officer_id,
        "due": local_today(),
    }
    form = ReopenForm(data=usual, **options)
    form.owner.choices = people(officers)
    return form
