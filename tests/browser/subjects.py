"""What the stories are told about: technologies, each with the need it meets."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """What the story is about: a technology, and the need that it meets."""

    title: str
    summary: str
    problem: str
    benefits: tuple
    need: str
    trouble: str
    requirement: dict
    english: dict


SLUDGE = Subject(
    "Hầm ủ kỵ khí bùn đáy ao tôm nước lợ lấy khí chạy máy phát điện",
    "Hầm ủ kín xử lý bùn đáy ao tôm ở độ mặn 15-25 phần nghìn, khí sinh học chạy máy phát.",
    "Bùn đáy ao tôm siêu thâm canh xả ra kênh gây ô nhiễm, điện quạt nước tốn kém.",
    (
        ("lượng bùn xử lý", "0", "120-150", "m³/ngày"),
        ("tỷ lệ khí mê-tan", "0", "62", "%"),
    ),
    "Tìm hầm ủ bùn đáy ao tôm nước lợ lấy khí sinh học chạy máy phát",
    "Mỗi ngày trại hút 110 m³ bùn đáy ao tôm, xả ra kênh thì bị phạt. Cần hầm ủ chịu nước lợ, "
    "khí sinh học chạy máy phát để bớt tiền điện quạt nước.",
    {"indicator": "lượng bùn xử lý", "operator": ">=", "value": "110", "unit": "m³/ngày"},
    {},
)
SHELLS = Subject(
    "Dây chuyền thủy phân đầu vỏ tôm bằng enzyme thu bột đạm",
    "Thủy phân đầu vỏ tôm tươi bằng enzyme, thu bột đạm hòa tan làm thức ăn thủy sản.",
    "Đầu vỏ tôm chiếm 35 % nguyên liệu, bán rẻ và bốc mùi sau vài giờ.",
    (
        ("tỷ lệ thu hồi đạm", "40", "85", "%"),
        ("thời gian thủy phân", "24", "5", "giờ"),
    ),
    "Cần dây chuyền thủy phân đầu vỏ tôm thành bột đạm",
    "Nhà máy có 18 tấn đầu vỏ tôm mỗi ngày bán rẻ cho lái. Muốn thủy phân bằng enzyme tại chỗ, "
    "thu bột đạm làm thức ăn thủy sản.",
    {"indicator": "tỷ lệ thu hồi đạm", "operator": ">=", "value": "80", "unit": "%"},
    {
        "title": "Enzymatic hydrolysis line turning shrimp heads and shells into protein meal",
        "summary": "Fresh shrimp heads and shells become soluble protein meal for aquafeed.",
        "problem": "Heads and shells are 35 % of the shrimp, sold cheaply, and smell in hours.",
        "need": "Hydrolysis line for shrimp heads and shells wanted",
        "trouble": "Eighteen tonnes of shrimp heads and shells a day are sold cheaply.",
    },
)
DRIER = Subject(
    "Tủ sấy bơm nhiệt cho khô cá khoai, cá sặc quy mô hợp tác xã",
    "Tủ sấy bơm nhiệt 45 °C giữ màu khô cá khoai, sấy được cả ngày mưa.",
    "Phơi khô cá ngoài trời gặp mưa bị mốc, ruồi bu, độ ẩm cuối không đều.",
    (
        ("độ ẩm cuối", "32-38", "24", "%"),
        ("thời gian sấy", "36", "11", "giờ"),
    ),
    "Mua tủ sấy khô cá khoai không phải canh mưa",
    "Mùa mưa khô cá khoai phơi ngoài trời bị mốc, phải đổ bỏ. Cần tủ sấy giữ màu, mẻ 200 kg cá.",
    {"indicator": "độ ẩm cuối", "operator": "<=", "value": "26", "unit": "%"},
    {},
)
AERATOR = Subject(
    "Bộ sục khí bọt siêu mịn cho ao tôm siêu thâm canh, bớt tiền điện quạt nước",
    "Bọt khí siêu mịn giữ oxy hòa tan ao tôm trên 6 mg/l cả đêm, bớt nửa tiền điện quạt nước.",
    "Quạt nước chạy suốt đêm tốn điện mà ao tôm siêu thâm canh vẫn thiếu oxy, khí độc đáy ao.",
    (
        ("oxy hòa tan ao tôm", "4", "6,5", "mg/l"),
        ("điện sục khí", "100", "55", "%"),
    ),
    "Cần sục khí bọt siêu mịn cho ao tôm siêu thâm canh",
    "Ao tôm siêu thâm canh thiếu oxy lúc gần sáng, quạt nước chạy suốt đêm tốn tiền điện. Cần bộ "
    "sục khí bọt siêu mịn giữ oxy hòa tan trên 6 mg/l.",
    {"indicator": "oxy hòa tan ao tôm", "operator": ">=", "value": "6", "unit": "mg/l"},
    {},
)
FEEDER = Subject(
    "Máy cho tôm ăn tự động nghe tiếng tôm bắt mồi dưới ao",
    "Đầu dò âm thanh nghe tôm bắt mồi, máy cho ăn rải thức ăn vừa đủ.",
    "Cho tôm ăn theo giờ thì dư thức ăn, đáy ao bẩn, hệ số thức ăn cao.",
    (
        ("hệ số thức ăn của tôm", "1,5", "1,2", ""),
        ("công cho tôm ăn", "3", "0,5", "giờ/ngày"),
    ),
    "Tìm máy cho tôm ăn nghe được tiếng tôm bắt mồi",
    "Ao tôm cho ăn theo giờ, thức ăn dư lắng xuống đáy. Cần máy cho ăn tự động nghe tiếng tôm "
    "bắt mồi để rải thức ăn vừa đủ.",
    {"indicator": "hệ số thức ăn của tôm", "operator": "<=", "value": "1.3", "unit": ""},
    {},
)
