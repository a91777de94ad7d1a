"""Passwords that are too easy to guess."""

import pytest

from matchmaker.services.people.passwords import guessable


@pytest.mark.parametrize(
    "password",
    [
        "Matkhau@2026",
        "P@ssw0rd123",
        "1234567890",
        "12345678910",
        "0987654321",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "anhyeuem1999",
        "Anh Yêu Em 99",
        "matchmaker26",
        "VietNamVoDich!",
    ],
)
def test_common_words_and_sequences_are_guessable(password):
    assert guessable(password)


@pytest.mark.parametrize(
    "password",
    ["sen trắng mùa hạ", "lua chin ngoai dong", "hH7#kq9!Zp", "8391 4472 0956", "correct horse"],
)
def test_a_sentence_or_chance_is_not(password):
    assert not guessable(password)


def test_the_own_name_and_address_are_guessable():
    assert guessable("nguyenthilan90", "lan@vien.vn", "Nguyễn Thị Lan")
    assert guessable("Lan.Nguyen2026", "lan.nguyen@vien.vn")
    assert not guessable("sen trắng mùa hạ", "lan@vien.vn", "Nguyễn Thị Lan")
