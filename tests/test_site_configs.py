"""A site's config is somebody else's file: whatever stands in it, posts are read, and nothing is raised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deckgen.build.input.site_kinds import kind_of
from deckgen.posts.site import find_site, own_places

CONFIGS: dict[str, Any] = {
    "hugo.yaml": {
        "baseURL": "https://a.example/", "title": "A", "contentDir": "content", "defaultContentLanguage": "en",
        "languages": {"en": {"contentDir": "content/en", "title": "A"}},
        "permalinks": {"page": {"posts": "/:slug/"}, "posts": "/:year/:slug/"},
        "module": {"mounts": [{"source": "content", "target": "content"}]},
    },
    "_config.yml": {
        "url": "https://a.example", "baseurl": "/a", "root": "/", "title": "A", "name": "A", "permalink": "date",
        "exclude": ["drafts"], "source_dir": "source", "new_post_name": ":title.md", "filename_case": 1,
        "markdown": {"anchors": {"case": 1}}, "marked": {"modifyAnchors": 1}, "category_map": {"A": "a"},
        "permalink_defaults": {"lang": "en"}, "default_category": "none",
    },
    ".obsidian/app.json": {"userIgnoreFilters": ["drafts/"]},
    ".obsidian/templates.json": {"folder": "templates"},
    ".obsidian/daily-notes.json": {"folder": "daily"},
    ".obsidian/plugins/templater-obsidian/data.json": {"templates_folder": "templates"},
    ".obsidian/plugins/periodic-notes/data.json": {"daily": {"enabled": True, "folder": "daily"}},
    ".obsidian/plugins/obsidian-spaced-repetition/data.json": {"settings": {"flashcardTags": ["#cards"]}},
}  # fmt: skip
OTHERS: tuple[Any, ...] = (None, 3, 1.5, True, "", "x", [], [1], [[]], {}, {"a": 1}, {"7": [1]}, ["x"])


def mutants(value: Any) -> Iterator[Any]:
    """Give a value with each part of it, in turn, made something of another kind."""
    yield from OTHERS
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: other} for other in mutants(inner))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from ([*value[:number], other, *value[number + 1 :]] for other in mutants(inner))


def read_all(root: Path) -> None:
    posts = [str(root / "_posts"), str(root)]
    kind_of(root)
    kind_of(root / "_posts")
    find_site("https://a.example", "", posts)
    own_places("https://a.example", posts, [])


@pytest.mark.parametrize("name", CONFIGS)
def test_a_config_of_any_shape_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts/2026-01-01-a.md").write_text("A kettle boils.\n", encoding="utf-8")
    config = tmp_path / name
    config.parent.mkdir(parents=True, exist_ok=True)
    for mutant in mutants(CONFIGS[name]):
        config.write_text(json.dumps(mutant), encoding="utf-8")  # JSON is YAML too
        read_all(tmp_path)


@pytest.mark.parametrize("name", ["hugo.yaml", "_config.yml"])
def test_keys_that_are_no_words_are_passed_over(name: str, tmp_path: Path) -> None:
    """YAML has numbers, dates and nothing as keys."""
    for parent in ("", "permalinks:\n  ", "languages:\n  ", "permalinks:\n  page:\n    ", "category_map:\n  "):
        for key in ("404", "2026-01-01", "null", "true", "1.5"):
            (tmp_path / name).write_text(f"baseURL: https://a.example\nurl: https://a.example\n{parent}{key}: x\n")
            read_all(tmp_path)
