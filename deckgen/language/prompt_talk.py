"""What is said to models and by them, what sells something, and what stands where nothing was written yet."""

from __future__ import annotations

import re

from deckgen.patterns import regex

ORDERS = regex(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,20}\b(?:previous|prior|above|earlier|preceding|all|any|your)\b"
    r"[^.\n]{0,20}\b(?:instructions?|prompts?|rules|messages?|context|directions|guidelines)\b"
    r"|(?:忽略|无视|忘记|忘掉|不要理会|不用管)[^。\n]{0,6}(?:以上|之前|上述|前面|先前|所有|一切|此前|你的)[^。\n]{0,6}"
    r"(?:指令|指示|提示|要求|规则|命令|内容|设定)"
    r"|\byou (?:are now|must now|will now)\b|\bfrom now on,? you\b|你现在(?:是|必须|要扮演)|从现在(?:开始|起)[，,]?你"
    r"|\b(?:reveal|print|repeat|show|output)\b[^.\n]{0,12}\b(?:system prompt|your (?:prompt|instructions))\b"
    r"|(?:输出|泄露|重复|打印|告诉我)[^。\n]{0,6}(?:系统提示|你的(?:提示|指令))"
    r"|\bas an? (?:ai|large)? ?(?:language )?(?:model|assistant)\b[,，]? ?i\b|\bas an ai\b[,，]"
    r"|作为(?:一个|一名)?(?:AI|人工智能|语言模型|大模型)[^。\n]{0,6}[，,我]"
    r"|\bi (?:cannot|can't|am unable to) (?:assist|help|comply|fulfil)",
    re.I,
)
MARKERS = regex(
    r"(?:^|\n)\s*(?:system|assistant|user|human)\s?[:：]|<\|[a-z_]{1,20}\|>|\[/?INST\]|<</?SYS>>|"
    r"###\s?(?:instruction|response|system)\b|\bsystem prompt\b|系统提示词?",
    re.I,
)
"""Also what pages about language models write about: free where the quote has it."""
ADVICE = regex(
    r"关注[^。\n]{0,10}公众号|扫码|扫一扫|扫描[^。\n]{0,6}二维码|加(?:我|我们|客服|老师)?(?:微信|QQ|好友)|点击(?:链接|这里|此处|下方|下载|查看|购买)|"
    r"(?:立即|马上|点此)(?:购买|下单|注册|领取|下载)|联系客服|一键三连|点赞[^。\n]{0,4}(?:关注|收藏|转发)|"
    r"\bclick (?:here|below|the (?:link|button))\b|\bsubscribe (?:now|here|to (?:our|my|the (?:channel|newsletter)))\b|"
    r"\bfollow (?:us|me) on\b|\b(?:buy|order|sign up|register|download|call) now\b|\bvisit (?:our|my)\b|\bpromo code\b",
    re.I,
)
GOES = regex(r"访问|前往|打开|参见|详见|登录|\b(?:visit|go to|see|check out|head to|browse)\b", re.I)
PLACEHOLDER = regex(
    r"\byour (?:question|answer|text)(?: text)? (?:here|goes here)\b|\b(?:question|answer|text) goes here\b|"
    r"\binsert (?:the |your )?(?:question|answer|text)\b|\blorem ipsum\b|"
    r"问题内容|答案内容|(?:在此|此处)(?:处)?(?:填写|输入|插入)|"
    r"示例(?:问题|答案)|\[\s?(?:question|answer|问题|答案)\s?\]|\b(?:example|sample) (?:question|answer)\b",
    re.I,
)
NOTHING_SAID = frozenset(
    """
    string question answer detail quote title text front back 问题 答案 回答 题目 标题 内容 解析 引文 ... … n/a na null
    none undefined tbd todo 无 暂无 略 未知 unknown
    """.split()  # noqa: SIM905 - a list of words is read as one
)
NOTHING = frozenset({"none", "无"})
"""An answer, too, where its passage denies something."""
PROMPT_TALK = regex(
    r"\b(?:according to|based on|in|from|per) the (?:given |provided |quoted |above |source |original )?"
    r"(?:passage|excerpt|source text|source material|(?:given|provided|quoted) (?:text|context|document))\b"
    r"|\b(?:according to|based on) the (?:text|article|document|context|author|quote|page|snippet)\b"
    r"|\bthe (?:passage|excerpt|source text|provided text|given text) "
    r"(?:says|states|mentions|describes|explains|claims)\b"
    r"|\b(?:mentioned|stated|described|given) in the (?:text|passage|excerpt|document|article|source)\b"
    r"|(?:根据|依据|按照|依照|结合)(?:原文|文本|材料|资料|文段|引文|上下文|所给|给定|提供的|文章|这段|这篇|该段|段落|文中)"
    r"|(?:原文|引文|文段|文本|材料|资料|段落|文中)(?:中|里|所)?(?:提到|指出|认为|说明|说到|写道|所述|描述|给出|介绍|列出)",
    re.I,
)
