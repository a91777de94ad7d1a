"""Model factories; the ``factories`` fixture binds them to the test's session."""

import uuid
from datetime import timedelta

from factory import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.alchemy import SQLAlchemyModelFactory

import models
from matchmaker.matching.parts import NEUTRAL
from matchmaker.services.proposals import ENGINE
from models import (
    DealStage,
    MatchState,
    MemberRole,
    PostingState,
    Side,
    local_today,
    now,
)

SIDES = {
    "investor": Side.SERVICE,
    "institute": Side.SUPPLY,
    "university": Side.SUPPLY,
    "sme": Side.DEMAND,
    "coop": Side.DEMAND,
    "st_enterprise": Side.BOTH,
    "centre": Side.BROKER,
    "department": Side.OVERSIGHT,
    "ministry": Side.OVERSIGHT,
}


class Factory(SQLAlchemyModelFactory):
    class Meta:
        abstract = True
        sqlalchemy_session_persistence = "commit"


class Role(Factory):
    class Meta:
        model = models.Role
        sqlalchemy_get_or_create = ("name",)

    name = models.ADMINISTRATOR


class User(Factory):
    class Meta:
        model = models.User

    email = Sequence("nguoi{}@example.org".format)
    name = Sequence("Người {}".format)
    active = True
    confirmed_at = LazyFunction(now)
    fs_uniquifier = LazyFunction(lambda: uuid.uuid4().hex)


class Organisation(Factory):
    class Meta:
        model = models.Organisation

    code = Sequence("TC-2026-{:06d}".format)
    name_vi = Sequence("Viện Cơ điện nông nghiệp {}".format)
    org_type = "institute"
    side = LazyAttribute(lambda self: SIDES[self.org_type])
    province = "92"
    commune = "Ninh Kiều"
    verified_at = LazyFunction(now)


class Membership(Factory):
    class Meta:
        model = models.Membership

    user = SubFactory(User)
    organisation = SubFactory(Organisation)
    role = MemberRole.OWNER


class Technology(Factory):
    class Meta:
        model = models.Technology

    organisation = SubFactory(Organisation)
    code = Sequence("CN-2026-{:06d}".format)
    title_vi = "Máy sấy bơm nhiệt"
    summary_vi = "Sấy trái cây ở nhiệt độ thấp, giữ màu và hương."
    problem_vi = "Sấy than làm mít cháy cạnh, độ ẩm không đều."
    description_vi = "Bơm nhiệt tuần hoàn không khí ở 45 °C, công suất 500 kg/mẻ."
    kind = "object.equipment"
    vn_field = "203"
    province = LazyAttribute(lambda self: self.organisation.province)
    trl = 8
    state = PostingState.PUBLISHED
    published_at = LazyFunction(now)
    valid_until = LazyFunction(lambda: local_today() + timedelta(days=180))


class Benefit(Factory):
    class Meta:
        model = models.Benefit

    technology = SubFactory(Technology)
    indicator = "độ ẩm cuối"
    today = "18"
    with_technology = "10"
    unit = "%"


class Need(Factory):
    class Meta:
        model = models.Need

    organisation = SubFactory(
        Organisation, org_type="coop", name_vi=Sequence("Hợp tác xã Mít Ba Láng {}".format)
    )
    code = Sequence("NC-2026-{:06d}".format)
    title_vi = "Cần máy sấy mít"
    problem_vi = "Chúng tôi sấy mít bằng than, mít cháy cạnh và độ ẩm không đều."
    need_type = "equipment"
    vn_field = "203"
    province = LazyAttribute(lambda self: self.organisation.province)
    commune = LazyAttribute(lambda self: self.organisation.commune)
    state = PostingState.PUBLISHED
    published_at = LazyFunction(now)
    valid_until = LazyFunction(lambda: local_today() + timedelta(days=180))


class Requirement(Factory):
    class Meta:
        model = models.Requirement

    need = SubFactory(Need)
    indicator = "độ ẩm cuối"
    operator = models.Operator.AT_MOST
    value = "12"
    unit = "%"


class Match(Factory):
    class Meta:
        model = models.Match

    need = SubFactory(Need)
    technology = SubFactory(Technology)
    score = 0.42
    terms = LazyFunction(
        lambda: [
            {
                "term": "máy sấy",
                "share": 1.0,
                "need_fields": ["title"],
                "technology_fields": ["title"],
            }
        ]
    )


class Answer(Factory):
    class Meta:
        model = models.Answer

    match = SubFactory(Match)
    party = models.Party.DEMAND
    code = models.INTERESTED


class Deal(Factory):
    class Meta:
        model = models.Deal

    code = Sequence("TV-2026-{:06d}".format)
    match = SubFactory(Match, state=MatchState.ACCEPTED)
    need = LazyAttribute(lambda self: self.match.need)
    technology = LazyAttribute(lambda self: self.match.technology)
    centre = SubFactory(Organisation, org_type="centre", name_vi="Trung tâm Ứng dụng KH&CN Cần Thơ")
    officer = SubFactory(User)
    stage = DealStage.PROPOSED
    next_step = "Gọi điện cho hai bên"
    next_step_owner = LazyAttribute(lambda self: self.officer)
    next_step_due = LazyFunction(lambda: local_today() + timedelta(days=3))


class ClearanceStep(Factory):
    class Meta:
        model = models.ClearanceStep

    deal = SubFactory(Deal)
    status = "requested"
    authority = "Sở Khoa học và Công nghệ Cần Thơ"
    requested_on = LazyFunction(lambda: local_today() - timedelta(days=12))


class Weighting(Factory):
    class Meta:
        model = models.Weighting

    engine = ENGINE
    factors = LazyFunction(lambda: dict(NEUTRAL))
    lessons, needs, pairs = 400, 60, 300
    before, after, p = 0.6, 0.7, 0.01
    verdict = "better"
    adopted_at = LazyFunction(now)


def member(org_type="institute", role=MemberRole.OWNER, **organisation):
    """Make a person who acts for an organisation of ``org_type``; return the person."""
    membership = Membership(organisation=Organisation(org_type=org_type, **organisation), role=role)
    return membership.user


def administrator():
    """Make an administrator."""
    return User(roles=[Role()])


def bind(session):
    """Make every factory add to ``session``."""
    for each in Factory.__subclasses__():
        each._meta.sqlalchemy_session = session
