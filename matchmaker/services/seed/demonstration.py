"""Two years of made-up deals, so that every page, chart and export of a demonstration shows some.

The same day gives the same deals: all chance comes from one seed, all days count from today.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from matchmaker.services import codes, vocabularies
from matchmaker.services.deals import stages
from matchmaker.services.deals.impact_questions import MONTHS as MONTHS_ASKED
from matchmaker.services.duties.contents import CLAUSES
from matchmaker.services.duties.registration import QUESTIONS, RULES
from matchmaker.services.people import users
from matchmaker.services.seed import contracts, papers, talks
from matchmaker.services.seed.accounts import DEMONSTRATION_PASSWORD
from matchmaker.services.seed.cast import Cast, counted
from matchmaker.services.seed.courses import Step, at_work, course
from matchmaker.services.seed.following import publish_before
from matchmaker.services.seed.pairs import Pair, choose
from matchmaker.services.seed.phrases import Phrases
from matchmaker.services.seed.rows import read
from matchmaker.services.seed.stories import Story, round_amount, walk
from models import (
    INTERESTED,
    VIETNAM,
    Answer,
    Deal,
    DealCredit,
    DealEventKind,
    DealParty,
    DealStage,
    Match,
    MatchState,
    Need,
    Organisation,
    Party,
    Posting,
    Technology,
    now,
)
from models.text import clean

SEED = 20_250_701
DEALS, MONTHS = 400, 24
_ROLES = {
    "university": ("research_partner", "adviser", "tester"),
    "institute": ("research_partner", "adviser", "tester"),
    "coop": ("pilot_site", "co_user"),
    "state_body": ("authority", "funder"),
    "st_enterprise": ("maker", "distributor"),
    "startup": ("maker", "distributor"),
    "large": ("investor", "distributor"),
    "fdi": ("investor",),
}
"""In which roles an organisation of each type joins a deal."""


def load(session: Session, folder: Path, uploads: Path) -> int:
    """Add deals until there are :data:`DEALS`, and people to all of them; return how many.

    Where people have opened deals of their own, or the made-up ones are there, nothing is done.
    """
    known = session.scalar(select(func.count()).select_from(Deal)) or 0
    if known != len(read(folder / "deals.csv")):
        return 0
    with session.no_autoflush:
        return _Demonstration(session, folder, uploads).play(DEALS - known)


class _Demonstration:
    def __init__(self, session: Session, folder: Path, uploads: Path) -> None:
        self.session, self.folder = session, folder
        self.chance, self.now = Random(SEED), now().astimezone(VIETNAM)  # noqa: S311 - made-up deals, no secrets
        self.phrases = Phrases(folder, self.chance)
        password = users.hash_password(DEMONSTRATION_PASSWORD)
        self.cast = Cast(session, self.chance, self.phrases, password)
        self.shelf = papers.printed(uploads, self.phrases)
        self.rules = {
            each: vocabularies.entries(session, each)
            for each in (CLAUSES, QUESTIONS, RULES, MONTHS_ASKED)
        }
        self.organisations = session.scalars(select(Organisation).order_by(Organisation.id)).all()
        self.centres = {
            each.province: each for each in self.organisations if each.org_type == "centre"
        }

    def play(self, count: int) -> int:
        """Make up ``count`` deals, and surround them and those of ``deals.csv``."""
        first = list(
            self.session.scalars(
                select(Deal).order_by(Deal.id).options(selectinload(Deal.timeline))
            )
        )
        pairs = self._pairs(first, count)
        centres = [self.centres[each.need.province] for each in pairs]
        self.cast.employ(counted([*centres, *(each.centre for each in first)]))
        stories = [self._known(deal) for deal in first]
        days = sorted(self._opened(number, count) for number in range(count))
        for pair, centre, opened in zip(pairs, centres, days, strict=True):
            stories.append(self._made_up(pair, centre, opened))
        for story in stories:
            talks.hold(story)
            papers.file(story, self.shelf)
            contracts.keep(story, self.rules)
            self._join(story)
        self.session.flush()
        for story in stories:
            story.write_events()
        self.session.flush()
        return count

    def _pairs(self, deals: Sequence[Deal], count: int) -> list[Pair]:
        taken = {
            (row.need_id, row.technology_id)
            for row in self.session.execute(select(Match.need_id, Match.technology_id))
        } | {(deal.need_id, deal.technology_id) for deal in deals}
        return choose(self.folder, self.chance, self._postings(), taken, count)

    def _postings(self) -> Mapping[str, Posting]:
        """Return the postings by their keys in the seed files; no two of a kind share a title."""
        found = {}
        for name, kind in (("needs", Need), ("technologies", Technology)):
            by_title = {each.title_vi: each for each in self.session.scalars(select(kind))}
            for row in read(self.folder / f"{name}.csv"):
                found[row["key"]] = by_title[clean(row["title_vi"])]
        return found

    def _opened(self, number: int, count: int) -> datetime:
        """Spread the deals evenly over the months."""
        days = MONTHS * 30.44 * (number + self.chance.random()) / count
        return at_work(self.chance, self.now - timedelta(days=days + 1))

    def _known(self, deal: Deal) -> Story:
        """Take a deal of ``deals.csv`` as it is; its timeline is written anew among the rest."""
        moves = [each for each in deal.timeline if each.stage_to and each.stage_from]
        steps = [
            Step(each.stage_to, each.at.astimezone(VIETNAM)) for each in moves if each.stage_to
        ]
        deal.officer = deal.officer or self.cast.officer(deal.centre)
        opened = Step(DealStage.PROPOSED, deal.opened_at.astimezone(VIETNAM))
        story = self._story(deal, [opened, *steps])
        if deal.stage.is_open:
            deal.next_step_owner = deal.officer
        for event in deal.timeline:
            what = {"text": event.text, "private": event.private, "kind": event.kind}
            what |= {"stage_from": event.stage_from, "stage_to": event.stage_to}
            story.events.append((event.at, {**what, "by": deal.officer}, None))
        deal.timeline.clear()
        return story

    def _made_up(self, pair: Pair, centre: Organisation, opened: datetime) -> Story:
        steps = course(self.chance, opened, self.now, fits=pair.fits)
        match = Match(
            need=pair.need,
            technology=pair.technology,
            score=0.0,
            state=MatchState.ACCEPTED,
            centre=centre,
            decided_at=opened,
            proposed_at=opened - timedelta(days=18),
        )
        deal = Deal(
            code=codes.next_code(self.session, codes.DEAL, opened.year),
            match=match,
            need=pair.need,
            technology=pair.technology,
            centre=centre,
            officer=self.cast.officer(centre),
            stage=DealStage.PROPOSED,
            opened_at=opened,
            stage_since=opened,
            value_expected=round_amount(20_000_000 * self.chance.lognormvariate(0, 1.1)),
        )
        match.decided_by = deal.officer
        self.session.add(deal)
        for posting in (pair.need, pair.technology):
            publish_before(posting, match.proposed_at)
        story = self._story(deal, steps)
        self._answer(story)
        walk(story)
        return story

    def _answer(self, story: Story) -> None:
        """Let both sides want to be introduced, one of them first; some take their time."""
        first, second = self.chance.sample(list(Party), 2)
        at = story.deal.opened_at - timedelta(days=self.chance.uniform(0.5, 4))
        waited = timedelta(days=min(12, self.chance.lognormvariate(0.7, 0.8)))
        for party, day in ((first, at - waited), (second, at)):
            by = story.supplier if party is Party.SUPPLY else story.firm
            note = story.say(f"answer.{party.value}") if self.chance.random() < 0.6 else ""  # noqa: PLR2004
            story.deal.match.answers.append(
                Answer(party=party, code=INTERESTED, note=note, by=by, at=day)
            )

    def _story(self, deal: Deal, steps: list[Step]) -> Story:
        return Story(
            deal,
            steps,
            officer=deal.officer or self.cast.officer(deal.centre),
            supplier=self.cast.contact(deal.technology.organisation),
            firm=self.cast.contact(deal.need.organisation),
            chance=self.chance,
            phrases=self.phrases,
            now=self.now,
        )

    def _join(self, story: Story) -> None:
        """Let others take part in some deals, and the centre of the other side share some."""
        deal, chance = story.deal, self.chance
        at = story.between(deal.opened_at, deal.closed_at or self.now)
        if not deal.need.blind and chance.random() < 0.25:  # noqa: PLR2004 - a quarter
            self._add_parties(story, at)
        other = self.centres.get(deal.technology.organisation.province)
        if other and other is not deal.centre and chance.random() < 0.15:  # noqa: PLR2004
            own = chance.choice((50, 60, 70))
            deal.credits += [
                DealCredit(centre=deal.centre, percent=own),
                DealCredit(centre=other, percent=100 - own),
            ]
            shares = f"{deal.centre.name_vi} {own} %; {other.name_vi} {100 - own} %"
            story.tell(at, DealEventKind.CREDIT, text=stages.written({"shares": shares}))

    def _add_parties(self, story: Story, at: datetime) -> None:
        deal = story.deal
        sides = {deal.need.organisation_id, deal.technology.organisation_id}
        others = [
            each for each in self.organisations if each.id not in sides and each.org_type in _ROLES
        ]
        for each in self.chance.sample(others, self.chance.choice((1, 1, 2))):
            role = self.chance.choice(_ROLES[each.org_type])
            deal.parties.append(DealParty(organisation=each, role=role, added_by=story.officer))
            text = stages.written({"joined": each.name_vi, "role": role})
            story.tell(at, DealEventKind.PARTY, text=text)
