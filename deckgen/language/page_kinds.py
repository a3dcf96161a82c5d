"""Pages that teach nothing: of a person, a project's rules, what changed, figures of a week. By their title alone.

Each pattern stands with the titles that are known by it alone (`tests/language/test_page_kinds.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

NO_LESSON = (
    (
        r"(?:my |our )?(?:cv|resum[eé]|curriculum vitae)|(?:个人)?简历|履歴書|職務経歴書|이력서|lebenslauf",
        ("CV", "个人简历", "Lebenslauf"),
    ),
    (
        r"about(?: (?:me|us|the author|this (?:site|blog|wiki|garden)))?|关于(?:我们?|本站|作者)?|自己紹介|소개|"
        r"über (?:mich|uns|diese seite)|à propos(?: de moi)?|(?:acerca de|sobre) (?:mí|nosotros)",
        ("About me", "关于我", "Über mich"),
    ),
    (
        r"contribut(?:ing|ors?)(?: (?:to|guide(?:lines)?)\b.*)?|how to contribute|贡献(?:指南|者)|"
        r"コントリビュート.*|기여.*|mitwirken|contribuer|contribuir",
        ("Contributing to Foo", "贡献指南"),
    ),
    (
        r"(?:contributor covenant )?code of conduct|行为准则|行動規範|행동 강령|verhaltenskodex|code de conduite|"
        r"código de conducta",
        ("Contributor Covenant Code of Conduct", "行为准则"),
    ),
    (r"licen[sc]e|security policy|privacy(?: policy)?|impressum|许可证|隐私(?:政策|协议)", ("Security Policy",)),
    (
        r"change ?log|release notes|(?:更新|变更|修订)(?:日志|记录|历史)|変更履歴|변경 이력|änderungen",
        ("Changelog", "更新日志"),
    ),
    (
        r"(?:weekly|monthly|daily) (?:figures|report|stats|statistics|numbers|review|log)\b.*|"
        r"(?:周|月|日)报\W{0,3}\d*|wochenbericht.*|週報.*|주간 보고.*",
        ("Weekly figures", "周报 12"),
    ),
)
"""Titles, each pattern with examples."""


@lru_cache(maxsize=4096)
def is_no_lesson(title: str, headings: Sequence[str] = ()) -> bool:
    """Return whether a post's title, or the first heading of one of its parts, says that it teaches nothing."""
    names = (title, *headings[:2])
    return any(_pattern().fullmatch(name.strip(" .:：!")) is not None for name in names)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(pattern for pattern, _ in NO_LESSON), re.I)
