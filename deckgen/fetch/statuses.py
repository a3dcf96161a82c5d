"""What an answer says of itself when there is nothing to read: by its HTTP status, or by the phrases of error pages.

A phrase counts only at the head of a page that has hardly any text besides: articles are about captchas, too.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from deckgen.fetch.page import Page
from deckgen.fetch.plain_text import visible_length
from deckgen.fetch.values import PageStatus
from deckgen.patterns import regex

THIN = 80  # visible characters of text
SHORT = 700  # visible characters of a page that an error message could be most of

_HTTP = MappingProxyType(
    {
        **dict.fromkeys((404, 410), PageStatus.GONE),
        451: PageStatus.TAKEN_DOWN,
        **dict.fromkeys((401, 407), PageStatus.LOGIN_REQUIRED),
        429: PageStatus.RATE_LIMITED,
        408: PageStatus.TIMEOUT,
        # Walls of Chinese hosting services, in the 5xx range but about the asker.
        **dict.fromkeys((521, 555, 567), PageStatus.BLOCKED),
    }
)


def status_of_http(code: int) -> PageStatus | None:
    """Return what an HTTP status means; None if there may be something to read."""
    if code in _HTTP:
        return _HTTP[code]
    if code >= 500:
        return PageStatus.SERVER_ERROR
    return PageStatus.BLOCKED if code >= 400 else None


_TITLES = (
    (
        PageStatus.GONE,
        r"(?:http\s*(?:error\s*)?)?(?:错误\s*)?404\b|404页面|.{0,12}(?:页面|网页|内容|文章|帖子|视频|博文|链接|资源|"
        r"主题)(?:不存在|没有找到|找不到|未找到|已(?:被)?(?:删除|删|下架|失效)|无法找到|走丢了|不见了|丢失)|"
        r"找不到(?:页面|网页|该页|您)|(?:page|file|post|article|object|site|content|document)?\s*(?:not found|"
        r"does(?:n't| not) exist)|page (?:is )?(?:gone|missing|unavailable)|sorry[,!]? (?:this|that|the) (?:page|"
        r"post|article)|抱歉[，,]?(?:您|你)?(?:要|所)?(?:访问|查看|找)的|出错啦?[!！]?$|无法找到|youtube$",
    ),
    (
        PageStatus.BLOCKED,
        r"just a moment|attention required|checking your browser|verify(?:ing)? (?:you are|that you|your)|"
        r"are you (?:a )?(?:human|robot)|access (?:to this page has been )?denied|403 forbidden|forbidden\b|"
        r"security check|captcha|robot check|安全验证|(?:百度|滑动|人机|访问|身份|行为)?(?:安全)?验证(?:码|中心)?$|"
        r"人机验证|请(?:输入|完成)验证|访问(?:受限|被拒绝|验证|异常)|拒绝访问|访问过于频繁|禁止访问|网站防火墙|"
        r"sina visitor system|请稍候|waf\b|ddos|请开启javascript|unusual traffic|before you continue",
    ),
    (
        PageStatus.LOGIN_REQUIRED,
        r"(?:用户|账号|帐号|请先?|扫码|安全)?(?:登录|登陆|注册)(?:\b|$|[·\-_|/ ])|sign in\b|log ?in\b|sign up\b|"
        r"请登录|微博通行证",
    ),
    (
        PageStatus.SERVER_ERROR,
        r"50[0-4]\b|bad gateway|service (?:temporarily )?unavailable|internal server error|gateway time-?out|"
        r"服务器(?:错误|繁忙|开小差)|系统(?:繁忙|维护|错误)",
    ),
)
_TITLE_RULES = tuple((status, regex(rf"^\W*(?:{words})", re.I)) for status, words in _TITLES)

_HEADS = (
    (
        PageStatus.TAKEN_DOWN,
        r"(?:因|涉嫌)[^。，]{0,12}(?:违规|违法|违反|侵权)[^。]{0,20}(?:无法查看|删除|屏蔽|下架|不可见|锁定|被移除)|"
        r"(?:文章|内容|该文)[^。，]{0,6}已被锁定|根据相关法律法规|unavailable for legal reasons|dmca takedown",
    ),
    (
        PageStatus.GONE,
        r"(?:该|此|本|您(?:访问|查看|要找)的|你(?:访问|查看|要找)的|原)?(?:内容|文章|博文|博客|回答|问题|帖子|视频|"
        r"主题|页面|网页|新闻|信息|链接|资源|地址|用户|稿件|"
        r"动态)[^。，\n]{0,10}(?:已(?:经)?(?:被)?[^。，\n]{0,6}(?:删除|移除|下架|失效|过期|注销|关闭|下线)|不存在|"
        r"没有找到|找不到了|未找到|无法找到|走丢了|不见了)|(?:抱歉|对不起)[，,！!\s]*[^。\n]{0,24}(?:不存在|"
        r"已(?:经)?(?:被)?[^。\n]{0,6}删除|找不到|没有找到|无法找到|已失效|走丢)|没有知识存在的荒原|视频去哪了|"
        r"(?:the )?(?:page|post|article|video|file|content|question)[^.\n]{0,50}(?:not (?:be )?found|"
        r"no longer (?:available|exists?)|does(?:n't| not) exist|has been (?:deleted|removed)|isn't available)|"
        r"404\s*(?:not found|page|error|[-—:：,，.。!！]|页面|错误)|\bnot found\b|"
        r"this is not the web page you are looking for|nothing (?:was )?found here|user deactivated or deleted",
    ),
    (
        PageStatus.BLOCKED,
        r"环境异常|完成(?:安全)?验证后|访问(?:过于|太)频繁|操作(?:过于|太)频繁|异常(?:请求|流量|访问)|(?:请|"
        r"需要)?(?:输入|完成|进行|通过)(?:图形|安全|滑动|人机|下方|以下)?(?:的)?验证|拖动(?:下方)?滑块|请求存在异常|"
        r"暂时限制|访问(?:被(?:拒绝|阻断|拦截)|受限|验证)|拒绝访问|您的访问(?:行为|请求)?(?:被|存在|可能)|请(?:启用|"
        r"开启|打开)\s*(?:javascript|js|cookie)|enable javascript and cookies|checking (?:if the site|your browser)|"
        r"verify (?:you are|that you are) (?:a )?human|are you a robot|access denied|unusual traffic|"
        r"you have been blocked|ray id|complete the (?:captcha|security check)|请在微信客户端打开|网站防火墙",
    ),
    (
        PageStatus.LOGIN_REQUIRED,
        r"(?:请|需要|需|您?还?未|尚未)(?:您|你)?先?(?:登录|登陆)|登录(?:后|以后|之后)(?:才能|方可|可以?|"
        r"即可)?[^。]{0,8}(?:查看|阅读|访问|继续|浏览)|(?:sign|log) ?in to (?:continue|view|read|your)|扫码登录|"
        r"密码登录|验证码登录|you (?:must|need to) (?:be )?(?:log|sign)(?:ged)? ?in|此博文已设置密码|密码保护|"
        r"members only|subscribers only",
    ),
    (
        PageStatus.SERVER_ERROR,
        r"服务器(?:内部)?错误|服务器繁忙|系统(?:繁忙|出错|维护)|bad gateway|internal server error|service unavailable",
    ),
)
_HEAD_RULES = tuple((status, regex(words, re.I)) for status, words in _HEADS)

_CHALLENGE = regex(
    r"zh-zse-ck|/zse-ck/|acw_sc__v2|__jsl_clearance|_wafchallengeid|challenge-platform|cf-chl|cf_chl|_cf_chl_opt|"
    r"byted_acrawler|wappoc_appmsgcaptcha|secitptpage|TencentCaptcha|turing\.captcha|geetest|verify\.snssdk|"
    r"px-captcha|\"playabilityStatus\":\{\"status\":\"LOGIN_REQUIRED|_Incapsula_|awswaf|grecaptcha|hcaptcha|"
    r"passport\.weibo\.(?:com|cn)/visitor|wbVisitor|sec_sdk|yidun|_guard/",
    re.I,
)


def status_of_words(title: str, text: str, *, head: int = 200) -> PageStatus | None:
    """Return what a short page says of itself, by its title or its first words; None if nothing."""
    for status, rule in _TITLE_RULES:
        if rule.search(title[:80]):
            return status
    for status, rule in _HEAD_RULES:
        if rule.search(text[:head]):
            return status
    return None


def status_of_page(page: Page, text: str) -> PageStatus | None:
    """Return the status of a page without a known container, once its text was sought; None if it may be read."""
    length = visible_length(text)
    seen = visible_length(page.visible_text)
    if length < SHORT and seen < 4 * SHORT:
        headings = " ".join((node.text_content() or "")[:80] for node in page.root.iter("h1", "h2"))[:200]
        if found := status_of_words(page.title_tag, ""):
            return found
        if seen < SHORT and (found := status_of_words("", page.head_text)):
            return found
        if seen < SHORT and length < SHORT // 2:  # a message may stand on a line of its own, below a menu
            lines = (line for line in page.visible_text.split("\n") if 4 < len(line) <= 60)
            if found := next(filter(None, (status_of_words("", line) for line in lines)), None):
                return found
        if length < 2 * THIN and (found := status_of_words(headings.strip(), "") if headings else None):
            return found
        if length < SHORT and (found := status_of_words("", text, head=120)):
            return found
    if length < THIN and is_challenge(page):
        return PageStatus.BLOCKED
    if length < 2 * THIN and any(node.get("type") == "password" for node in page.root.iter("input")):
        return PageStatus.LOGIN_REQUIRED
    return None


def is_challenge(page: Page) -> bool:
    """Return whether a page without text is a site's test of who asks."""
    return _CHALLENGE.search(page.html[:200_000]) is not None
