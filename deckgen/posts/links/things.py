"""What a label belongs to: the thing that the text or the heading before it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.language.folding import squeeze
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.language.labels import JOINT, is_card_label, is_label, label_at_end, without_colon
from deckgen.language.scripts import HAN
from deckgen.patterns import regex
from deckgen.posts.links.kinds import article_name
from deckgen.posts.links.named import held_name, is_named, is_told
from deckgen.urls import is_root, url_host

_BOOK_TITLE = regex(r"《[^《》]{2,120}》|<<[^<>]{2,120}>>")
_LETTER = regex(r"[^\W\d_]")
_WORD = r"[A-Za-z][A-Za-z0-9_.+#/-]*"
_NAMED = regex(rf"(?:名叫|名为|叫做|叫作|叫|called|named)\s*[“\"「]?({_WORD}(?: [A-Z][A-Za-z0-9_.+#-]*)*)")
_SUBJECT = regex(
    rf"^(?:\d{{1,2}}[.、)）]\s*)?[“\"「]?({_WORD}(?: [A-Za-z0-9_.+#-]+){{0,4}}?|[{HAN}]{{1,3}}{_WORD})[”\"」]?"
    r"(?:\s*[（(][^（）()]*[）)])?"
    rf"\s*(?:是|为|在|由|提供|支持|，|,(?=\s*(?:an?|the)\s|\s*[{HAN}])|：|:(?!:)|——|--+| is | are |$)"
)
_MENTION = regex(rf"(?:使用的是|用过|推荐|采用的是|还有|就是)\s*({_WORD}(?: [A-Z][A-Za-z0-9_.+#-]*)*)")
_PRONOUN = regex(
    r"^(?:PS|P\.S\.|注|Note|Tips?|Update|TL;?DR)\s*[：:]"
    r"|^(?:[我你您这该此其它他她上以下本除另还如因由但而所在对从为有再]|目前|最|首先|前者|后者|例如|比如|一[个种些般])"
    r"|^(?:I|he|she|they|the|this|it|its|that|these|here|there|a|an|and|or|but|if|for|in|on|at|we|you|see|also|however|some"
    r"|first|then|next|now|finally|after|before|when|while|to|install|run|use|try|get|set|open|go|read|check|visit"
    r"|download|more|my|our|his|her|their|so|as|since|because|with|by|from|let|please|note|without|within|during"
    r"|although|though|unless|until|besides|despite|instead|even|just|only|every|each|all|both|many|most|several|another"
    r"|today|later|recently|sometimes|often|usually|maybe|perhaps|well|yes|no|not|what|why|how|who|where|which|don't|do"
    r"|did|can|should|will|if|remember|consider|suppose|imagine)\b",
    re.I,
)
_TRAILING = regex(r"(?:的|之|'s|是|为|,|，|、|-+|—+|\s)+$")
_MADE = regex(
    r"(?:建|写|做|搭|开发|实现|发布|推出|开源|整理|维护)了?一[个款套份种门本]([^，,。；;：:]{2,20})(?=[，,。；;：:]|$)"
)
_EXAMPLE = regex(r"^(?:比如|例如|其中|此外|另外|而)[，,]?\s*")
_REFERS = regex(r"(?:请|可|可以|具体|详细)?(?:参见|参考|参阅|详见|见|如下|为)$")
_QUALIFIER = regex(
    r"(?:中文|英文|日文|官方|非官方|旧|新|老|国内|国外|在线|个人|项目|完整|原始|PyTorch|TensorFlow|Keras"
    r"|old|new|official|unofficial|online)(?:版|版的)?",
    re.I,
)
"""What may stand before a label noun and names no thing ("中文官网")."""
_COUNTED = regex(
    r"[两二三四五几]\s*(?:[篇个本种份门款套处些]|(?=文档|教程|文章|论文|博客))[^，,]{0,6}$|一[篇本份]$"
)
"""A lead-in that counts what follows ("还查了两处文档：") names none of it."""
_UNFIT = regex(r"[，,。；;！？!?]|^(?:[这该此其它以下]|如下|主要|但|不过)|(?:包括|有|的|是|而已)$")
_LEADING = regex(
    r"^(?:[\d]{1,2}[.、)）]\s*|[-—*·>\s]+"
    r"|(?:而|且|和|及|以及|另外|此外|其中|目前|可|可以|还可|还有|其他|最新|详细的?)+[，,]?)"
)


def labelled_title(
    lead: str, before: Sequence[str], headings: Sequence[str], *, url: str, topic: str = "", behind: Sequence[str] = ()
) -> tuple[str, str]:
    """Return the title that a lead-in makes and its label, both empty if it makes none.

    ``lead`` is the text up to the URL ("Luke 的官网："), ``before`` the texts that stand before it, nearest first, and
    ``behind`` those behind it.
    """
    text = without_colon(squeeze(lead))
    clause = re.split(r"[。！？；!?;]\s*|\.\s+", text)[-1]
    if _COUNTED.search(clause):
        return "", ""
    rest, label = label_at_end(clause)
    if not label and not is_label(clause):
        named = _named_or_short(clause) or (clause if is_told(url, clause) else "")
        first, _, behind = url_host(url).partition(".")
        is_site = first == named.casefold() and "." in behind and not is_root(url)  # StudIP: studip.uni.example/7
        thing = (thing_of_headings(headings) or topic) if is_site else ""
        return (thing + JOINT + named, named) if thing else (named, "")
    if label and _QUALIFIER.fullmatch(rest.strip()):
        rest, label = "", squeeze(rest + label)
    if not label:
        rest, label = "", clause
    earlier = text[: len(text) - len(clause)]
    book = _BOOK_TITLE.search(earlier)
    thing = book[0] if book else _owner(rest)
    thing = thing or thing_of_link(url, [*filter(None, (rest, earlier)), *before], headings, behind=behind) or topic
    return (thing + JOINT + label if thing else ""), label


def _named_or_short(clause: str) -> str:
    """Return the title that a lead-in without a label is: a book's in it, or itself if short ("Ant入门指南")."""
    if (found := _BOOK_TITLE.search(clause)) is not None:
        return found[0]
    text = _EXAMPLE.sub("", _REFERS.sub("", clause))
    if 1 < len(text) <= 24 and not _UNFIT.search(text):
        return _LEADING.sub("", text)
    return ""


def _owner(rest: str) -> str:
    """Return the owner in "OWNER的官网": what is left of the label, if it names a thing by itself."""
    text = _TRAILING.sub("", re.split(r"(?<=[^，,])是", rest)[-1] if rest.rstrip()[-1:] != "是" else rest)
    if re.search(r"[，,]", text):
        return ""
    text = _LEADING.sub("", text).strip("()（）")
    is_name = len(text) <= 30 and _LETTER.search(text) and not _PRONOUN.match(text) and not is_label(text)
    return text if is_name else ""


def thing_of_link(
    url: str, texts: Sequence[str], headings: Sequence[str], *, behind: Sequence[str] = ()
) -> str:
    """Return the thing that a link belongs to: what the address holds of the names around it, else the nearest one."""
    if article := article_name(url):
        return article
    nearest = thing_before(texts, headings)
    if nearest.startswith("《") or (nearest and is_named(url, nearest)):
        return nearest
    return held_name(url, [*texts, *map(thing_of_heading, reversed(headings)), *behind]) or nearest


def thing_before(texts: Sequence[str], headings: Sequence[str]) -> str:
    """Return the thing that the texts before a link name, nearest first, else the deepest heading that names one.

    A text that opens with a pronoun speaks about the heading's thing.
    """
    heading = thing_of_headings(headings[-1:])
    if texts and texts[0].startswith("《") and not any("《" in text for text in texts[1:3]):
        return _BOOK_TITLE.search(texts[0])[0] if _BOOK_TITLE.search(texts[0]) else heading  # type: ignore[index]
    for text in texts[:3]:
        if heading and text.casefold().startswith(heading.casefold()):
            return heading
        if _PRONOUN.match(text):
            if named := _NAMED.search(text) or _MENTION.search(text):
                return named[1]
            continue
        if named := _NAMED.search(text) or _MENTION.search(text) or _MADE.search(text):
            return named[1]
        if subject := subject_of(text):
            return subject
    return thing_of_headings(headings)


def subject_of(text: str) -> str:
    """Return the name that a sentence opens with ("Box2D 是一个……" -> Box2D), or an empty text."""
    found = _SUBJECT.match(text)
    if found is None or is_card_label(found[1]) or _PRONOUN.match(found[1]):
        return ""
    return "" if found[1].endswith(".") or is_label(found[1]) or "http" in found[1] else found[1].strip()


def thing_of_headings(headings: Sequence[str]) -> str:
    """Return the deepest heading that names a thing, without its number and continuation mark."""
    for heading in reversed(headings):
        thing = thing_of_heading(heading)
        if not is_generic_heading(heading) and not is_label(thing) and _LETTER.search(thing):
            return thing
    return ""


def person_of_note(text: str) -> str:
    """Return the person that a biographical note opens with (">注：Li Wei，……" -> Li Wei), or an empty text."""
    text = re.sub(r"^(?:注|附注|Note)\s*\d*\s*[：:]\s*", "", text.strip())
    head = re.split(r"[，,（(。：:]", text, maxsplit=1)[0].strip()
    return head if 1 < len(head) <= 40 and not _PRONOUN.match(head) else ""
