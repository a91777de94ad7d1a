"""Two centres in one deal: their shares."""

from http import HTTPStatus

from flask_babel import gettext as _

from matchmaker.services.deals import credits as deal_credits
from matchmaker.services.errors import NotWhole, StaleEdit
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.errors import flash_refusal, message_of
from matchmaker.web.extensions import db
from matchmaker.web.forms.deal import sent_version
from matchmaker.web.forms.deal_people import percents, shares_form
from matchmaker.web.views.deals.blueprint import bp, load
from matchmaker.web.views.deals.sheet import Page, answer


@bp.post("/<code>/shares")
def share(code: str) -> Page:
    """Share the credit between centres; what was typed stays where it is refused."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = shares_form(deal)
    done = sent_version() != deal.version or form.validate()
    try:
        if done:
            wanted = percents(deal, form)
            deal_credits.share(db.session, actor(), deal, wanted, version=sent_version())
    except NotWhole as refusal:
        form.form_errors.append(message_of(refusal))
        done = False
    except StaleEdit as refusal:
        flash_refusal(refusal)
        return answer(code, "", done=False, status=HTTPStatus.CONFLICT, shares=form)
    return answer(code, _("Đã lưu tỷ lệ đóng góp."), done=done, place="shares", shares=form)
