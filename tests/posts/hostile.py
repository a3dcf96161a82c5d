"""Posts that no author writes: deep nesting, long lines, markup that never closes. Each by its size."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping

Family = Callable[[int], str]

_HEAD = "---\n"
NESTED: Mapping[str, Family] = {
    "quotes": lambda n: ">" * n + "a",
    "quotes with blanks": lambda n: "> " * n + "a",
    "quotes of many lines": lambda n: (">" * 99 + " a\n") * (n // 50),
    "lists": lambda n: "- " * n + "a",
    "numbered lists": lambda n: "1. " * n + "a",
    "lists in quotes": lambda n: "> - " * n + "a",
    "lists by indentation": lambda n: "".join("  " * min(i, 500) + "- a\n" for i in range(n // 50)),
    "brackets": lambda n: "[" * n,
    "closed brackets": lambda n: "[" * n + "a" + "](b)" * n,
    "images": lambda n: "![" * n + "](x)" * n,
    "emphasis": lambda n: "*a " * n + " a*" * n,
    "strong in emphasis": lambda n: "*a **b " * n + "** *" * n,
    "underscores": lambda n: "_a " * n + "a_ " * n,
    "strikethrough": lambda n: "~~a " * n + "a~~ " * n,
    "one tilde": lambda n: "~a " * n + "a~ " * n,
    "emphasis over lines": lambda n: "*a\n" * n + "a*\n" * n,
    "footnotes": lambda n: "[^a" * n,
    "front matter, flow": lambda n: f"{_HEAD}a: {'[' * n}\n---\n",
    "front matter, block": lambda n: f"{_HEAD}{'- ' * n}\n---\n",
    "front matter, keys": lambda n: f"{_HEAD}{'? ' * n}\n---\n",
    "front matter, TOML": lambda n: f"+++\na={'[' * n}\n+++\n",
    "front matter, aliases": lambda n: f"{_HEAD}a: &a [x]\n" + "".join(f"b{i}: *a\n" for i in range(n)) + "---\n",
}
LONG: Mapping[str, Family] = {
    "links in prose": lambda n: "[a](http://b.example/c) - e, " * n,
    "here": lambda n: "[here](http://b.example/d) " * n,
    "URLs on one line": lambda n: "http://a.example/c " * n,
    "URLs in brackets": lambda n: "http://a.example/(" * n,
    "brackets behind a URL": lambda n: "http://a.example/c" + ")" * n,
    "dots behind a URL": lambda n: "http://a.example/" + "x." * n,
    "a host of many labels": lambda n: "http://" + "a." * n + "com",
    "escapes in a URL": lambda n: "http://a.example/?" + "%41" * n,
    "parameters": lambda n: "http://a.example/?" + "a&amp;" * n,
    "Chinese around a URL": lambda n: "中" * n + "http://a.example/" + "中" * n,
    "a clause without an end": lambda n: "是" * n + "：http://a.example/b",
    "a label without an end": lambda n: "官网" * n + "：\n\nhttp://a.example/b",
    "bold words": lambda n: "**a**" * n + ": http://a.example/b",
    "www": lambda n: "www.a.example," * n,
    "mail": lambda n: "a@b." * n,
    "backticks": lambda n: "`a ``b " * n,
    "dollars": lambda n: "$$a " * n,
    "backslashes": lambda n: "\\" * n,
    "open tags": lambda n: "<a " * n,
    "open comments": lambda n: "<!--" * n,
    "open anchors": lambda n: '<a href="http://a.example">' * n,
    "anchors in a block": lambda n: "<div>\n" + '<a href="http://a.example">' * n,
    "cells in a block": lambda n: "<table><tr><td>" + "<td>http://a.example " * n,
    "entities": lambda n: "&#" * n,
    "Liquid": lambda n: "{% " * n,
    "shortcodes": lambda n: "{{< " * n,
    "attributes": lambda n: "{:a" * n,
    "blanks": lambda n: " " * n + "a",
    "tabs": lambda n: "\t" * n + "a",
    "continuation marks": lambda n: "# a" + "（续）" * n,
    "a table row": lambda n: "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|b" * n,
}
MANY: Mapping[str, Family] = {
    "URLs and nothing else": lambda n: "http://a.example/c\n\n" * n,
    "URLs, tight": lambda n: "http://a.example/c\n" * n,
    "texts before one URL": lambda n: "a\n\n" * n + "http://a.example/c",
    "labels": lambda n: "官网：\n\nhttp://a.example/c\n\n" * n,
    "references": lambda n: "参考：\n\nhttp://a.example/c\n\n" * n,
    "sentences": lambda n: "a http://a.example/c b\n\n" * n,
    "quotes": lambda n: "> 注：Li，a\n\n> http://a.example/c\n\n" * n,
    "headings": lambda n: "".join("#" * (i % 6 + 1) + " a\n\n" for i in range(n)),
    "underlined headings": lambda n: "a\n" * n + "===",
    "link definitions": lambda n: "".join(f"[r{i}]: http://a.example/{i}\n\n" for i in range(n)),
    "footnotes": lambda n: "".join(f"[^{i}]: http://a.example/{i}\n" for i in range(n)),
    "rows": lambda n: "|a|b|\n|-|-|\n" + "|[x](http://a.example/c)|http://d.example|\n" * n,
    "numbered lines": lambda n: "1.a\n" * n,
    "steps": lambda n: "**Step 1**\n\n" * n,
    "fences": lambda n: "```\n" * n,
    "formulas": lambda n: "$$ a\n\n" * n,
    "open highlights": lambda n: "{% highlight x %}\n" * n,
    "attribute lines": lambda n: "* toc\n{:toc}\n" * n,
    "CRLF": lambda n: "a\r\n" * n,
}


def main() -> None:
    """Parse each family in two sizes, one four times the other, and print the CPU seconds of both."""
    from deckgen.posts.parse import parse_body

    size = int(sys.argv[1])
    for name, family in {**NESTED, **LONG, **{f"many {name}": family for name, family in MANY.items()}}.items():
        seconds = []
        for factor in (1, 4):
            content = family(size * factor).encode()
            print(json.dumps(name), flush=True)  # the last name tells who killed the process
            start = time.process_time()
            parse_body(content)
            seconds.append(time.process_time() - start)
        print(json.dumps([name, *seconds]), flush=True)


if __name__ == "__main__":
    main()
