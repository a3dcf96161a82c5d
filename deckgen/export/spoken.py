"""The language that a card speaks: what its words show, else its post's, else the deck's (the field `Lang`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from deckgen.language.phrases import SPOKEN, phrases
from deckgen.language.scripts import cjk_share
from deckgen.language.spoken import LATIN_SCRIPT, han_script, language_of
from deckgen.markdown.text import blocks_text
from deckgen.model import Card, NoteType, Post
from deckgen.patterns import regex
from deckgen.topics import all_sections

_WORDS = ("Question", "Text", "Answer")
_NO_WORDS = regex(r"<pre\b.*?</pre>|<code>.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]|<[^<>]*>|\{\{c#?\d+::|\}\}", re.S)
_LONG = 400
"""So many characters of a field tell its language."""
_LEAST, _SURE = 40, 200
"""Fewer Latin letters may be names and words of any language; so many tell it whatever the post is in."""
_OPEN = (0.02, 0.2)
"""Between these shares of East Asian letters a text is in two languages."""
_BLOCKS, _OF_BLOCK = 12, 300
"""So many blocks tell the language of a post, by so many characters of each."""


class Languages:
    """The language of each card: the deck's for all of them if it ``rules``."""

    def __init__(self, deck: str, posts: Sequence[Post] = (), *, rules: bool = False) -> None:
        self._deck, self._rules = deck, rules
        self._posts = {post.path: post for post in posts}
        self._known: dict[str, str] = {}
        self._by_prompt = {
            said: code
            for code, words in zip(map(_code, SPOKEN), map(phrases, SPOKEN), strict=True)
            for said in (words.what_does_it_say, words.which_links)
        }

    def of(self, card: Card, fields: Mapping[str, str]) -> str:
        """Return the language of a card with these fields: of a reading or topic note, that of what we ask on it."""
        if self._rules:
            return self._deck
        if card.note_type in (NoteType.READING, NoteType.TOPIC):
            prompt = self._by_prompt.get(fields.get("Prompt", ""))
            return prompt or _told(fields.get("Title", ""), self._of_post(card.sources[0].post))
        words = " ".join(_NO_WORDS.sub(" ", fields.get(name, "")[:_LONG]) for name in _WORDS)
        return _told(words, self._of_post(card.sources[0].post))

    def _of_post(self, path: str) -> str:
        known = self._known.get(path)
        if known is None:
            post = self._posts.get(path)
            known = self._known[path] = _told(_sample(post), self._deck) if post is not None else self._deck
        return known


def _code(name: str) -> str:
    """Return the code of a language by the name of its words: zh_hant is zh-Hant."""
    language, *script = name.split("_")
    return "-".join([language, *map(str.title, script)])


def _told(text: str, default: str) -> str:
    share = cjk_share(text)
    least = _SURE if default in LATIN_SCRIPT else _LEAST
    if _OPEN[0] < share < _OPEN[1] or (share <= _OPEN[0] and len(text.strip()) < least):
        return default
    language = language_of(text, share, default) or default
    is_of_deck = default.startswith(f"{language}-") and han_script(text) != "Hans"
    return default if is_of_deck else language


def _sample(post: Post) -> str:
    blocks = islice((block for section in all_sections(post.sections) for block in section.blocks), _BLOCKS)
    return " ".join([post.title, *(blocks_text((block,))[:_OF_BLOCK] for block in blocks)])
