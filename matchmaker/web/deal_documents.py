"""Files of a deal on its page and in its timeline, as far as the viewer may know of them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from matchmaker.services.deals import documents, ndas, stages
from matchmaker.services.deals.documents import Act
from matchmaker.services.permissions import Permission, allows
from matchmaker.web.access import actor
from models import Audience, Deal, DealDocument, DealEvent, DealEventKind, DocumentKind, NdaState

AUDIENCES: Mapping[Audience, Any] = {
    Audience.CENTRE: _("Chỉ trung tâm"),
    Audience.SUPPLY: _("Trung tâm và bên cung"),
    Audience.DEMAND: _("Trung tâm và bên cầu"),
    Audience.PARTIES: _("Tất cả các bên"),
}
KINDS: Mapping[DocumentKind, Any] = {
    DocumentKind.OTHER: _("Tài liệu khác"),
    DocumentKind.NDA: _("Thỏa thuận bảo mật (NDA)"),
    DocumentKind.MINUTES: _("Biên bản"),
    DocumentKind.CONTRACT: _("Hợp đồng"),
    DocumentKind.REGISTRATION: _("Hồ sơ đăng ký"),
    DocumentKind.CLEARANCE: _("Hồ sơ làm rõ quyền"),
    DocumentKind.PAYMENT: _("Chứng từ thanh toán"),
}
NDA_STATES: Mapping[NdaState, Any] = {
    NdaState.NONE: _("Chưa có"),
    NdaState.DRAFTED: _("Đang soạn"),
    NdaState.SIGNED: _("Đã ký"),
    NdaState.NOT_NEEDED: _("Không cần"),
}
_ACTS: Mapping[str, Any] = {
    Act.ADDED: _("Thêm tài liệu"),
    Act.RENEWED: _("Thêm bản mới của tài liệu"),
    Act.SHARED: _("Đổi người được xem tài liệu"),
    Act.WITHDRAWN: _("Rút tài liệu"),
    Act.RESTORED: _("Khôi phục tài liệu"),
}


def shown(deal: Deal) -> dict[str, Any]:
    """Return what the section of documents shows the viewer."""
    viewer = actor()
    return {
        "series": documents.series(viewer, deal),
        "withdrawn": documents.withdrawn(viewer, deal),
        "nda": ndas.document(deal),
        "nda_states": NDA_STATES,
        "kinds": KINDS,
        "audiences": AUDIENCES,
    }


def uploader(deal: Deal, document: DealDocument) -> tuple[str, Any]:
    """Return who uploaded a file, and for which side."""
    person = document.uploaded_by
    if person is None:
        return "", ""
    houses = {each.organisation_id for each in person.memberships}
    sides = (
        (deal.technology.organisation_id, _("bên cung")),
        (deal.need.organisation_id, _("bên cầu")),
        *((each.organisation_id, _("bên tham gia")) for each in deal.parties),
    )
    side = next((name for house, name in sides if house in houses), _("trung tâm"))
    return person.display_name, side


def may_be_told(viewer: Actor, deal: Deal, event: DealEvent) -> bool:
    """Say whether ``viewer`` may learn of ``event``: of a file, only those who may read it."""
    if event.kind is not DealEventKind.DOCUMENT:
        return True
    document = _document(deal, event)
    if document is None:
        return identity.is_known(viewer, deal.need)
    return allows(viewer, Permission.DOCUMENT_READ, document)


def told(deal: Deal, event: DealEvent) -> dict[str, str]:
    """Return a row about a file in words."""
    document = _document(deal, event)
    if document is None:
        return {"file": event.text}
    audience = stages.read(event.text).get("audience")
    named = {"audience": str(AUDIENCES[Audience(audience)])} if audience else {}
    return {"file": document.name, **named}


def title_of(event: DealEvent) -> str:
    """Say what happened to a file."""
    return str(_ACTS[stages.read(event.text).get("act", Act.ADDED)])


def is_named_to(viewer: Actor, deal: Deal, name: str) -> bool:
    """Say whether the evidence called ``name`` may be named to ``viewer``."""
    return not name or any(
        each.name == name and allows(viewer, Permission.DOCUMENT_READ, each)
        for each in deal.documents
    )


def _document(deal: Deal, event: DealEvent) -> DealDocument | None:
    number = stages.read(event.text).get("document", "")
    return next((each for each in deal.documents if str(each.id) == number), None)
