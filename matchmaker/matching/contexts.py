"""Words around a value which say that it is not simply what the thing described does.

"Năng suất 600 kg/h" is a promise; "máy cũ năng suất 600 kg/h", "nếu lắp thêm quạt ...", "chưa đạt
..." and "cần máy ..." are none. Where one of these words is wrongly seen, a value is not read; that
does less harm than one read wrongly.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from matchmaker.matching.text import fold
from matchmaker.matching.wording import either

Kind = Literal["neutral", "wish", "doubt", "negation", "elsewhere", "compared", "part", "change"]

_WORDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    #: Contains another mark without meaning it: stainless, vacuum, air, crane.
    "neutral": (
        "sau khi", "không gỉ", "chân không", "không khí", "không dây", "không gian", "bơm nhiệt",
        "cần gạt", "cần cẩu", "heat pump", "heat pumps",
    ),
    #: Somebody asks for it.
    "wish": (
        "cần", "muốn", "mong", "yêu cầu", "đòi hỏi", "đòi", "phải", "tìm", "need", "needs",
        "require", "requires", "required", "want", "wants", "must", "should", "looking for",
    ),
    #: It may come true, or holds only at times, or is a rule.
    "doubt": (
        "nếu", "giả sử", "trường hợp", "khi", "có thể", "dự kiến", "mục tiêu", "'sẽ", "kỳ vọng",
        "hướng tới", "ước tính", "lý thuyết", "mô phỏng", "kế hoạch", "dự định", "phấn đấu",
        "giai đoạn sau", "phòng thí nghiệm", "bể kính", "quy chuẩn", "qcvn", "tiêu chuẩn", "tcvn",
        "cho phép", "if", "when", "unless", "could", "can", "would", "will", "might", "plan",
        "plans", "target", "goal", "expected", "aim", "aims", "laboratory", "theoretical",
        "simulated", "limit", "standard",
    ),
    "negation": ("không", "chưa", "chẳng", "ko", "thiếu", "not", "no", "never", "without"),
    #: Another machine, another time, another place.
    "elsewhere": (
        "'cũ", "máy cũ", "lò cũ", "cách cũ", "công nghệ cũ", "thiết bị cũ", "trước đây",
        "trước kia", "trước khi", "ngày trước", "trước xử lý", "hiện nay", "hiện tại", "hiện đang",
        "hiện chỉ", "hiện còn", "lâu nay", "truyền thống", "thủ công", "thông thường", "đối thủ",
        "đối chứng", "nhập ngoại", "nhập khẩu", "máy nhập", "hàng nhập", "địa phương", "nơi khác",
        "hãng khác", "loại khác", "nước ngoài", "phơi sân", "phơi nắng", "old", "older",
        "previous", "previously", "conventional", "traditional", "existing", "current",
        "currently", "competing", "competitor", "competitors", "imported", "usual", "formerly",
        "before", "today",
    ),
    "compared": (
        "so với", "thay vì", "thay cho", "khác với", "than", "compared", "versus", "vs",
        "instead of", "unlike",
    ),
    #: A component has a capacity, a power and a pressure of its own.
    "part": (
        "lò hơi", "nồi hơi", "'bơm", "máy bơm", "quạt", "động cơ", "mô tơ", "motor", "máy nén",
        "băng tải", "vít tải", "gầu tải", "đầu đốt", "máy phát", "biến tần", "'pin", "ắc quy",
        "boiler", "pump", "fan", "blower", "compressor", "conveyor", "burner", "generator",
        "battery",
    ),
    #: The value is how much something rises or falls.
    "change": (
        "giảm", "tăng", "'nâng", "nang nang suat", "nang cong suat", "'hạ", "ha nhiet",
        "rút ngắn", "rút", "kéo dài", "cắt giảm", "tiết kiệm", "'bớt", "cải thiện", "reduce",
        "reduces", "reduced", "reducing", "increase", "increases", "increased", "cut", "cuts",
        "save", "saves", "saving", "improves", "raise", "raises", "rise", "rises", "fall", "falls",
        "drop", "drops", "lowers", "extends", "shortens",
    ),
}  # fmt: skip
_MARK: Final = re.compile("|".join(f"(?P<{kind}>{either(w)})" for kind, w in _WORDS.items()))
_RETURN: Final = re.compile(
    r"(?<!hiện )(?<!hien )(?<!lâu )(?<!\w)nay(?!\w)|"
    + either(
        (
            "giờ đây",
            "bây giờ",
            "'này",
            "máy mới",
            "thiết bị mới",
            "công nghệ mới",
            "khi áp dụng",
            "this",
            "our",
            "new",
            "now",
        )
    )
)
CHANGES: Final = either(_WORDS["change"])
WISHES: Final = either(_WORDS["wish"])
#: These say something of their own clause only; the others of all that follows in the sentence.
_BRIEF: Final = frozenset({"neutral", "negation", "change"})


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the words, and where it stands."""

    kind: Kind
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Context:
    """The marks of a sentence in small letters; ``carried`` from the one before it."""

    marks: tuple[Mark, ...]
    returns: tuple[int, ...]
    carried: bool

    @property
    def carries(self) -> bool:
        """Say whether the next sentence too speaks of something else."""
        last = max(self.returns, default=-1)
        told = any(mark.kind == "elsewhere" and mark.start > last for mark in self.marks)
        return told or (self.carried and last < 0)

    def around(self, clause: tuple[int, int], value: tuple[int, int]) -> frozenset[Mark]:
        """Return the marks that bear on a value: those of its clause, and lasting ones before."""
        bearing = {
            mark
            for mark in self.marks
            if not (value[0] <= mark.start < value[1])
            and (clause[0] <= mark.start < clause[1] or self._lasts(mark, value[0]))
        }
        if self.carried and not self._returned(0, value[0]):
            bearing.add(Mark("elsewhere", "", 0, 0))
        return frozenset(mark for mark in bearing if mark.kind != "neutral")

    def next_compared(self, start: int) -> int | None:
        """Return where a comparison begins after ``start``."""
        later = (m.start for m in self.marks if m.kind == "compared" and m.start >= start)
        return next(later, None)

    def _lasts(self, mark: Mark, until: int) -> bool:
        if mark.kind in _BRIEF or mark.start >= until:
            return False
        return mark.kind not in {"elsewhere", "compared"} or not self._returned(mark.start, until)

    def _returned(self, start: int, until: int) -> bool:
        return any(start < place < until for place in self.returns)


def context(sentence: str, carried: bool) -> Context:
    """Find the marks of ``sentence``, which is in small letters."""
    found = tuple(
        Mark(_kind(mark), fold(mark[0]), *mark.span()) for mark in _MARK.finditer(sentence)
    )
    returns = tuple(found.start() for found in _RETURN.finditer(sentence))
    return Context(found, returns, carried)


def _kind(found: re.Match[str]) -> Kind:
    return next(kind for kind in _WORDS if kind == found.lastgroup)
