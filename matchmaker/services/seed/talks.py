"""What the people of a made-up deal say to one another: messages, calls, notes, meetings."""

from datetime import datetime, timedelta
from itertools import cycle

from matchmaker.services.deals import stages
from matchmaker.services.seed.courses import at_work
from matchmaker.services.seed.stories import Story
from models import (
    PATH,
    Channel,
    DealEventKind,
    DealStage,
    Meeting,
    MeetingGuest,
    Message,
)

_TALKATIVE = PATH[1:]
_CALLS = (0, 1, 1, 2)
_MEETINGS = {
    DealStage.INTRODUCED: 0,
    DealStage.QUALIFIED: 1,
    DealStage.TRIAL: 3,
    DealStage.NEGOTIATION: 4,
    DealStage.IMPLEMENTING: 5,
}
"""Which meeting belongs to a stage, by its place among the phrases."""


def hold(story: Story) -> None:
    """Let the people of a deal talk, stage by stage."""
    for stage in _TALKATIVE:
        if story.reached(stage):
            _write(story, stage)
    for stage in PATH[:-1]:
        if story.reached(stage):
            _call(story, stage)
    _note(story)
    _meet(story)


def _write(story: Story, stage: DealStage) -> None:
    """Write a few messages in turn, each after the one before."""
    first, last = story.span(stage) or (story.now, story.now)
    last = min(last, first + timedelta(days=60))
    speakers = {"officer": story.officer, "demand": story.firm, "supply": story.supplier}
    said = {
        who: story.phrases.several(f"message.{stage.value}.{who}", story.known(first), 2)
        for who in speakers
    }
    turns = story.chance.randint(1, 5)
    moments = sorted(story.between(first, last) for _ in range(turns))
    for at, who in zip(moments, cycle(speakers), strict=False):
        if said[who] and at < story.now:
            channel = Channel.MAIL if story.chance.random() < 0.25 else Channel.PAGE  # noqa: PLR2004
            by = speakers[who]
            text = said[who].pop()
            story.deal.messages.append(Message(by=by, channel=channel, text=text, at=at))


def _call(story: Story, stage: DealStage) -> None:
    first, last = story.span(stage) or (story.now, story.now)
    for _ in range(story.chance.choice(_CALLS)):
        at = story.at_work(first, last)
        called = story.chance.choice(("supply", "demand"))
        outcome = story.chance.choice(("spoke", "spoke", "spoke", "no_answer", "later"))
        said = story.say(f"call.{called}.{outcome}", at)
        values = {"called": called, "outcome": outcome, **({"said": said} if said else {})}
        story.tell(at, DealEventKind.CALL, text=stages.written(values), private=True)


def _note(story: Story) -> None:
    if story.chance.random() < 0.4:  # noqa: PLR2004 - a good part of the deals
        at = story.between(story.deal.opened_at, story.deal.closed_at or story.now)
        story.tell(at, DealEventKind.NOTE, text=story.say("note"), private=True)


def _meet(story: Story) -> None:
    """Meet once a stage at most; a deal that is under way may have a meeting ahead."""
    for stage, place in _MEETINGS.items():
        if (span := story.span(stage)) is None or story.chance.random() < 0.5:  # noqa: PLR2004
            continue
        first, last = span
        ahead = story.deal.stage is stage and story.chance.random() < 0.5  # noqa: PLR2004
        days = timedelta(days=story.chance.randint(1, 12)) if ahead else timedelta()
        starts = at_work(story.chance, story.now + days) if ahead else story.at_work(first, last)
        _invite(story, place, max(first, starts.replace(minute=starts.minute // 30 * 30)))


def _invite(story: Story, place: int, starts: datetime) -> None:
    title = story.phrases.all("meeting")[place]
    meeting = Meeting(
        uid=f"{story.deal.code}-{place}@matchmaker.example.org".lower(),
        title=title,
        place=story.say("place"),
        starts_at=starts,
        minutes=story.chance.choice((30, 60, 60, 90, 120)),
        by=story.officer,
        created_at=max(story.deal.opened_at, min(starts, story.now) - timedelta(days=3)),
    )
    people = {each.email: each for each in (story.officer, story.supplier, story.firm)}
    meeting.guests = [MeetingGuest(user=each) for each in people.values()]
    story.deal.meetings.append(meeting)
    told = {"meeting": "planned", "title": title, "starts_at": starts.isoformat()}
    story.tell(
        meeting.created_at,
        DealEventKind.MEETING,
        text=stages.written({**told, **({"place": meeting.place} if meeting.place else {})}),
    )
