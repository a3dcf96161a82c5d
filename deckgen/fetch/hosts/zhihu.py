"""zhihu: articles of its columns, answers and questions, from the JSON that its pages carry, else from the tree.

The JSON is cleaner than the tree, which has styles inside the text and formulas twice. Without an answer's number in
the URL the first answer stands for the question, and a remark says so. Most requests meet a wall, and stay there.
"""

from __future__ import annotations

import re
from typing import Any

from lxml.html import HtmlElement

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, find_all, first_line
from deckgen.fetch.page import Found, Host, Page, dig, plain_url, read_json, text_at
from deckgen.fetch.plain_text import visible_length
from deckgen.fetch.statuses import is_challenge
from deckgen.fetch.titles import without_answerer
from deckgen.fetch.values import PageStatus

_ARTICLE = re.compile(
    r"^/(?:(?:column|[\w-]+)/)?p/(\d+)|^/tardis/\w+/art/(\d+)|^/(?!question|answer)[\w-]+/(\d{6,})/?$")
_ANSWER = re.compile(r"^(?:/question/(\d+))?/answers?/(\d+)")
_QUESTION = re.compile(r"^/question/(\d+)")
_WALL = re.compile(
    r"请求存在异常|网络环境存在异常|安全验证|暂时限制本次访问|\"code\"\s*:\s*(?:40362|10003)\b|need_login"
)
_LOGIN = re.compile(r"^(?:知乎\s*[-，,]\s*(?:有问题|让每一次点击)|登录|注册)|有问题，就会有答案$|发现问题背后的世界")
_GONE = re.compile(
    r"没有知识存在的荒原|(?:内容|回答|文章|问题|页面|资源)(?:已(?:被)?[^。]{0,6}删除|不存在)|已被(?:作者|原作者|"
    r"提问者)?删除|NotFoundException|"
    r"ResourceNotFound|404 错误|用户已(?:停用|注销)"
)
_TAKEN = re.compile(
    r"(?:因|涉嫌|疑似)?违(?:反|规)[^。]{0,30}(?:无法查看|被?删除|被?建议修改|不予显示|屏蔽)|根据相关法律法规"
)


def _read(page: Page) -> Found:
    data = page.script_json("js-initialData")
    entities = dig(data, "initialState", "entities") or dig(data, "entities") or _old_state(page)
    found = _from_entities(page, entities, data) or _from_api(page) or _from_tree(page)
    if found is not None and (_has_words(found) or found.titles):
        wall = None if _has_words(found) else _wall(page)
        return found if wall is None else Found(status=wall)
    return Found(
        status=_wall(page) or (PageStatus.BLOCKED if not page.visible_text else None), titles=(page.title_tag,)
    )


def _has_words(found: Found) -> bool:
    return visible_length(found.html) > 20 or bool(found.body)


def _wall(page: Page) -> PageStatus | None:
    """Give what a page without a text says instead."""
    words = f"{page.title_tag}\n{page.head_text[:300]}\n{page.html[:600] if page.html.lstrip()[:1] == '{' else ''}"
    if _TAKEN.search(words):
        return PageStatus.TAKEN_DOWN
    if _GONE.search(words):
        return PageStatus.GONE
    if is_challenge(page) or _WALL.search(words) or "/account/unhuman" in page.path:
        return PageStatus.BLOCKED
    if _LOGIN.search(page.title_tag) or page.path.startswith(("/signin", "/signup")):
        return PageStatus.LOGIN_REQUIRED
    return None


def _old_state(page: Page) -> Any:
    """Give the entities of the pages of 2016 to 2018, which carried them in an attribute or a text area."""
    for selector in ("#data", "#preloadedState", "#clientConfig"):
        if (node := find(page.root, selector)) is not None:
            state = read_json(node.get("data-state") or node.text or "")
            if entities := dig(state, "entities"):
                return entities
            if posts := dig(state, "database", "Post"):
                return {"articles": posts}
    return {}


def _ids(page: Page, pattern: re.Pattern[str]) -> tuple[str, ...]:
    found = pattern.match(page.path)
    return tuple(group or "" for group in found.groups()) if found else ()


def _from_entities(page: Page, entities: Any, data: Any) -> Found | None:
    articles, answers, questions = (dig(entities, kind) for kind in ("articles", "answers", "questions"))
    if ids := _ids(page, _ARTICLE):
        number = next(filter(None, ids))
        one = dig(articles, number) or (_first(articles) if len(articles) == 1 else {})
        return _article(one) if text_at(one, "content") else None
    if ids := _ids(page, _ANSWER):
        if text_at(one := dig(answers, ids[1]), "content"):
            return _answer(one, dig(questions, ids[0]) or dig(one, "question"))
        return None
    if ids := _ids(page, _QUESTION):
        return _question(page, dig(questions, ids[0]) or _first(questions), answers, _order(data, ids[0]))
    if len(articles) == 1 and text_at(_first(articles), "content"):
        return _article(_first(articles))
    pins = dig(entities, "pins") or dig(entities, "zvideos")
    return _article(_first(pins)) if pins and text_at(_first(pins), "content") else None


def _first(many: Any) -> Any:
    return next(iter(many.values()), {}) if isinstance(many, dict) else {}


def _order(data: Any, question: str) -> list[str]:
    """Give the numbers of the answers as the page lists them."""
    ids = dig(data, "initialState", "question", "answers", question, "ids")
    found = [text_at(one, "target") or text_at(one, "id") if isinstance(one, dict) else str(one) for one in ids or ()]
    return [number for number in found if number]


def _article(one: Any) -> Found:
    return Found(
        titles=(text_at(one, "title"),),
        author=text_at(one, "author", "name"),
        date=iso_date(text_at(one, "created") or text_at(one, "publishedTime") or text_at(one, "created_time")),
        description=text_at(one, "excerpt") if not text_at(one, "content") else "",
        html=text_at(one, "content"),
        title_only=True,
    )


def _answer(one: Any, question: Any) -> Found:
    return Found(
        titles=(text_at(question, "title") or text_at(one, "question", "title"),),
        author=text_at(one, "author", "name"),
        date=iso_date(text_at(one, "createdTime") or text_at(one, "created_time")),
        html=text_at(one, "content"),
        title_only=True,
    )


def _question(page: Page, question: Any, answers: Any, order: list[str]) -> Found | None:
    if not text_at(question, "title"):
        return None
    number = str(text_at(question, "id"))
    listed = [dig(answers, one) for one in order] + [
        one
        for one in (answers.values() if isinstance(answers, dict) else ())
        if text_at(one, "question", "id") in ("", number)
    ]
    first: Any = next((one for one in listed if text_at(one, "content")), {})
    parts = [text_at(question, "detail"), text_at(first, "content")]
    if not first and (answer := _first_answer(page)) is not None:
        return Found(titles=(text_at(question, "title"),), body=(answer,), title_only=True, remarks=(_FIRST_ANSWER,))
    return Found(
        titles=(text_at(question, "title"),),
        author=text_at(first, "author", "name"),
        date=iso_date(text_at(first, "createdTime") or text_at(question, "created")),
        html="".join(f"<div>{part}</div>" for part in parts if part),
        title_only=True,
        remarks=(_FIRST_ANSWER,) if first else (),
    )


_FIRST_ANSWER = "the question with its first answer"


def _from_api(page: Page) -> Found | None:
    """Read an answer of zhihu's own interface, which is JSON all of it."""
    if page.html.lstrip()[:1] != "{":
        return None
    one = read_json(page.html)
    if not text_at(one, "content"):
        return None
    return _answer(one, dig(one, "question")) if dig(one, "question") else _article(one)


def _first_answer(page: Page, number: str = "") -> HtmlElement | None:
    """Give the body of an answer: the one asked for, else the first."""
    root = page.root
    if number:
        for item in find_all(root, "@name=" + number) + find_all(root, "@data-aid=" + number):
            if (inner := find(item, ".RichContent-inner", ".RichText", ".zm-editable-content")) is not None:
                return inner
    for selector in (
        ".AnswerCard",
        ".QuestionAnswer-content",
        "#QuestionAnswers-answers",
        ".List",
        ".Question-main",
        "#zh-question-answer-wrap",
    ):
        for box in find_all(root, selector):
            if (
                inner := find(box, ".RichContent-inner", ".RichText.ztext", ".zm-editable-content", ".RichText")
            ) is not None:
                return inner
    return find(root, ".RichContent-inner", ".AnswerItem", ".zm-editable-content")


def _from_tree(page: Page) -> Found | None:
    root = page.root
    if _ARTICLE.match(page.path) or page.host.startswith("zhuanlan"):
        body = find(
            root,
            ".Post-RichText",
            ".Post-RichTextContainer",
            ".PostIndex-content",
            ".entry-content",
            ".RichText",
            ".ztext",
        )
        titles = (
            first_line(root, "h1.Post-Title", ".Post-Title", ".PostIndex-title", ".entry-title"),
            page.meta("og:title"),
            page.title_tag,
        )
        date = iso_date(first_line(root, ".ContentItem-time", ".Post-Time", ".PostIndex-header time"))
    else:
        ids = _ids(page, _ANSWER)
        body = _first_answer(page, ids[1] if ids else "")
        title = first_line(
            root,
            "h1.QuestionHeader-title",
            ".QuestionHeader-title",
            ".zm-item-title",
            "#zh-question-title",
            "h1.QuestionTitle",
            ".Question-title",
        )
        titles = (title, without_answerer(page.meta("og:title")), without_answerer(page.title_tag))
        item = body
        while item is not None and "AnswerItem" not in (item.get("class") or ""):
            item = item.getparent()
        date = iso_date(first_line(root if item is None else item, ".ContentItem-time", ".answer-date-link"))
        if item is not None and not date:
            date = next((iso_date(one.get("content") or "") for one in find_all(item, "@itemprop=dateCreated")), "")
    if body is None and not titles[0]:
        return None
    author = _author(body, page)
    remarks = (
        (_FIRST_ANSWER,) if body is not None and _QUESTION.match(page.path) and not _ANSWER.match(page.path) else ()
    )
    bodies = (body,) if body is not None else ()
    if remarks and (detail := find(root, ".QuestionRichText", "#zh-question-detail")) is not None:
        bodies = (detail, *bodies)
    return Found(titles=titles, author=author, date=date, body=bodies, title_only=True, remarks=remarks)


def _author(body: HtmlElement | None, page: Page) -> str:
    """Give the author named nearest above the body."""
    node = body
    while node is not None:
        for info in find_all(node, ".AuthorInfo-name") + find_all(node, ".author-link"):
            if line := first_line(info, "span", "a") or first_line(info, "." + (info.get("class") or "").split()[0]):
                return line
        for meta in node.iter("meta"):
            if (
                meta.get("itemprop") == "name"
                and meta.get("content")
                and (node.get("class") or "").find("Question") < 0
            ):
                return str(meta.get("content"))
        node = node.getparent()
    return page.meta("author")


def _takes(page: Page) -> bool:
    """Say whether a page is one of zhihu's texts, or a wall before one; lists and people are none."""
    url = plain_url(page.url)
    return not re.search(r"/(?:people|org|topic|collection|search|explore|roundtable|special|hot)(?:/|$)", url)


HOST = Host(
    name="zhihu",
    version=1,
    hosts=("zhihu.com",),
    read=_read,
    takes=_takes,
    drop=frozenset(
        [
            "ContentItem-actions", "ContentItem-expandButton", "AuthorInfo", "Reward", "LabelContainer",
            "ContentItem-time", "RichContent-actions", "VideoCard-title",
        ]
    ),
)
