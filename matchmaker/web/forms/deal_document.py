"""Forms about the files of a deal and its confidentiality agreement."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from matchmaker.services.deals import documents
from matchmaker.web.access import actor
from matchmaker.web.deal_documents import AUDIENCES, KINDS, NDA_STATES
from matchmaker.web.forms.fields import Needed
from matchmaker.web.forms.numbers import DayField
from models import Audience, Deal, DealDocument, DocumentKind, NdaState

TAKEN = _("PDF, Word, Excel, PowerPoint, OpenDocument hoặc ảnh JPEG, PNG, WebP; tối đa 10 MB.")
ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.odt,.ods,.odp,image/jpeg,image/png,image/webp"
"""What a browser offers to choose; the content is what is checked."""


class UploadForm(FlaskForm):
    """Files for the deal, and for whom they are."""

    document = MultipleFileField(
        _("Tệp"), [Needed()], description=TAKEN, render_kw={"accept": ACCEPTED}
    )
    kind = SelectField(_("Loại tài liệu"), choices=lambda: _named(KINDS))
    audience = SelectField(_("Ai được xem"))
    confirmed = BooleanField(_("Vẫn chia sẻ dù chưa có thỏa thuận bảo mật"))


class EditionForm(FlaskForm):
    """The next edition of a file."""

    document = FileField(_("Tệp"), [Needed()], description=TAKEN, render_kw={"accept": ACCEPTED})


class AudienceForm(FlaskForm):
    """Who may read a file."""

    audience = SelectField(_("Ai được xem"), choices=lambda: _named(AUDIENCES))
    confirmed = BooleanField(_("Vẫn chia sẻ dù chưa có thỏa thuận bảo mật"))


class NdaForm(FlaskForm):
    """How far the confidentiality agreement is."""

    nda = SelectField(_("Thỏa thuận bảo mật"), choices=lambda: _named(NDA_STATES))
    nda_on = DayField(_("Ngày ký"), description=_("Chỉ điền khi đã ký."))


def upload_form(deal: Deal, **options: Any) -> UploadForm:
    """Return the form for new files; before an agreement they are meant for one's own side."""
    possible = documents.choices(actor(), deal)
    usual = Audience.PARTIES if deal.nda.is_settled else possible[0]
    form = UploadForm(data={"audience": usual.value, "kind": DocumentKind.OTHER.value}, **options)
    form.audience.choices = _named({each: AUDIENCES[each] for each in possible})
    return form


def audience_form(document: DealDocument, **options: Any) -> AudienceForm:
    """Return the form that says who may read ``document``."""
    return AudienceForm(data={"audience": document.audience.value}, **options)


def nda_form(deal: Deal, **options: Any) -> NdaForm:
    """Return the form of the agreement as it stands."""
    return NdaForm(data={"nda": deal.nda.value, "nda_on": deal.nda_on}, **options)


def _named(names: Any) -> list[SelectChoice]:
    return [SelectChoice(each.value, str(name)) for each, name in names.items()]


def state_of(form: NdaForm) -> NdaState:
    """Return the state that was chosen."""
    return NdaState(form.nda.data)
