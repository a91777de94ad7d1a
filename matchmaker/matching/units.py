"""Units as people write them, and what they are in the unit that quantities are compared in.

Only conversions that hold everywhere are in the table. A working day has no fixed number of hours,
so "tấn/ngày" is not turned into "kg/h"; a "sào" differs from region to region, an "hp" from country
to country, "ppm" is of mass here and of volume there. A unit that is not listed stays as it is
written and equals itself only.
"""

import re
from collections.abc import Mapping
from typing import Final

from matchmaker.matching.text import fold, visible

#: Words that multiply a number, without accents: "1,3 tỷ", "500 triệu đồng".
SCALES: Final[Mapping[str, float]] = {
    "nghin": 1e3, "ngan": 1e3, "trieu": 1e6, "tr": 1e6, "ty": 1e9, "ti": 1e9,
    "thousand": 1e3, "million": 1e6, "billion": 1e9,
}  # fmt: skip

_TABLE: Final[Mapping[str, Mapping[str, float]]] = {
    "kg": {
        "kg kilogram kilograms kí ký ky": 1, "g gam gram grams": 1e-3, "mg": 1e-6, "µg μg ug": 1e-9,
        "ng": 1e-12, "lạng": 0.1, "yến": 10, "tạ": 100,
        "tấn tan t ton tons tonne tonnes": 1000,
    },
    "L": {
        "l lít lit litre litres liter liters": 1, "ml cm3 cc": 1e-3, "µl μl": 1e-6,
        "m3 mét_khối met_khoi khối khoi": 1000,
    },
    "m": {
        "m mét met metre metres": 1, "cm": 1e-2, "mm": 1e-3, "µm μm micron": 1e-6, "nm": 1e-9,
        "km": 1000,
    },
    "m2": {
        "m2 mét_vuông met_vuong": 1, "cm2": 1e-4, "mm2": 1e-6,
        "ha hecta héc_ta hectare hectares": 10_000, "km2": 1e6,
    },
    "h": {
        "h hr hrs giờ gio tiếng tieng hour hours": 1, "phút phut min minute minutes": 1 / 60,
        "s giây giay second seconds": 1 / 3600,
    },
    "ngày": {"ngày ngay day days ngày_đêm ngay_dem ngđ": 1},
    "tuần": {"tuần tuan week weeks": 1},
    "tháng": {"tháng thang month months": 1, "năm nam year years": 12},
    "%": {"% phần_trăm phan_tram percent": 1, "‰": 0.1},
    "ppm": {"ppm": 1, "ppb": 1e-3},
    "kWh": {"kwh": 1, "wh": 1e-3, "MWh": 1000, "MJ": 1 / 3.6, "kj": 1 / 3600},
    "kcal": {"kcal": 1},
    "kW": {"kw": 1, "w": 1e-3, "MW": 1000},
    "hp": {"hp": 1},
    "btu": {"btu": 1},
    "kva": {"kva": 1},
    "V": {"v vôn von volt volts": 1, "mv": 1e-3, "kv": 1000},
    "Hz": {"hz": 1, "khz": 1e3, "ghz": 1e9},
    "bar": {
        "bar": 1, "mbar hpa": 1e-3, "pa": 1e-5, "kpa": 1e-2, "MPa": 10, "atm": 1.01325,
        "mmhg": 133.322387415e-5,
    },
    "°C": {"°c oc độ_c do_c ℃": 1},
    "dB": {"db": 1},
    "dBA": {"dba db(a)": 1},
    "ntu": {"ntu": 1},
    "lux": {"lux lx": 1},
    "lm": {"lm lumen": 1},
    "cfu": {"cfu": 1},
    "mpn": {"mpn": 1},
    "VND": {"vnd vnđ đồng dong đ": 1},
    "USD": {"usd đô_la": 1},
    "vòng/phút": {"rpm v/ph v/p vòng/phút vong/phut": 1},
    "mẻ": {"mẻ me batch batches": 1},
    "ca": {"ca shift": 1},
    "vụ": {"vụ vu crop": 1},
    "lần": {"lần lan times": 1},
    "người": {
        "người nguoi people persons lao_động lao_dong công_nhân cong_nhan workers operators": 1,
    },
    **{
        counted.split()[0]: {counted: 1.0}
        for counted in (
            "con", "cây cay", "quả qua", "sản_phẩm san_pham", "bao", "hộp hop", "gói goi", "chai",
            "viên vien", "mẫu mau", "điểm diem", "trang", "hộ ho", "chu_kỳ chu_ky",
        )
    },
}  # fmt: skip
_UNITS: Final = {
    spelling.replace("_", " "): (factor, base.replace("_", " "))
    for base, spellings in _TABLE.items()
    for several, factor in spellings.items()
    for spelling in several.split()
}
_BASES: Final = frozenset(base for _, base in _UNITS.values()) | {"", "vòng", "phút"}
#: "mw" may be milli or mega: these are read only in their right capitals.
_MEGA: Final = re.compile(r"m(?:wh?|j|pa)(?!\w)", re.IGNORECASE)
_SUPERSCRIPTS: Final = str.maketrans("²³º", "23°", "^")
#: A length of time alone is in hours; a rate a day or a week is another thing.
_HOURS: Final = {"ngày": 24, "tuần": 168}
#: "100 mL" under a fraction bar, as in "CFU/100 mL".
_COUNTED: Final = re.compile(r"([1-9]\d*) (.+)")
_EACH: Final = r"(?:mỗi|moi|một|mot|trong một|trong mot|trong 1|per|an?)"
_PER: Final = re.compile(rf"(?<=\w)\s+{_EACH}\s+(?=[^\W\d])", re.IGNORECASE)


def _pattern() -> str:
    known = "|".join(map(re.escape, sorted({*map(str.lower, _UNITS)}, key=len, reverse=True)))
    scales = "|".join(
        sorted({*SCALES, "nghìn", "ngàn", "triệu", "tỷ", "tỉ"}, key=len, reverse=True)
    )
    per = rf"\s?/\s?(?:{known}|[^\W\d]+)|\s+{_EACH}\s+(?:{known})"
    unit = rf"(?:{known}|[^\W\d]+(?=\s?/))(?:{per})*"
    return rf"(?:(?:{scales})\s+{unit}|(?:{scales})(?:{per})*|{unit})(?!\w)"


#: A unit in a running text in small letters: one of the table, or a rate of anything.
PATTERN: Final = _pattern()


def convert(unit: str) -> tuple[float, str] | None:
    """Return a unit as a factor and the unit it is compared in; None if it may mean two things.

    >>> [convert(unit) for unit in ("tấn/giờ", "m³/ngày đêm", "NTU", "triệu đồng", "mw")]
    [(1000.0, 'kg/h'), (1000.0, 'L/ngày'), (1.0, 'ntu'), (1000000.0, 'VND'), None]
    """
    scale, rest = split_scale(_tidy(unit))
    if rest.lower() in _UNITS:
        return _alone(scale, *_UNITS[rest.lower()])
    if not rest:
        return scale, "VND" if scale > 1 else ""
    above, *below = map(_part, rest.split("/"))
    if above is None or None in below:
        return None
    factor, bases = scale * above[0], [above[1]]
    for one, base in filter(None, below):
        factor /= one
        bases.append(base)
    return factor, "/".join(bases)


def is_listed(unit: str) -> bool:
    """Say whether every part of a unit that quantities are compared in stands in the table.

    >>> is_listed("kg/h"), is_listed("kg/gốc")
    (True, False)
    """
    return all(part in _BASES for part in unit.split("/"))


def split_scale(text: str) -> tuple[float, str]:
    """Take a multiplying word off the front of a unit.

    >>> split_scale("triệu đồng")
    (1000000.0, 'đồng')
    """
    word, _, rest = text.strip().partition(" ")
    scale = SCALES.get(fold(word.lower()))
    return (scale, rest.strip()) if scale else (1.0, text.strip())


def _alone(scale: float, factor: float, base: str) -> tuple[float, str]:
    """Let a length of time in days be compared with hours; a rate per day is another thing."""
    return (scale * factor * _HOURS[base], "h") if base in _HOURS else (scale * factor, base)


def _part(part: str) -> tuple[float, str] | None:
    """Look up a unit without a fraction bar; an unknown one is its own base."""
    if _MEGA.fullmatch(part):
        return _UNITS.get(part)
    if part.lower() in _UNITS:
        return _UNITS[part.lower()]
    counted = _COUNTED.fullmatch(part)
    if counted and counted[2].lower() in _UNITS:
        factor, base = _UNITS[counted[2].lower()]
        return int(counted[1]) * factor, base
    scale = SCALES.get(fold(part.lower()))
    return (scale, "VND") if scale else (1.0, part.lower())


def _tidy(unit: str) -> str:
    """Write a unit in one way, capitals apart: "m³ / ngày.đêm" becomes "m3/ngày đêm"."""
    unit = visible(unit).translate(_SUPERSCRIPTS)
    unit = re.sub(r"\s*/\s*", "/", _PER.sub("/", " ".join(unit.split())))
    return re.sub(r"(?<=ngày)[.-](?=đêm)", " ", unit)
