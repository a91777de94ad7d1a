"""Names of what is measured, and when two of them mean the same.

Only names that mean the same in every trade stand side by side: "giảm hao hụt" is not "hao hụt".
What is measured in the material that goes through a machine is told apart by stage: "độ ẩm" alone
may be that of the raw material, which says nothing of the product.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from matchmaker.matching.text import fold, normalise
from matchmaker.matching.wording import either

Stage = Literal["", "in", "out"]
Better = Literal[">=", "<=", ""]

#: What water, and food, is tested for.
_IN_WATER: Final = (
    ("cod",), ("bod",), ("bod5",), ("tss", "chat ran lo lung", "suspended solids"),
    ("do duc", "turbidity"), ("do mau", "colour", "color"), ("amoni", "ammonium"),
    ("nitrat", "nitrate"), ("nitrit", "nitrite"), ("photphat", "phosphate"),
    ("tong nito", "tong n", "total nitrogen"), ("tong photpho", "tong p", "total phosphorus"),
    ("asen", "arsenic"), ("sat", "iron"), ("mangan", "manganese"), ("thuy ngan", "mercury"),
    ("cadimi", "cadmium"), ("chi", "lead"), ("dau mo", "oil and grease"), ("coliform", "coliforms"),
)  # fmt: skip
#: What a machine does so much of in an hour.
_WORK: Final = ("say", "loc", "ep", "xay", "nghien", "rua", "tach", "thai", "che bien", "san xuat")
#: Names of one indicator, without accents, by what most people want of it: more, less, or either.
_KNOWN: Final[Mapping[Better, tuple[tuple[str, ...], ...]]] = {
    ">=": (
        ("cong suat", "nang suat", "nang suat xu ly", "cong suat xu ly", "cong suat thiet ke",
         "nang suat thiet ke", "nang luc xu ly", "cong suat dinh muc", "nang suat dinh muc",
         "rated capacity", "xu ly", "che bien", "processes", "handles", "treats",
         *(f"{size} {work}" for size in ("cong suat", "nang suat") for work in _WORK),
         "capacity", "throughput", "processing capacity"),
        ("ty le song", "survival rate", "survival"),
        ("ty le thu hoi", "hieu suat thu hoi", "recovery rate", "recovery"),
        ("hieu suat xu ly", "treatment efficiency", "removal efficiency"),
        ("thoi gian bao quan", "thoi han bao quan", "han su dung", "bao quan", "shelf life"),
        ("thoi gian bao hanh", "bao hanh", "warranty"),
        ("tuoi tho", "tuoi tho thiet bi", "service life", "lifetime"),
        ("do chinh xac", "accuracy"),
        ("do nhay", "sensitivity"),
        ("do tinh khiet", "purity"),
        ("ty le nay mam", "germination rate"),
        ("ham luong dam", "ham luong protein", "protein content"),
        ("cot ap", "head"),
    ),
    "<=": (
        ("do am", "do am hat", "do am lua", "do am thoc", "do am ngo", "do am nong san", "moisture",
         "moisture content"),
        ("tieu thu dien", "dien nang tieu thu", "dien tieu thu", "tieu hao dien",
         "tieu hao dien nang", "tieu thu dien nang", "suat tieu hao dien", "suat tieu thu dien",
         "dien nang tieu hao", "suat tieu hao dien nang", "tieu thu", "tieu hao",
         "electricity consumption", "power consumption", "energy consumption", "consumes"),
        ("tieu thu nuoc", "nuoc tieu thu", "tieu hao nuoc", "water consumption"),
        ("tieu hao nhien lieu", "tieu thu nhien lieu", "fuel consumption"),
        ("ty le hao hut", "hao hut", "loss rate", "losses", "loss"),
        ("nhan cong", "so nhan cong", "lao dong", "so lao dong", "nhan cong van hanh",
         "so nguoi van hanh", "so nhan cong van hanh", "labour", "operators"),
        ("thoi gian say", "drying time"),
        ("thoi gian u", "composting time"),
        ("thoi gian cap dong", "freezing time"),
        ("thoi gian xu ly", "processing time", "treatment time"),
        ("thoi gian co ket qua", "thoi gian cho ket qua", "time to result", "turnaround time"),
        ("thoi gian hoan von", "hoan von", "payback", "payback period"),
        ("dien tich lap dat", "dien tich mat bang", "mat bang lap dat", "footprint"),
        ("khoi luong thiet bi", "khoi luong may", "trong luong may", "trong luong thiet bi"),
        ("chi phi van hanh", "operating cost", "operating costs", "running cost"),
        ("gia thanh", "gia thanh san xuat", "production cost"),
        ("do on", "on", "muc on", "tieng on", "noise", "noise level"),
        ("he so thuc an", "he so chuyen hoa thuc an", "fcr", "feed conversion ratio"),
        *_IN_WATER,
        ("amoniac", "nh3", "ammonia"), ("h2s",), ("so2",), ("nox",), ("bui", "dust"),
    ),
    "": (
        ("cong suat dien", "electric power"),
        ("cong suat dong co", "motor power"),
        ("dien ap", "voltage"),
        ("luu luong", "flow rate", "flow"),
        ("ap suat", "ap suat lam viec", "pressure", "working pressure", "operating pressure"),
        ("nhiet do say", "say o nhiet do", "drying temperature"),
        ("nhiet do nung", "firing temperature"),
        ("nhiet do bao quan", "storage temperature"),
        ("gia", "gia ban", "gia may", "gia thiet bi", "price"), ("chi phi", "cost"),
        ("do man", "salinity"), ("ph",),
    ),
}  # fmt: skip
_FILLERS: Final = re.compile(
    r"^mức\s|" + either(("chỉ tiêu", "yêu cầu", "'của", "đạt được", "'đạt", "'được", "the", "of"))
)


def _words(folded: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", folded))


_FIRST_OF: Final = {
    _words(name): _words(names[0])
    for groups in _KNOWN.values() for names in groups for name in names
}  # fmt: skip
_BETTER: Final = {_words(names[0]): better for better, groups in _KNOWN.items() for names in groups}
#: The most words that are looked at for a name.
LONGEST_NAME: Final = 8

#: What is measured in the material itself, and so has a value before and another one after.
_STAGED: Final = frozenset(
    _words(names[0]) for names in (*_IN_WATER, ("do am",), ("do man",), ("ph",))
)
#: Words for a stage, behind a name in Vietnamese, before it in English; without accents.
STAGES: Final[Mapping[Stage, str]] = {
    "out": r"sau (?:khi )?(?:say|xu ly|loc)|nuoc ra|(?:san pham|thanh pham|dau ra)(?: cuoi)?"
    r"|cuoi(?: cung)?|final|product|outlet|effluent|treated|after (?:drying|treatment)",
    "in": r"truoc (?:khi )?(?:say|xu ly|loc)|nuoc vao|nguyen lieu|ban dau|dau(?: vao)?"
    r"|initial|raw|inlet|influent|before (?:drying|treatment)",
}
_AT_STAGE: Final = {
    stage: re.compile(rf"^(?:{words})\s+|(?:\s+(?:{words}))+$") for stage, words in STAGES.items()
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, by the words of its first name, and of which stage if that was said."""

    words: frozenset[str]
    stage: Stage = ""

    @property
    def is_known(self) -> bool:
        """Say whether it stands in the table."""
        return self.words in _BETTER

    @property
    def is_staged(self) -> bool:
        """Say whether the raw material has one value and the product another."""
        return self.words in _STAGED

    @property
    def better(self) -> Better:
        """Return by which operator most people ask for it; "" if that depends."""
        return _BETTER.get(self.words, "")

    def answers(self, asked: "Indicator") -> bool:
        """Say whether a value of this tells about ``asked``; who names no stage means the end."""
        return bool(self.words) and (
            self == asked
            or (self.words == asked.words and (self.stage, asked.stage) == ("out", ""))
        )


@lru_cache(maxsize=1 << 14)
def indicator(name: str) -> Indicator:
    """Return what ``name`` stands for, accents and the order of words apart.

    >>> indicator("Năng suất") == indicator("cong suat")
    True
    >>> indicator("độ ẩm sau sấy") == indicator("final moisture content")
    True
    >>> indicator("độ ẩm") == indicator("độ ẩm nguyên liệu")
    False
    """
    folded = " ".join(fold(_FILLERS.sub(" ", normalise(name))).split()).replace("ti le", "ty le")
    for stage, pattern in _AT_STAGE.items():
        rest = pattern.sub("", folded)
        words = _named(rest)
        if rest != folded and words in _STAGED:
            return Indicator(words, stage)
    return Indicator(_named(folded))


def _named(folded: str) -> frozenset[str]:
    words = _words(folded)
    return _FIRST_OF.get(words, words)


def is_same_indicator(one: str, other: str) -> bool:
    """Tell whether two names of indicators mean the same."""
    found = indicator(one)
    return bool(found.words) and found == indicator(other)
