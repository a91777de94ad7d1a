"""Deals that end without a transfer."""

import csv
from datetime import timedelta

import pytest

from matchmaker.config import SEED_DATA
from matchmaker.services import matches
from matchmaker.services.deals import lifecycle, losses
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.engine import learning
from matchmaker.services.errors import Incomplete, InvalidTransition, NamesFirm, StaleEdit
from models import DealStage, MatchState, Party, PostingState, local_today, now


@pytest.fixture
def deal(factories, officer):
    centre = officer.memberships[0].organisation
    return factories.Deal(centre=centre, officer=officer, stage=DealStage.TRIAL)


def lose(session, actor, deal, **changes):
    evidence = {"loss_reason": "price", "loss_party": "demand", **changes}
    lost = DealStage.LOST
    return lifecycle.advance(session, actor, deal, lost, evidence=evidence, version=deal.version)


def step(deal, **changes):
    values = {"text": "Gọi lại", "owner_id": deal.officer_id, "due": local_today()}
    return NextStep(**{**values, **changes})


def reopen(session, actor, deal, reason="Bấm nhầm", **changes):
    version = changes.pop("version", deal.version)
    return losses.reopen(session, actor, deal, reason, step(deal, **changes), version=version)


def test_every_reason_has_words_fit_for_both_sides(session):
    with (SEED_DATA / "vocab" / "loss_reasons.csv").open(newline="", encoding="utf-8") as file:
        reasons = [row["code"] for row in csv.DictReader(file)]

    for language in ("vi", "en"):
        told = {reason: losses.words(session, reason, language) for reason in reasons}
        other = told.pop("other")
        assert other not in told.values()
        assert all(words.endswith(".") for words in told.values())


def test_a_reason_without_words_is_told_in_general_ones(session):
    assert losses.words(session, "", "vi") == losses.words(session, "other", "vi")


def test_what_would_have_saved_it_is_kept(session, actor, deal):
    lose(session, actor, deal, loss_remedy="Trả góp 24 tháng")

    assert deal.loss_remedy == "Trả góp 24 tháng"


def test_the_next_best_are_public_undecided_and_turned_down_by_nobody(session, factories, deal):
    def match(score, **fields):
        return factories.Match(need=deal.need, score=score, **fields)

    best, second = match(0.9), match(0.8)
    match(0.7), match(0.6)
    match(0.99, state=MatchState.DECLINED)
    match(0.99, technology__state=PostingState.PAUSED)
    no = matches.declining_codes(session)[0]
    factories.Answer(match=match(0.99), party=Party.DEMAND, code=no)
    factories.Answer(match=second, party=Party.SUPPLY)

    found = losses.next_best(session, deal, Party.DEMAND)

    assert [each.score for each in found] == [0.9, 0.8, 0.7]
    assert found[0] is best


def test_who_lost_a_deal_is_not_sent_after_what_hardly_fits(session, factories, deal):
    factories.Match(need=deal.need, score=0.39)

    assert list(losses.next_best(session, deal, Party.DEMAND)) == []


def test_the_side_that_offers_is_shown_needs(session, factories, deal):
    other = factories.Match(technology=deal.technology, score=0.5)

    assert list(losses.next_best(session, deal, Party.SUPPLY)) == [other]


def test_a_posting_that_is_no_longer_shown_has_no_next_best(session, factories, deal):
    factories.Match(need=deal.need)
    deal.need.state = PostingState.EXPIRED

    assert list(losses.next_best(session, deal, Party.DEMAND)) == []


def test_a_deal_ended_by_mistake_goes_on_where_it_stood(session, actor, deal):
    lose(session, actor, deal, loss_note="Đắt quá")

    reopen(session, actor, deal)

    assert deal.stage is DealStage.TRIAL
    assert (deal.loss_reason, deal.loss_party, deal.loss_note) == ("", None, "")
    assert (deal.next_step, deal.closed_at) == ("Gọi lại", None)
    assert deal.timeline[-1].stage_from is DealStage.LOST


def test_a_deal_lost_while_paused_goes_on_before_the_pause(session, actor, deal):
    evidence = {"resume_on": local_today() + timedelta(days=9)}
    pause = DealStage.PAUSED
    lifecycle.advance(
        session, actor, deal, pause, evidence=evidence, next_step=step(deal), version=deal.version
    )
    lose(session, actor, deal)

    assert reopen(session, actor, deal).stage is DealStage.TRIAL


def test_after_thirty_days_lost_is_lost(session, actor, deal):
    lose(session, actor, deal)
    deal.closed_at = now() - timedelta(days=31)

    with pytest.raises(InvalidTransition):
        reopen(session, actor, deal)


@pytest.mark.parametrize("stage", [DealStage.TRIAL, DealStage.COMPLETED])
def test_only_a_lost_deal_is_reopened(session, actor, deal, stage):
    deal.stage, deal.closed_at = stage, now()

    with pytest.raises(InvalidTransition):
        reopen(session, actor, deal)


def test_reopening_asks_why_and_what_is_next(session, actor, deal):
    lose(session, actor, deal)

    with pytest.raises(Incomplete) as refusal:
        reopen(session, actor, deal, reason=" ", text="")

    assert refusal.value.fields == ("reason", "next_step")
    assert deal.stage is DealStage.LOST


def test_a_stale_reopening_changes_nothing(session, actor, deal):
    lose(session, actor, deal)

    with pytest.raises(StaleEdit):
        reopen(session, actor, deal, version=deal.version + 1)


def test_a_reason_to_reopen_never_names_a_blind_firm(session, actor, deal):
    deal.need.blind = True
    lose(session, actor, deal)

    with pytest.raises(NamesFirm):
        reopen(session, actor, deal, reason=f"{deal.need.organisation.name_vi} gọi lại")


def test_a_loss_teaches_and_a_reopened_one_teaches_no_longer(session, actor, deal):
    pair = (deal.need_id, deal.technology_id)
    lose(session, actor, deal, loss_reason="wrong_match")
    assert learning.judged(session)[pair] is False

    reopen(session, actor, deal)

    assert pair not in learning.judged(session)
