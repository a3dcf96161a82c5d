"""zhihu: articles of its columns, answers and questions, from the JSON that its pages carry, else from the tree.

The JSON is cleaner than the tree, which has styles inside the text and formulas twice. Without an answer's number in
the URL the first answer stands for the question, and a remark says so. Most requests meet a wall, and stay there.
"""

from __future__ import annotations

from typing import Any

from deckgen.fetch.dom import find, find_all, first_line
from deckgen.fetch.page import Found, Host, Page, dig, text_at
from deckgen.fetch.plain_text import iso_date, visible_length
from deckgen.fetch.statuses import status_of_page
from deckgen.fetch.titles import clean_title, without_answerer
from deckgen.fetch.values import PageStatus
from deckgen.patterns import regex

_ARTICLE = regex(r"^/(?!question|answer)(?:[\w-]+/){1,2}(\d+)/?$")
_ANSWER = regex(r"^(?:/question/(?P<question>\d+))?/answers?/(?P<answer>\d+)")
_QUESTION = regex(r"^/question/(?P<question>\d+)")
_BOXES = (".AnswerItem", ".QuestionAnswer-content")
_FIRST_ANSWER = "the question with its first answer"


def _read(page: Page) -> Found | None:
    """Return the article or answer of the URL; None for pages of other kinds and articles without JSON."""
    state = dig(page.script_json("js-initialData"), "initialState")
    if asked := _ARTICLE.match(page.path):
        found = _article(dig(state, "entities", "articles", asked[1]))
    elif asked := _ANSWER.match(page.path) or _QUESTION.match(page.path):
        found = _answer(state, **asked.groupdict()) or _answer_in_tree(page, **asked.groupdict())
    else:
        return None
    if found is None or found.body or visible_length(found.html) > 20:
        return found
    wall = status_of_page(page, "") if page.visible_text else PageStatus.BLOCKED
    return found if wall is None else Found(status=wall)


def _article(article: Any) -> Found | None:
    if not text_at(article, "content"):
        return None
    return Found(
        titles=(text_at(article, "title"),),
        author=text_at(article, "author", "name"),
        date=iso_date(text_at(article, "created") or text_at(article, "publishedTime")),
        html=text_at(article, "content"),
        is_title_enough=True,
    )


def _answer(state: Any, *, question: str | None, answer: str = "") -> Found | None:
    """Return the answer of a number; without one the question with the answer that the page lists first."""
    asked = dig(state, "entities", "questions", question or "")
    answers = dig(state, "entities", "answers")
    written = dig(answers, answer) if answer else _first_listed(state, answers, question or "")
    title = text_at(asked, "title") or text_at(written, "question", "title")
    if not title or not text_at(written, "content"):
        return None
    parts = [text_at(written, "content")] if answer else [text_at(asked, "detail"), text_at(written, "content")]
    return Found(
        titles=(title,),
        author=text_at(written, "author", "name"),
        date=iso_date(text_at(written, "createdTime")),
        html="".join(f"<div>{part}</div>" for part in parts if part),
        is_title_enough=True,
        remarks=() if answer else (_FIRST_ANSWER,),
    )


def _first_listed(state: Any, answers: Any, question: str) -> Any:
    """Return the first answer, in the order of the page, that it carries."""
    ids = dig(state, "question", "answers", question, "ids")
    numbers = [text_at(listed, "target") or text_at(listed) for listed in ids or ()]
    listed = [dig(answers, number) for number in numbers]
    return next((answer for answer in listed if text_at(answer, "content")), {})


def _answer_in_tree(page: Page, *, question: str | None, answer: str = "") -> Found | None:
    """Return the answer of a number, else the first, as the page shows it."""
    root = page.root
    title = first_line(root, ".QuestionHeader-title", ".zm-item-title", ".QuestionTitle")
    boxes = find_all(root, f"@name={answer}") if answer else []
    boxes += [box for selector in _BOXES for box in find_all(root, selector)]
    bodies = [(box, find(box, ".RichContent-inner", ".RichText", ".zm-editable-content")) for box in boxes]
    box, body = next(((box, body) for box, body in bodies if body is not None), (None, None))
    if body is None and not title:
        return None
    detail = None if answer else find(root, ".QuestionRichText", "#zh-question-detail")
    return Found(
        titles=(title, *(without_answerer(clean_title(name)) for name in (page.meta("og:title"), page.title_tag))),
        author="" if box is None else first_line(box, ".AuthorInfo-name", "@itemprop=name", ".author-link"),
        date="" if box is None else iso_date(first_line(box, "@itemprop=dateCreated", ".ContentItem-time")),
        body=tuple(node for node in (detail, body) if node is not None),
        is_title_enough=True,
        remarks=() if answer or body is None or not question else (_FIRST_ANSWER,),
    )


HOST = Host(
    name="zhihu",
    version=3,
    hosts=("zhihu.com",),
    read=_read,
    body=(".Post-RichText", ".Post-RichTextContainer", ".PostIndex-content", ".entry-content"),
    title=(".Post-Title", ".PostIndex-title", ".entry-title"),
    author=(".AuthorInfo-name", ".PostIndex-authorName", "@itemprop=name"),
    date=(".ContentItem-time", ".Post-Time"),
    drop=(
        "ContentItem-actions ContentItem-expandButton AuthorInfo Reward LabelContainer ContentItem-time "
        "RichContent-actions VideoCard-title"
    ),
)
