"""Pages about matches: lists of a posting, one match with its reasons, comparison, answers."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug import Response

from matchmaker.services import announcements, answers, matches, postings
from matchmaker.services.errors import NamesFirm
from matchmaker.services.permissions import Permission
from matchmaker.web import cards, comparison, spreadsheets, tables
from matchmaker.web.access import actor, can, require
from matchmaker.web.errors import message_of
from matchmaker.web.extensions import db
from matchmaker.web.forms.match import AnswerForm
from matchmaker.web.links import safe_next
from matchmaker.web.paging import address, page_number, page_url
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.words import condition_words, match_words, posting_words
from models import INTERESTED, Match, MatchState, Need, Party, Posting, Technology

bp = Blueprint("matches", __name__)

SHOWN: Mapping[str, LazyString] = {
    "": _l("Tất cả"),
    "open": _l("Chưa phản hồi"),
    "interested": _l("Đã quan tâm"),
    "declined": _l("Đã từ chối"),
}
SORTS: Mapping[str, LazyString] = {"": _l("Phù hợp nhất"), "new": _l("Mới nhất")}
_NAMES = {Party.DEMAND: _l("Bên cầu"), Party.SUPPLY: _l("Bên cung")}


@bp.get("/needs/<code>/matches")
def of_need(code: str) -> str:
    """List the technologies proposed for a need."""
    return _list(_load(code, Need))


@bp.get("/technologies/<code>/matches")
def of_technology(code: str) -> str:
    """List the needs that a technology is proposed for."""
    return _list(_load(code, Technology))


@bp.get(f"/needs/<code>/matches.{KIND}")
def export_of_need(code: str, kind: str) -> Response:
    """Download the technologies proposed for a need."""
    return _export(_load(code, Need), kind)


@bp.get(f"/technologies/<code>/matches.{KIND}")
def export_of_technology(code: str, kind: str) -> Response:
    """Download the needs that a technology is proposed for."""
    return _export(_load(code, Technology), kind)


def _export(posting: Posting, kind: str) -> Response:
    require(Permission.MATCH_LIST, posting)
    found = matches.every(db.session, actor(), posting, **_asked())
    return spreadsheets.download(kind, f"goi-y-{posting.code}", tables.matches.COLUMNS, found)


@bp.get("/needs/<code>/compare")
def compare(code: str) -> str:
    """Show up to four technologies proposed for a need side by side."""
    need = _load(code, Need)
    require(Permission.MATCH_LIST, need)
    ids = list(dict.fromkeys(request.args.getlist("m", type=int)))
    found = matches.chosen(db.session, need, [each for each in ids if 0 < each < 2**31])
    shown = found[: matches.MOST_COMPARED]
    return render_template(
        "matches/compare.html",
        need=need,
        title=cards.shown(need, "title"),
        matches=shown,
        too_many=len(ids) > matches.MOST_COMPARED,
        table=comparison.table(need, shown),
    )


@bp.get("/matches/<int:match_id>")
def show(match_id: int) -> str:
    """Show one match: both texts, why they meet, what is missing, and what was said."""
    match = _load_match(match_id)
    require(Permission.MATCH_READ, match)
    return _page(match, _form(match))


@bp.post("/matches/<int:match_id>/answer")
def answer(match_id: int) -> Response | tuple[str, int]:
    """Say for one's own side what one thinks of a match."""
    match = _load_match(match_id)
    form = AnswerForm()
    party = _party(form.party.data, match)
    require(answers.PERMISSIONS[party], match)
    if not form.validate():
        return _page(match, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        answers.answer(
            db.session,
            actor(),
            match,
            party,
            form.code.data,
            form.note.data,
            announce=partial(announcements.answered, db.session),
        )
    except NamesFirm as error:
        db.session.rollback()
        form.note.errors = [message_of(error)]
        return _page(match, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_thanks(match, form.code.data), "success")
    return redirect(safe_next(url_for(".show", match_id=match.id)))


def _thanks(match: Match, code: str) -> str:
    if code != INTERESTED:
        return _("Đã ghi nhận phản hồi của bạn.")
    if match.both_interested:
        return _("Cả hai bên đều quan tâm. Trung tâm của tỉnh sẽ liên hệ để kết nối.")
    return _("Đã báo cho bên kia rằng bạn quan tâm. Trung tâm của tỉnh cũng thấy gợi ý này.")


def _load(code: str, kind: type[Posting]) -> Any:
    posting = postings.find(db.session, code)
    return posting if isinstance(posting, kind) else abort(HTTPStatus.NOT_FOUND)


def _load_match(match_id: int) -> Match:
    found = matches.find(db.session, match_id) if match_id < 2**31 else None
    return found or abort(HTTPStatus.NOT_FOUND)


def _asked() -> dict[str, str]:
    """Return the order and the filter of the address; what is unknown counts for nothing."""
    sort, show = request.args.get("sort", ""), request.args.get("show", "")
    return {"sort": sort if sort in SORTS else "", "show": show if show in SHOWN else ""}


def _list(posting: Need | Technology) -> str:
    require(Permission.MATCH_LIST, posting)
    asked = _asked()
    found = matches.of_posting(db.session, actor(), posting, page_number(), **asked, url=page_url())
    return render_template(
        f"matches/of_{posting.side}.html",
        posting=posting,
        title=cards.shown(posting, "title"),
        state=posting_words.STATES[posting.state],
        page=found,
        items=[_item(match, posting) for match in found.items],
        asked=asked,
        choices={"show": _choices("show", SHOWN, asked), "sort": _choices("sort", SORTS, asked)},
        gaps=condition_words.gaps(posting) if not found.total else [],
        party=matches.party_of(posting),
        own=actor().belongs_to(posting.organisation_id),
        interested=INTERESTED,
    )


def _choices(
    name: str, words: Mapping[str, LazyString], asked: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the links that change one argument of the address and keep the other."""
    return [
        {
            "label": str(label),
            "url": address(
                request.path, [(key, of) for key, of in {**asked, name: value}.items() if of]
            ),
            "current": asked[name] == value,
        }
        for value, label in words.items()
    ]


def _item(match: Match, posting: Posting) -> dict[str, Any]:
    """Return what a list shows of one match, seen from ``posting``."""
    own = matches.party_of(posting)
    other = Party.SUPPLY if own is Party.DEMAND else Party.DEMAND
    counterpart = match.technology if own is Party.DEMAND else match.need
    card = cards.card(counterpart) | {
        "url": url_for(".show", match_id=match.id),
        "score": match.score,
    }
    return {
        "match": match,
        "card": card,
        "terms": match_words.sentence_terms(match),
        "counts": condition_words.counts(match),
        "missing": condition_words.missing(match, "technology"),
        "own": match_words.answer_state(match, own),
        "other": match_words.answer_state(match, other),
        "answers": _may_answer(match, own),
        "deal": match.deal if match.deal and can("deal:read", match.deal) else None,
    }


def _may_answer(match: Match, party: Party) -> bool:
    own = match.need if party is Party.DEMAND else match.technology
    open_ = match.state is MatchState.PROPOSED and own.is_public
    return open_ and can(answers.PERMISSIONS[party], match)


def _parties(match: Match) -> list[Party]:
    """Return the sides for which the viewer speaks."""
    own = {Party.DEMAND: match.need, Party.SUPPLY: match.technology}
    return [party for party, posting in own.items() if actor().belongs_to(posting.organisation_id)]


def _party(written: str | None, match: Match) -> Party:
    """Read for which side an answer is given; where the form does not say, for one's own."""
    if written in set(Party):
        return Party(written)
    return next(iter(_parties(match)), Party.DEMAND)


def _form(match: Match) -> AnswerForm:
    party = next(iter(_parties(match)), None)
    given = match.answer_of(party) if party else None
    form = AnswerForm(
        formdata=None,
        code=given.code if given else None,
        note=given.note if given else "",
    )
    form.party.data = party.value if party else ""
    return form


def _page(match: Match, form: AnswerForm) -> str:
    party = next(iter(_parties(match)), None)
    return render_template(
        "matches/show.html",
        match=match,
        codes=[_unbroken(match.need.code), _unbroken(match.technology.code)],
        party=party,
        form=form if party and _may_answer(match, party) else None,
        both=[_side(match, match.need), _side(match, match.technology)],
        terms=match_words.term_rows(match),
        sentence=match_words.sentence_terms(match),
        counts=condition_words.counts(match),
        met=[row for row in condition_words.verdicts(match) if row["verdict"] == "met"],
        short=condition_words.shortfalls(match),
        said=[(str(_NAMES[each]), match_words.answer_state(match, each)) for each in Party],
        deal=match.deal if match.deal and can("deal:read", match.deal) else None,
    )


def _unbroken(code: str) -> Markup:
    return Markup('<span class="ref">%s</span>') % code


def _side(match: Match, posting: Need | Technology) -> dict[str, Any]:
    card = cards.card(posting)
    return {
        "posting": posting,
        "card": card,
        "title": match_words.marked(match, posting.side, card["title"]),
        "texts": match_words.texts(match, posting),
    }
