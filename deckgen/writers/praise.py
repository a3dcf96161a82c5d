"""R7: words that praise a thing, or compare it with nothing: in a year they are no longer true, and now say little."""

from __future__ import annotations

import re

_PRAISE = re.compile(
    r"高性能(?!计算)|旗舰|解决方案|新颖|著名|知名|领先|一流|顶[级尖]|卓越|优秀|先进(?!先出|后出)|强大|革命性|全新|企业级|"
    r"完善的|大名鼎鼎|最?受欢迎|(?:很|非常|十分|极其|较为)重要的|"
    r"专业(?=的?[^，。的]{0,6}(?:软件|工具|平台|系统|服务|程序|网站)$)|"
    r"\b(?:high-performance|cutting-edge|state-of-the-art|world-class|"
    r"(?:industry|world)-leading|powerful|innovative)\b",
    re.I,
)
_MORE = re.compile(
    r"(?<![比计])较(?![量真劲])[\u3400-\u9fff]|(?<![变])更(?![新改换替正动衣名])[\u3400-\u9fff]|"
    r"\b(?:faster|slower|better|worse|easier|simpler|cheaper|smaller|larger|lighter)\b"
)
_REFERENCE = re.compile(r"比(?![较例如特])|相对于|优于|\bthan\b|\bcompared\b")
_BEATS = re.compile(
    r"大大(?:超过|优于|高于|快于|领先)|远(?:远)?(?:超过?|胜|优于|快于|高于)|完胜|碾压|秒杀|"
    r"\bfar (?:better|faster) than\b"
)


def advertises(answer: str) -> str:
    """Give the word by which an answer praises a thing in place of saying what it is; empty if there is none."""
    found = _PRAISE.search(answer)
    return found[0] if found else ""


def is_comparison(front: str, answer: str) -> str:
    """Give the words that compare a thing with nothing that the card names, or that one product beats another."""
    both = f"{front}\n{answer}"
    if (found := _BEATS.search(both)) is not None:
        return found[0]
    found = _MORE.search(answer)
    return found[0] if found is not None and not _REFERENCE.search(both) else ""
