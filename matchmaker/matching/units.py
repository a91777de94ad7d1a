"""Units as people write them, and what they are in the unit that quantities are compared in.

Only conversions that hold everywhere are in the table. A working day has no fixed number of hours,
so "tấn/ngày" is not turned into "kg/h"; a "sào" differs from region to region, an "hp" from country
to country. A unit that is not listed stays as it is written and equals itself only.
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
        "kg kilogram kí ký ky": 1, "g gam gram": 1e-3, "mg": 1e-6, "µg": 1e-9, "yến": 10,
        "tạ": 100, "tấn tan t ton tons tonne tonnes": 1000,
    },
    "L": {
        "l lít lit litre litres liter liters": 1, "ml cm3": 1e-3,
        "m3 mét_khối met_khoi khối": 1000,
    },
    "m": {"m mét met": 1, "cm": 1e-2, "mm": 1e-3, "µm micron": 1e-6, "nm": 1e-9, "km": 1000},
    "m2": {
        "m2 mét_vuông met_vuong": 1, "cm2": 1e-4, "mm2": 1e-6,
        "ha hecta hectare hectares": 10_000, "km2": 1e6,
    },
    "h": {
        "h hr giờ gio hour hours": 1, "phút phut min minute minutes": 1 / 60,
        "s giây giay second seconds": 1 / 3600,
    },
    "ngày": {"ngày ngay day days ngày_đêm ngay_dem ngđ": 1},
    "tháng": {"tháng thang month months": 1, "năm nam year years": 12},
    "%": {"% phần_trăm phan_tram percent": 1, "‰": 0.1},
    "kWh": {"kwh": 1, "wh": 1e-3, "MWh": 1000},
    "kW": {"kw": 1, "w": 1e-3, "MW": 1000},
    "bar": {"bar": 1, "kpa": 1e-2, "MPa": 10},
    "°C": {"°c oc độ_c do_c ℃": 1},
    "VND": {"vnd vnđ đồng dong đ": 1},
    "vòng/phút": {"rpm v/ph v/p vòng/phút vong/phut": 1},
    "mẻ": {"mẻ me batch": 1},
    "lần": {"lần lan times": 1},
    "người": {"người nguoi people persons": 1},
}  # fmt: skip
_UNITS: Final = {
    spelling.replace("_", " "): (factor, base)
    for base, spellings in _TABLE.items()
    for several, factor in spellings.items()
    for spelling in several.split()
}
#: "mw" may be milli or mega: these are read only in their right capitals.
_MEGA: Final = re.compile(r"m(?:wh?|j|pa)(?!\w)", re.IGNORECASE)
_SUPERSCRIPTS: Final = str.maketrans("²³º", "23°", "^")


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
    return (scale * factor * 24, "h") if base == "ngày" else (scale * factor, base)


def _part(part: str) -> tuple[float, str] | None:
    """Look up a unit without a fraction bar; an unknown one is its own base."""
    if _MEGA.fullmatch(part):
        return _UNITS.get(part)
    return _UNITS.get(part.lower(), (1.0, part.lower()))


def _tidy(unit: str) -> str:
    """Write a unit in one way, capitals apart: "m³ / ngày.đêm" becomes "m3/ngày đêm"."""
    unit = visible(unit).translate(_SUPERSCRIPTS)
    unit = re.sub(r"\s*/\s*", "/", " ".join(unit.split()))
    return re.sub(r"(?<=ngày)[.-](?=đêm)", " ", unit)
