"""Where the matches of a posting are listed."""

FIRM = "Hợp tác xã Mít Tố Nữ"


def list_of(match, side="need"):
    code = match.need.code if side == "need" else match.technology.code
    noun = "needs" if side == "need" else "technologies"
    return f"/{noun}/{code}/matches"
