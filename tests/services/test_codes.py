"""Public codes: readable, in order, never given twice."""

from matchmaker.services import codes


def test_codes_count_up_within_a_year(session):
    assert [codes.next_code(session, codes.TECHNOLOGY, 2026) for _ in range(2)] == [
        "CN-2026-000001",
        "CN-2026-000002",
    ]


def test_every_year_and_every_kind_counts_by_itself(session):
    codes.next_code(session, codes.TECHNOLOGY, 2026)

    assert codes.next_code(session, codes.TECHNOLOGY, 2027) == "CN-2027-000001"
    assert codes.next_code(session, codes.NEED, 2026) == "NC-2026-000001"
