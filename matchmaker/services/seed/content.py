"""The first organisations, technologies and needs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import codes, completeness, vocabularies
from matchmaker.services.seed import following
from matchmaker.services.seed.rows import Row, read, several, text, whole, yes
from models import (
    Benefit,
    Disclosure,
    Need,
    Operator,
    Organisation,
    Posting,
    PostingMove,
    PostingState,
    Requirement,
    Side,
    Source,
    Technology,
    now,
)

Progress = Callable[[int, int], None]

SPREAD_DAYS = 150
"""The first postings look as if they had been published over so many days before today."""

_TECHNOLOGY_TEXTS = (
    "title_vi", "title_en", "summary_vi", "summary_en", "problem_vi", "description_vi",
    "description_en", "keywords_vi", "keywords_en", "kind", "vn_field", "ip_status",
    "transfer_right", "transfer_form", "inputs_vi", "references_vi", "state_funding",
    "capacity_value", "capacity_unit",
)  # fmt: skip
_NEED_TEXTS = (
    "title_vi", "title_en", "problem_vi", "problem_en", "current_process_vi", "need_type",
    "vn_field", "province", "commune", "capacity_value", "capacity_unit", "raw_material",
    "product", "local_product_type", "local_product", "tried_before_vi", "site_conditions_vi",
    "beneficiaries_vi",
)  # fmt: skip


def load(session: Session, folder: Path, progress: Progress = lambda _done, _total: None) -> int:
    """Load ``folder`` into a database without organisations; return the number of rows.

    Where organisations are already there nothing is done and 0 is returned, so nothing that
    people entered is ever touched.
    """
    vocabularies.load(session, folder / "vocab")
    if session.scalar(select(Organisation.id).limit(1)) is not None:
        return 0
    organisations = _organisations(session, folder)
    postings = _postings(session, folder, organisations, progress)
    followed = following.load(session, folder, postings)
    return len(organisations) + len(postings) + followed


def _organisations(session: Session, folder: Path) -> dict[str, Organisation]:
    sides = {
        entry.code: Side(entry.attributes["side"])
        for entry in vocabularies.entries(session, "org_types")
    }
    made = {}
    for row in read(folder / "organisations.csv"):
        made[row["key"]] = Organisation(
            code=codes.next_code(session, codes.ORGANISATION),
            side=sides[row["org_type"]],
            verified_at=now() if yes(row["verified"]) else None,
            verified_how="Dữ liệu ban đầu" if yes(row["verified"]) else "",
            **text(
                row, "name_vi", "name_en", "short_name", "org_type", "province", "province_63",
                "commune", "size_band", "field_of_work", "equipment", "certificates",
            ),
        )  # fmt: skip
    session.add_all(made.values())
    session.flush()
    return made


def _postings(
    session: Session, folder: Path, organisations: dict[str, Organisation], progress: Progress
) -> dict[str, Posting]:
    technologies = read(folder / "technologies.csv")
    needs = read(folder / "needs.csv")
    benefits, requirements = _grouped(folder, "benefits"), _grouped(folder, "requirements")
    states = {row["posting"]: row for row in read(folder / "states.csv")}
    centres = _centres(organisations)
    made: dict[str, Posting] = {}
    total = len(technologies) + len(needs)
    for position, row in enumerate([*technologies, *needs]):
        organisation = organisations[row["org"]]
        if position < len(technologies):
            posting: Posting = _technology(session, row, benefits.get(row["key"], []), organisation)
        else:
            posting = _need(session, row, requirements.get(row["key"], []), organisation, centres)
        session.add(posting)
        posting.completeness = completeness.of(posting).score
        _lead(posting, states.get(row["key"]), position)
        made[row["key"]] = posting
        progress(position + 1, total)
    session.flush()
    return made


def _grouped(folder: Path, name: str) -> dict[str, list[Row]]:
    column = "technology" if name == "benefits" else "need"
    groups: dict[str, list[Row]] = {}
    for row in read(folder / f"{name}.csv"):
        groups.setdefault(row[column], []).append(row)
    return groups


def _centres(organisations: dict[str, Organisation]) -> dict[str, Organisation]:
    return {each.province: each for each in organisations.values() if each.org_type == "centre"}


_WAYS = {
    PostingState.DRAFT: (),
    PostingState.SUBMITTED: (PostingMove.SUBMIT,),
    PostingState.SENT_BACK: (PostingMove.SUBMIT, PostingMove.SEND_BACK),
    PostingState.PUBLISHED: (PostingMove.SUBMIT, PostingMove.PUBLISH),
    PostingState.PAUSED: (PostingMove.SUBMIT, PostingMove.PUBLISH, PostingMove.PAUSE),
    PostingState.TRANSFERRED: (PostingMove.SUBMIT, PostingMove.PUBLISH, PostingMove.TRANSFER),
}


def _lead(posting: Posting, row: Row | None, position: int) -> None:
    """Lead a posting to its state, dated back; published ones are spread over the last months.

    The same file gives the same days before today at every loading.
    """
    days = int(row["days_ago"]) if row else (position * 37) % SPREAD_DAYS
    state = PostingState(row["state"]) if row else PostingState.PUBLISHED
    at: datetime = now() - timedelta(days=days, hours=position % 9)
    posting.state = PostingState.DRAFT
    posting.state_since = posting.created_at = at - timedelta(days=2)
    for step, move in enumerate(_WAYS[state]):
        before = timedelta(hours=len(_WAYS[state]) - step - 1)
        last = step == len(_WAYS[state]) - 1
        posting.move(move, None, reason=row["reason"] if row and last else "", at=at - before)
    posting.view_count = (position * 53) % 97 if posting.published_at else 0


def _technology(
    session: Session, row: Row, benefits: list[Row], organisation: Organisation
) -> Technology:
    return Technology(
        code=codes.next_code(session, codes.TECHNOLOGY),
        organisation=organisation,
        province=organisation.province,
        trl=whole(row["trl"]),
        ip_types=several(row["ip_type"]),
        transfer_methods=several(row["transfer_method"]),
        partner_types=several(row["partner_types"]),
        provinces_served=several(row["provinces_served"]),
        price_min=whole(row["price_min"]),
        price_max=whole(row["price_max"]),
        training_days=whole(row["training_days"]),
        warranty_months=whole(row["warranty_months"]),
        benefits=[
            Benefit(
                position=position,
                **text(each, "indicator", "today", "with_technology", "unit", "proof"),
            )
            for position, each in enumerate(benefits)
        ],
        **text(row, *_TECHNOLOGY_TEXTS),
    )


def _need(
    session: Session,
    row: Row,
    requirements: list[Row],
    organisation: Organisation,
    centres: dict[str, Organisation],
) -> Need:
    months = whole(row["deadline_months"])
    blind = yes(row["blind"])
    centre = centres.get(row["province"])
    return Need(
        code=codes.next_code(session, codes.NEED),
        organisation=organisation,
        province_63=organisation.province_63,
        budget_min=whole(row["budget_min"]),
        budget_max=whole(row["budget_max"]),
        trl_min=whole(row["trl_min"]),
        must_see_running=yes(row["must_see_running"]),
        deadline=(now() + timedelta(days=30 * months)).date() if months else None,
        partner_types=several(row["partner_types"]),
        willing_to=several(row["willing_to"]),
        blind=blind,
        disclosures=[Disclosure(organisation=centre)] if blind and centre else [],
        source=Source(row["source"]),
        requirements=[_requirement(each, position) for position, each in enumerate(requirements)],
        **text(row, *_NEED_TEXTS),
    )


def _requirement(row: Row, position: int) -> Requirement:
    return Requirement(
        position=position,
        operator=Operator(row["operator"]),
        hard=yes(row["hard"]),
        **text(row, "indicator", "value", "unit"),
    )
