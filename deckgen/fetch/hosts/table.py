"""The hosts whose pages are read better by a rule of their own than as any page, a row each.

What each row gives over the generic extractor shows `python -m bench.hosts`, on the pages of tests/fetch.
"""

from __future__ import annotations

from deckgen.fetch.hosts import wechat, zhihu
from deckgen.fetch.page import Host

HOSTS: tuple[Host, ...] = (
    wechat.HOST,
    zhihu.HOST,
    Host(
        name="csdn",  # the heading is the author's, the <title> is the site's
        version=3,
        hosts=("csdn.net",),
        body=("#content_views", "#article_content", ".markdown_views", ".htmledit_views", ".article_content"),
        title=("h1.title-article", "#articleContentId", ".title-article", ".article_title h1", ".link_title"),
        author=(".follow-nickName", "#uid", ".profile-intro-name-boxTop a", ".user-profile-head-name"),
        date=(".bar-content .time", "span.time", ".link_postdate", ".up-time"),
        drop="article-copyright toc recommend-box hide-article-box blog-tags-box bar",
        tail="版权声明：本文为.*",
    ),
    Host(
        name="cnblogs",  # the first h1 is the name of the blog
        version=3,
        hosts=("cnblogs.com",),
        body=("#cnblogs_post_body", ".blogpost-body", ".postBody", "#news_body"),
        title=("#cb_post_title_url", ".postTitle", ".postTitle2", "#news_title"),
        author=(".postDesc a", "#author_profile_detail a", "#Header1_HeaderTitle", "#lnkBlogTitle"),
        date=("#post-date", ".postDesc", "#news_info .time"),
        drop="cnblogs_code_open cnblogs_code_copy MySignature blog_post_info_block toolbar",
    ),
    Host(
        name="jianshu",  # the newest class names are made by a machine
        version=3,
        hosts=("jianshu.com", "jianshu.io"),
        body=(".show-content-free", ".show-content", "._2rhmJa", ".collapse-free-content"),
        title=(".article .title", "h1.title", "h1._1RuRku", "section h1"),
        author=(".author .name a", "._1OhGeD", ".info .name"),
        date=(".publish-time",),
        drop="show-foot modal-wrap support-author",
    ),
    Host(
        name="sohu",
        version=3,
        hosts=("sohu.com",),
        body=("#mp-editor", "article.article", "#articleContent", ".article-text", "#contentText", "#main_content"),
        title=(".text-title h1", ".article-title", ".title-info", ".content-box h1", ".news-title h1"),
        author=("@name=mediaid", "@name=author", ".user-info h4", ".author-name"),
        drop="backword article-tags bd-more user-info tag-item lookall-box statement",
        tail="责任编辑：.{0,20}|返回搜狐[，,]查看更多",
    ),
    Host(
        name="github",
        version=3,
        hosts=("github.com",),
        pages=r"/[\w.-]+/[\w.-]+",
        body=("#readme .markdown-body", "#readme .plain", ".markdown-body", ".gist-content", ".blob-wrapper"),
        title=(".js-issue-title", "@data-testid=issue-title", "bdi.markdown-title"),
        author=(".author",),
        author_of_path=r"/([\w.-]+)/",
        drop="anchor zeroclipboard-container js-file-line-number gist-meta",
        is_title_enough=True,
    ),
    Host(
        name="arxiv",
        version=3,
        hosts=("arxiv.org",),
        pages="/abs/",
        body=("blockquote.abstract", ".abstract"),
        drop="descriptor",
        is_title_enough=True,
    ),
    Host(
        name="wikipedia",
        version=3,
        hosts=("wikipedia.org", "wikibooks.org", "wikisource.org", "wiktionary.org"),
        body=("#mw-content-text", "#bodyContent", ".mw-parser-output"),
        title=("#firstHeading", "#section_0"),
        drop=(
            "navbox vertical-navbox infobox metadata ambox noprint toc reference references reflist catlinks "
            "printfooter hatnote mw-jump-link mw-empty-elt sistersitebox portal siteSub contentSub noexcerpt "
            "mbox-small shortdescription noarticletext"
        ),
        tail=(
            "参考文献|参考资料|參考文獻|參考資料|注释|註釋|外部链接|外部連結|参见|參見|"
            "References|External links|See also|Notes|Further reading"
        ),
    ),
    Host(
        name="bilibili",
        version=3,
        hosts=("bilibili.com", "b23.tv"),
        pages="/(?:video|bangumi|cheese)/|/av|/BV",
        title=("h1.video-title", ".media-title"),
        author=("@name=author", ".up-name", ".username"),
        date=("@itemprop=uploadDate", ".pubdate-text", ".pubdate-ip-text"),
        is_title_enough=True,
    ),
    Host(
        name="youtube",
        version=3,
        hosts=("youtube.com", "youtu.be", "youtube-nocookie.com"),
        pages="/(?:watch|embed/|shorts/|live/)",
        author=("@itemprop=author @itemprop=name",),
        is_title_enough=True,
    ),
)  # fmt: skip
