"""What people write into the form of a posting, and what becomes of it."""

from sqlalchemy import select

from models import Posting

WHOLE = {
    "title_vi": "Máy sấy bơm nhiệt cho mít",
    "summary_vi": "Sấy ở nhiệt độ thấp, giữ màu và hương.",
    "problem_vi": "Sấy than làm mít cháy cạnh.",
    "kind": "object.equipment",
    "vn_field": "203",
    "trl": "8",
    "ip_types": ["utility", "design"],
    "ip_status": "granted",
    "transfer_right": "right.use_nonexclusive",
    "state_funding": "none",
}
NEED = {
    "title_vi": "Cần máy sấy mít",
    "problem_vi": "Sấy than làm mít cháy cạnh.",
    "province": "92",
}


def organisation(user):
    return user.memberships[0].organisation


def only(session):
    session.expire_all()
    return session.scalars(select(Posting)).one()
