"""WeChat articles: three generations of pages, and the share types that have no article at all.

2018: ``<title>`` filled, no og tags. 2020: both. Since about 2025 ``<title>`` is empty and the body is hidden by a
style until a script shows it. Images (type 8) and short texts (10) carry their words in a script only. A page that
tells that there is nothing to read has no ``#js_content``.
"""

from __future__ import annotations

import html
import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, find_all, first_line, text_of
from deckgen.fetch.page import Found, Host, Page
from deckgen.fetch.plain_text import fold, js_text, unescape, visible_length
from deckgen.fetch.statuses import status_of_words
from deckgen.fetch.values import PageStatus

_LITERAL = r"(?:[\w.]{1,40}\(\s*)?(?:'((?:[^'\\\n]|\\.){0,60000})'|\"((?:[^\"\\\n]|\\.){0,60000})\")"
_NAME_SIGN = re.compile(r"[\w$]")
_EMPTY_BODY = 20  # visible characters that the parts of an empty article may add up to

_MESSAGES = (
    (
        PageStatus.GONE,
        r"已被(?:发布者|作者|发送人|该?用户|原作者)删除|deleted by (?:the|its) (?:author|publisher|poster)|has "
        r"been deleted|"
        r"链接已过期|link (?:has )?expired|"
        r"(?:自主|已)注销|参数错误|parameter error|invalid parameter|内容已(?:被)?删除|隐私设置[，,]?无法查看|"
        r"已(?:被)?迁移|内容不存在|已停止使用|文章不存在",
    ),
    (
        PageStatus.TAKEN_DOWN,
        r"因?违规[^。]{0,8}无法查看|违反[^。]{0,40}(?:法律法规|规定|规范|协议)|涉嫌(?:违反|违规|侵权|违法|侵犯)|"
        r"被投诉|被(?:人民法院|有关部门)|发送失败无法查看|"
        r"帐号已?被?(?:屏蔽|封禁|封停|冻结|回收)|账号已?被?(?:屏蔽|封禁|封停|冻结|回收)|(?:content|it) violates|"
        r"violat(?:es|ion)|内容被(?:屏蔽|限制)",
    ),
    (
        PageStatus.BLOCKED,
        r"环境异常|完成验证后|访问过于频繁|操作(?:过于)?频繁|暂时(?:无法|不能)(?:查看|访问)|请在微信客户端打开|"
        r"去验证|unusual (?:environment|activity|"
        r"traffic)|environment (?:is )?abnormal|"
        r"too (?:many requests|frequent)|temporarily unavailable|cannot be viewed|unable to view|帐号迁移|账号迁移|"
        r"审核中|无法查看|系统出错|open (?:it |this )?in wechat|weixin official accounts platform$",
    ),
)
_MESSAGE_RULES = tuple((status, re.compile(words, re.I)) for status, words in _MESSAGES)
_MESSAGE_PLACES = (
    ".weui-msg__title",
    ".weui-msg__text-area",
    ".global_error_msg",
    ".page_msg",
    ".mesg-block",
    ".text_area",
    ".weui-msg",
    ".tips",
)

_TAIL = re.compile(
    r"^\W{0,6}(?:往期(?:精彩|推荐|回顾|好文|文章|热门|内容|优质|干货|原创)?(?:推荐|回顾|文章|内容|阅读|链接)?|"
    r"推荐阅读|相关阅读|延伸阅读推荐|精彩(?:推荐|回顾|阅读)|"
    r"热门(?:推荐|文章|阅读)|历史(?:文章|推荐)(?:推荐)?|"
    r"更多(?:精彩|推荐|文章|内容|干货)(?:推荐|内容|阅读|文章)?|猜你喜欢|好文推荐|近期(?:热文|文章|推荐)|"
    r"点(?:击)?(?:个)?(?:“|「)?在看|(?:长按|扫码|扫描|"
    r"识别)[^。]{0,24}(?:二维码|关注|加群|订阅|入群)|"
    r"(?:点击|戳)?(?:左下角)?[“「\"]?阅读原文.{0,12}|觉得(?:不错|有用|本文)[^。]{0,20}(?:点赞|在看|转发|"
    r"分享)[^。]{0,20}|(?:欢迎)?(?:关注|"
    r"订阅)[^。]{0,20}(?:公众号|二维码)[^。]{0,16}|END|点击(?:上方|下方)[^。]{0,20}关注.{0,12}|"
    r"(?:喜欢|如果)[^。]{0,20}(?:点赞|在看|转发)[^。]{0,16})\W{0,6}$",
    re.I,
)


def _variable(page: Page, *names: str, pattern: str = "") -> str:
    """Give the first string literal that is assigned to one of these names in a script."""
    for name in names:
        for found in re.finditer(rf"{name}[\"']?\s*[=:]\s*{_LITERAL}", page.html):
            if _NAME_SIGN.match(page.html[found.start() - 1 : found.start()]):
                continue  # the end of a longer name
            value = js_text(found[1] if found[1] is not None else found[2] or "").strip()
            if value and (not pattern or re.search(pattern, value)):
                return value
    return ""


def _read(page: Page) -> Found:
    body = _body(page)
    text = text_of(body, drop=DROP)
    titles = _titles(page)
    if visible_length(text) >= _EMPTY_BODY:
        return _found(page, titles, body=body)
    if (status := _message(page, has_titles=any(titles))) is not None:
        return Found(status=status)
    words = _shared_words(page)
    kind = _variable(page, "real_item_show_type", "item_show_type", pattern=r"^\d+$")
    title = fold(unescape(next(filter(None, titles), "")))
    if words and fold(words) != title and not title.startswith(fold(words)):
        found = _found(page, titles, text=words)
        return found if visible_length(words) >= _EMPTY_BODY else _found(page, titles, body=body)
    if not any(titles):
        return Found(status=PageStatus.BLOCKED, remarks=("no article in the page",))
    remark = f"a share of type {kind}" if kind not in ("", "0") else "an article without words"
    return _found(page, titles, remarks=(remark,))


def _body(page: Page) -> tuple[object, ...]:
    for selector in (
        "#js_content",
        ".rich_media_content",
        "#js_image_desc",
        ".share_notice",
        ".js_share_content",
        "#js_share_content",
    ):
        if found := find_all(page.root, selector):
            return (found[0],)
    return ()


def _titles(page: Page) -> tuple[str, ...]:
    return (
        first_line(page.root, "#activity-name", "#js_video_page_title", "h1.rich_media_title", ".rich_media_title"),
        html.unescape(_variable(page, "msg_title")),
        page.meta("og:title", "twitter:title"),
        page.title_tag if page.title_tag not in ("微信公众平台", "Weixin Official Accounts Platform") else "",
        html.unescape(_variable(page, r"cgiDataNew\s*=\s*\{\s*title", r"window\.title")),
    )


def _found(page: Page, titles: tuple[str, ...], **rest: object) -> Found:
    account = first_line(page.root, "#js_name", ".profile_nickname", ".wx_follow_nickname", "#post-user")
    account = account or html.unescape(_variable(page, "nickname", "nick_name"))
    return Found(
        titles=titles,
        author=page.meta("og:article:author", "author") or first_line(page.root, "#js_author_name") or account,
        date=_date(page),
        description=page.meta("og:description", "description", "twitter:description"),
        title_only=True,
        **rest,  # type: ignore[arg-type]
    )


def _date(page: Page) -> str:
    numbers = r"^\d{10}$|^(?:19|20)\d\d[-年]"
    for name in ("oriCreateTime", "ori_create_time", "createTime", "create_time", "publish_time", "ct"):
        if date := iso_date(_variable(page, name, pattern=numbers)):
            return date
    if date := iso_date(first_line(page.root, "#publish_time", "#post-date", ".publish_time")):
        return date
    found = re.search(r"ori_create_time[\"']?\s*[=:]\s*(\d{10})\b", page.html) or re.search(
        r"\bct\s*[=:]\s*(\d{10})\b", page.html
    )
    return iso_date(found[1]) if found else ""


def _shared_words(page: Page) -> str:
    """Give the words of an image or text share: from its script, else from its description."""
    words = _variable(page, "content_noencode", pattern=r"\S") or _variable(page, "desc", pattern=r"\S")
    described = page.meta("og:description", "description")
    best = max((html.unescape(html.unescape(words)), described), key=visible_length)
    best = re.sub(r"<br\s*/?>|</p>", "\n", unescape(best), flags=re.I)
    return html.unescape(re.sub(r"<[a-zA-Z/!][^<>]{0,2000}>", "", best)).strip()


def _message(page: Page, *, has_titles: bool) -> PageStatus | None:
    """Give what the page says instead of an article."""
    if "wappoc_appmsgcaptcha" in page.path:
        return PageStatus.BLOCKED
    said = [first_line(page.root, place) for place in _MESSAGE_PLACES] + [page.title_tag, page.head_text[:120]]
    for line in filter(None, said):
        for status, rule in _MESSAGE_RULES:
            if rule.search(line[:200]):
                # "因违规无法查看" stands above a reason; a reason alone says no less.
                return status
    if has_titles:
        return None
    # The newest pages say it in a script that draws the page.
    for status, rule in _MESSAGE_RULES:
        if rule.search(page.html[:300_000]):
            return status
    return status_of_words("", page.head_text)


def _without_tail(text: str) -> str:
    """Cut links to other articles and pleas off the end: from the first such line in the last quarter."""
    lines = text.split("\n")
    start = len(text) * 3 // 4
    place = 0
    for number, line in enumerate(lines):
        if place >= start and len(line) < 60 and _TAIL.match(line):
            return "\n".join(lines[:number]).rstrip()
        place += len(line) + 1
    return text


def _takes(page: Page) -> bool:
    """Say whether a page is an article, or what stands in its place; lists and profiles are none."""
    return (
        page.path.rstrip("/") in ("/s", "/mp/appmsg/show", "/mp/wappoc_appmsgcaptcha", "")
        or page.path.startswith(("/s/", "/mp/rumor"))
        or find(page.root, "#js_content") is not None
    )


DROP = frozenset(
    [
        "rich_media_tool", "qr_code_pc_outer", "js_pc_qr_code", "code-snippet__line-index", "weapp_text_link",
        "appmsg_card_context", "mp_profile_iframe_wrp", "original_primary_card", "js_img_loading",
        "video_iframe_placeholder", "wx_profile_card_inner",
    ]
)

HOST = Host(
    name="wechat",
    version=1,
    hosts=("mp.weixin.qq.com", "mp.weixinbridge.com"),
    read=_read,
    takes=_takes,
    drop=DROP,
    finish=_without_tail,
)
