"""WeChat articles: three generations of pages, and the share types that have no article at all.

2018: ``<title>`` filled, no og tags. 2020: both. Since about 2025 ``<title>`` is empty and the body is hidden by a
style until a script shows it. Images (type 8) and short texts (10) carry their words in a script only. A page that
tells that there is nothing to read has no ``#js_content``.
"""

from __future__ import annotations

import html
import re

from deckgen.fetch.dom import find, first_line, text_of
from deckgen.fetch.page import Found, Host, Page
from deckgen.fetch.plain_text import fold, iso_date, js_text, unescape, visible_length
from deckgen.fetch.statuses import status_of_words
from deckgen.fetch.values import PageStatus
from deckgen.patterns import regex

_LITERAL = r"(?:[\w.]{1,40}\(\s*)?(?:'((?:[^'\\\n]|\\.){0,60000})'|\"((?:[^\"\\\n]|\\.){0,60000})\")"
_EMPTY_BODY = 20  # visible characters that the parts of an empty article may add up to
_BODIES = ("#js_content", ".rich_media_content", "#js_image_desc", ".share_notice", "#js_share_content")
_DATES = ("oriCreateTime", "ori_create_time", "createTime", "create_time", "publish_time", "ct")

_MESSAGES = (
    (
        PageStatus.GONE,
        r"已被(?:发布者|作者|发送人|该?用户|原作者)删除|has been deleted|deleted by (?:the|its) (?:author|publisher)|"
        r"链接已过期|link (?:has )?expired|(?:自主|已)注销|参数错误|(?:parameter error|invalid parameter)|"
        r"内容已(?:被)?删除|隐私设置[，,]?无法查看|已(?:被)?迁移|(?:内容|文章)不存在|已停止使用",
    ),
    (
        PageStatus.TAKEN_DOWN,
        r"违规[^。]{0,8}无法查看|违反[^。]{0,40}(?:法律法规|规定|规范|协议)|涉嫌(?:违反|违规|侵权|违法|侵犯)|被投诉|"
        r"被(?:人民法院|有关部门)|发送失败无法查看|[帐账]号已?被?(?:屏蔽|封禁|封停|冻结|回收)|violat(?:es|ion)|"
        r"内容被(?:屏蔽|限制)",
    ),
    (
        PageStatus.BLOCKED,
        r"环境异常|完成验证后|访问过于频繁|操作(?:过于)?频繁|暂时(?:无法|不能)(?:查看|访问)|请在微信客户端打开|去验证|"
        r"unusual (?:environment|activity|traffic)|environment (?:is )?abnormal|too (?:many requests|frequent)|"
        r"temporarily unavailable|cannot be viewed|unable to view|[帐账]号迁移|审核中|无法查看|系统出错|"
        r"open (?:it |this )?in wechat|weixin official accounts platform$",
    ),
)
_MESSAGE_RULES = tuple((status, regex(words, re.I)) for status, words in _MESSAGES)
_MESSAGE_PLACES = (
    ".weui-msg__title", ".weui-msg__text-area", ".weui-msg", ".global_error_msg", ".page_msg", ".mesg-block",
    ".text_area", ".tips",
)  # fmt: skip

_TAIL = (
    r"(?:往期(?:精彩|推荐|回顾|好文|文章|热门|内容|优质|干货|原创)?(?:推荐|回顾|文章|内容|阅读|链接)?|推荐阅读|相关阅读|"
    r"延伸阅读推荐|精彩(?:推荐|回顾|阅读)|热门(?:推荐|文章|阅读)|历史(?:文章|推荐)(?:推荐)?|猜你喜欢|好文推荐|"
    r"更多(?:精彩|推荐|文章|内容|干货)(?:推荐|内容|阅读|文章)?|近期(?:热文|文章|推荐)|点(?:击)?(?:个)?(?:“|「)?在看|"
    r"(?:长按|扫码|扫描|识别)[^。]{0,24}(?:二维码|关注|加群|订阅|入群)|(?:点击|戳)?(?:左下角)?[“「\"]?阅读原文.{0,12}|"
    r"觉得(?:不错|有用|本文)[^。]{0,20}(?:点赞|在看|转发|分享)[^。]{0,20}|END|点击(?:上方|下方)[^。]{0,20}关注.{0,12}|"
    r"(?:欢迎)?(?:关注|订阅)[^。]{0,20}(?:公众号|二维码)[^。]{0,16}|(?:喜欢|如果)[^。]{0,20}(?:点赞|在看|转发)[^。]{0,16})"
)


def _read(page: Page) -> Found | None:
    """Return the article, the words of a share without one, or what the page says instead."""
    if not _is_article(page):
        return None
    titles = (
        first_line(page.root, "#activity-name", "#js_video_page_title", ".rich_media_title"),
        html.unescape(_variable(page, "msg_title")),
        page.meta("og:title", "twitter:title"),
        page.title_tag if page.title_tag not in ("微信公众平台", "Weixin Official Accounts Platform") else "",
    )
    body = find(page.root, *_BODIES)
    if body is not None and visible_length(text_of((body,), drop=frozenset(HOST.drop.split()))) >= _EMPTY_BODY:
        return _found(page, titles, body=(body,))
    if (status := _message(page, has_titles=any(titles))) is not None:
        return Found(status=status)
    words = _shared_words(page)
    if fold(unescape(next(filter(None, titles), ""))).startswith(fold(words)):
        words = ""  # the title again
    if not words and not any(titles):
        return Found(status=PageStatus.BLOCKED, remarks=("no article in the page",))
    return _found(page, titles, text=words)


def _is_article(page: Page) -> bool:
    """Return whether a page is an article, or what stands in its place; lists and profiles are none."""
    return (
        page.path.rstrip("/") in ("/s", "/mp/appmsg/show", "/mp/wappoc_appmsgcaptcha", "")
        or page.path.startswith(("/s/", "/mp/rumor"))
        or find(page.root, "#js_content") is not None
    )


def _found(page: Page, titles: tuple[str, ...], *, body: tuple[object, ...] = (), text: str = "") -> Found:
    account = first_line(page.root, "#js_name", ".profile_nickname", ".wx_follow_nickname", "#post-user")
    dates = (_variable(page, name, pattern=r"^\d{10}$|^(?:19|20)\d\d[-年]") for name in _DATES)
    return Found(
        titles=titles,
        author=page.meta("og:article:author", "author")
        or first_line(page.root, "#js_author_name")
        or account
        or html.unescape(_variable(page, "nickname", "nick_name")),
        date=next(filter(None, map(iso_date, dates)), "")
        or iso_date(first_line(page.root, "#publish_time", "#post-date", ".publish_time")),
        description=page.meta("og:description", "description", "twitter:description"),
        body=body,
        text=text,
        is_title_enough=True,
    )


def _variable(page: Page, *names: str, pattern: str = "") -> str:
    """Return the first string literal, of a pattern, that is assigned to one of these names in a script."""
    for name in names:
        for found in re.finditer(rf"(?<![\w$]){name}[\"']?\s*[=:]\s*{_LITERAL}", page.html):
            value = js_text(found[1] if found[1] is not None else found[2] or "").strip()
            if value and re.search(pattern, value):
                return value
    return ""


def _shared_words(page: Page) -> str:
    """Return the words of an image or text share: from its script, else from its description."""
    words = html.unescape(html.unescape(_variable(page, "content_noencode", "desc")))
    words = max((words, page.meta("og:description", "description")), key=visible_length)
    words = re.sub(r"<br\s*/?>|</p>", "\n", unescape(words), flags=re.I)
    return html.unescape(re.sub(r"<[a-zA-Z/!][^<>]{0,2000}>", "", words)).strip()


def _message(page: Page, *, has_titles: bool) -> PageStatus | None:
    """Return what the page says instead of an article."""
    if "wappoc_appmsgcaptcha" in page.path:
        return PageStatus.BLOCKED
    said = [first_line(page.root, place)[:200] for place in _MESSAGE_PLACES]
    said += [page.title_tag[:200], page.head_text[:120]]
    if not has_titles:
        said.append(page.html[:300_000])  # the newest pages say it in a script that draws the page
    for words in said:
        for status, rule in _MESSAGE_RULES:
            if rule.search(words):
                return status  # "因违规无法查看" stands above a reason; a reason alone says no less
    return None if has_titles else status_of_words("", page.head_text)


HOST = Host(
    name="wechat",
    version=3,
    hosts=("mp.weixin.qq.com", "mp.weixinbridge.com"),
    read=_read,
    drop=(
        "rich_media_tool qr_code_pc_outer js_pc_qr_code code-snippet__line-index weapp_text_link "
        "appmsg_card_context mp_profile_iframe_wrp original_primary_card js_img_loading video_iframe_placeholder "
        "wx_profile_card_inner"
    ),
    tail=_TAIL,
)
