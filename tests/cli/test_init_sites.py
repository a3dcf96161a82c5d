"""`deckgen init` on a site or a vault: what its own files say is found, and the deck builds as it is proposed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from deckgen.definition import Definition, Subdeck, load_definition
from deckgen.files.ledger import read_ledger
from deckgen.files.store import open_store, store_path
from tests.cli.conftest import Deckgen

POST = "# {0}\n\n## What is {0}?\n\nA thing of its own kind.\n\nhttps://{1}.example/\n\nAn article on {0}\n"


def post(name: str) -> str:
    """A post with one question and one link."""
    return POST.format(name, name.lower().replace(" ", "-"))


class Site(NamedTuple):
    """A made-up site: its files, and what is to be found."""

    files: Mapping[str, str]
    posts: str
    deck: str
    site: str
    address: str  # of a post on a card
    size: int = 2
    permalink: str = ""
    media: str | None = None
    globs: tuple[str, ...] = ()
    subdecks: tuple[Subdeck, ...] = (Subdeck.KIND, Subdeck.TOPIC)


SITES = {
    "jekyll": Site(
        {
            "_config.yml": "title: Notes on Networks\nurl: https://j.test\nbaseurl: /n\npermalink: pretty\n",
            "_posts/2020-01-02-router.md": post("Router") + "\n# Picture\n\n![x](/img/a.png)\n",
            "_posts/2020-02-02-switch.md": post("Switch"),
            "img/a.png": "",
            "README.md": post("Readme"),
        },
        "_posts", "Notes on Networks", "https://j.test/n", "https://j.test/n/2020/01/02/router/", media=".",
    ),
    "jekyll without a config": Site(
        {"_posts/2020-01-02-router.md": post("Router"), "CNAME": "notes.test\n"},
        "_posts", "blog", "https://notes.test", "https://notes.test/2020/01/02/router.html", 1,
    ),
    "hugo": Site(
        {
            "config/_default/hugo.toml": 'title = "Hugo Notes"\nbaseURL = "https://h.test/"\n',
            "config/_default/permalinks.toml": 'posts = "/:year/:title/"\n',
            "content/posts/router.md": "---\ntitle: Router\ndate: 2020-01-02\n---\n" + post("Router"),
            "content/posts/switch.md": post("Switch") + "\n# Picture\n\n![x](/a.png)\n",
            "static/a.png": "",
            "archetypes/default.md": post("Archetype"),
        },
        "content", "Hugo Notes", "https://h.test", "https://h.test/2020/router/", permalink="/:year/:title/",
        media="static",
    ),
    "hugo in languages": Site(
        {
            "hugo.yaml": "baseURL: https://h.test\ndefaultContentLanguage: de\nlanguages:\n  de:\n    title: Notizen\n"
            "    contentDir: content/de\n  en: {contentDir: content/en}\n",
            "content/de/router.md": post("Router"),
            "content/en/router.md": post("Router"),
        },
        "content/de", "Notizen", "https://h.test", "https://h.test/router/", 1,
    ),
    "hugo with a mount": Site(
        {
            "hugo.toml": 'title = "M"\nbaseURL = "https://h.test"\n[[module.mounts]]\nsource = "docs/en"\n'
            'target = "content"\n',
            "docs/en/router.md": post("Router"),
        },
        "docs/en", "M", "https://h.test", "https://h.test/router/", 1,
    ),
    "hexo": Site(
        {
            "_config.yml": "title: 笔记\nurl: https://x.test\nroot: /b/\nsource_dir: src\npublic_dir: public\n"
            "permalink: p/:year/:title/\nnew_post_name: :title.md\n",
            "src/_posts/2020-01-02-router.md": post("Router"),
            "src/_posts/2020-02-02-switch.md": post("Switch") + "\n# Picture\n\n![x](/img/a.png)\n",
            "src/_drafts/draft.md": post("Draft"),
            "src/img/a.png": "",
            "scaffolds/post.md": "---\ntitle: {{ title }}\n---\n",
        },
        "src/_posts", "笔记", "https://x.test/b", "https://x.test/b/p/2020/2020-01-02-router/", media="src",
    ),
    "astro": Site(
        {
            "astro.config.mjs": "// site: 'https://old.test'\nexport default defineConfig({\n  site: 'https://a.test',\n"
            "  integrations: [mdx({ title: 'no' })],\n});\n",
            "src/consts.ts": "export const SITE_TITLE = 'Bob\\'s notes';\n",
            "src/pages/blog/[...slug].astro": "",
            "src/content/blog/router.md": post("Router"),
            "src/content/blog/switch.mdx": post("Switch") + "\n# Picture\n\n![x](/a.png)\n",
            "src/content/blog/_draft.md": post("Draft"),
            "src/content/talks/talk.md": post("Talk"),
            "public/a.png": "",
        },
        "src/content/blog", "Bob's notes", "https://a.test/blog", "https://a.test/blog/router/", media="public",
        globs=("_*", "*/_*"),
    ),
    "starlight": Site(
        {
            "astro.config.ts": "const site = process.env.X || 'https://s.test/';\n"
            "export default defineConfig({ site, base: '/d', integrations: [starlight({ title: \"Star\" })] });\n",
            "src/content/docs/guides/router.md": post("Router"),
            "src/content/docs/reference/switch.md": post("Switch"),
        },
        "src/content/docs", "Star", "https://s.test/d", "https://s.test/d/guides/router/",
        subdecks=(Subdeck.KIND, Subdeck.FOLDER),
    ),
    "docusaurus": Site(
        {
            "website/docusaurus.config.js": "module.exports = {\n  title: 'Net', // the name\n  url: 'https://d.test',\n"
            "  baseUrl: '/n/',\n  navbar: { title: 'Other', items: [{ label: 'x', to: '/y' }] },\n"
            "  presets: [['classic', { docs: { path: '../docs', routeBasePath: '/wiki', x: { y: 1 } },"
            " blog: {} }]],\n};\n",
            "docs/basics/router.md": post("Router"),
            "docs/more/switch.md": post("Switch"),
            "docs/more/_part.md": post("Part"),
            "website/blog/2020-01-02-hello.md": post("Hello"),
            "README.md": post("Readme"),
        },
        "docs", "Net", "https://d.test/n/wiki", "https://d.test/n/wiki/basics/router/", globs=("_*", "*/_*"),
        subdecks=(Subdeck.KIND, Subdeck.FOLDER),
    ),
    "obsidian": Site(
        {
            ".obsidian/app.json": '{"userIgnoreFilters": ["Private/", "/^x/"]}',
            ".obsidian/templates.json": '{"folder": "Templates"}',
            ".obsidian/daily-notes.json": '{"folder": "Journal/Daily"}',
            ".obsidian/plugins/templater-obsidian/data.json": '{"templates_folder": "/home/ann/elsewhere"}',
            ".obsidian/plugins/periodic-notes/data.json": '{"weekly": {"enabled": true, "folder": "Weekly"}}',
            "Nets/router.md": post("Router") + "\n#exam\n",
            "Nets/switch.md": post("Switch"),
            "Templates/note.md": post("Template"),
            "Journal/Daily/2020-01-02.md": post("Day"),
            "Private/p.md": post("Private"),
            "Weekly/2020-W01.md": post("Week"),
            "drawing.excalidraw.md": post("Drawing"),
            ".trash/old.md": post("Old"),
        },
        ".", "blog", "obsidian", "obsidian://open?vault=blog&amp;file=Nets/router",
        globs=("Templates/*", "Journal/Daily/*", "Weekly/*", "Private/*", "*.excalidraw.md"),
    ),
    "a site in a repository": Site(
        {
            "docs/_config.yml": "title: Manual\nurl: https://m.test\n",
            "docs/_posts/2020-01-02-router.md": post("Router"),
            "README.md": post("Readme"),
            "src/code.c": "",
        },
        "docs/_posts", "Manual", "https://m.test", "https://m.test/2020/01/02/router.html", 1,
    ),
    "a vault that is published": Site(
        {
            "_config.yml": "title: Garden\nurl: https://g.test\n",
            ".obsidian/daily-notes.json": '{"folder": "_posts"}',
            "_posts/2020-01-02-router.md": post("Router"),
        },
        "_posts", "Garden", "https://g.test", "https://g.test/2020/01/02/router.html", 1,
    ),
    "a blog at the top of docusaurus": Site(
        {
            "docusaurus.config.ts": "const config: Config = {\n  title: 'B',\n  url: 'https://b.test',\n"
            "  presets: [['classic', { docs: false, blog: { routeBasePath: '/' } }]],\n};\n",
            "blog/2020-01-02-router.md": post("Router"),
        },
        "blog", "B", "https://b.test", "https://b.test/2020/01/02/router/", 1,
        permalink="/:year/:month/:day/:title/",
    ),
    "plain": Site(
        {
            ".git/HEAD": "",
            "README.md": post("Readme"),
            "CONTRIBUTING.md": post("Contributing"),
            "templates/note.md": post("Template"),
            "nets/router.md": post("Router"),
            "disks/raid.md": post("Raid"),
        },
        ".", "blog", "", "", globs=("CONTRIBUTING.md", "README.md", "templates/*"),
        subdecks=(Subdeck.KIND, Subdeck.FOLDER),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("within", [False, True], ids=["above", "within"])
def test_a_site_is_known_however_it_is_named(
    deckgen: Deckgen, here: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, within: bool
) -> None:
    """By a whole path or from where the user stands, its top or its posts: the definition says the same."""
    site = SITES[name]
    top = make(here / "blog", site.files)
    posts = os.path.normpath(top / site.posts)
    said = []
    for number, path in enumerate(
        (top, posts, *(os.path.relpath(each, top if within else here) for each in (top, posts)))
    ):
        monkeypatch.chdir(top if within and number > 1 else here)
        written = here / f"{number}.yaml"
        assert deckgen("init", path, "-o", written).err == ""
        made = load_definition(written)
        places = [Path(each).resolve() for each in made.posts]
        said.append((made.deck, places, made.site, made.permalink, made.subdecks))
        written.unlink()
    assert said[2:] == said[:2]
    assert said[0] == said[1] or name == "docusaurus", "its docs lie beside it"


def make(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a site."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def proposed() -> Definition:
    (path,) = Path("decks").glob("*.yaml")
    return load_definition(path)


@pytest.mark.parametrize("name", SITES)
def test_a_site_says_itself_how_it_is_read(deckgen: Deckgen, here: Path, name: str) -> None:
    """Name, address, posts, pictures, decks and what is no post; the next command builds it, and nothing is asked."""
    site = SITES[name]
    blog = make(here / "blog", site.files)
    said = deckgen("init", blog)
    assert (said.code, said.err) == (0, "")
    definition = proposed()
    assert (definition.deck, definition.site, definition.permalink) == (site.deck, site.site, site.permalink)
    assert [Path(path) for path in definition.posts] == [blog / site.posts]
    assert definition.media == (None if site.media is None else blog / site.media)
    assert definition.exclude.globs == site.globs
    assert definition.subdecks == site.subdecks
    assert f" of {site.size} post" in said.out
    built = deckgen("build", "--json")
    assert (built.code, built.objects[0]["new"]) == (0, 2 * site.size), built.err
    assert site.address in definition.ledger_path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SITES)
def test_each_guess_has_its_reason(deckgen: Deckgen, here: Path, name: str) -> None:
    """In the comment above the line, where its owner can judge it."""
    deckgen("init", make(here / "blog", SITES[name].files))
    (path,) = Path("decks").glob("*.yaml")
    lines = path.read_text(encoding="utf-8").splitlines()
    for key in ("deck", "subdecks", *(["site"] if SITES[name].site else []), *(["media"] if SITES[name].media else [])):
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"{key}: ")]
        assert lines[at - 1].startswith("#")
        assert lines[at - 1].endswith(")"), lines[at - 1]


def test_tags_of_a_vault_are_a_choice(deckgen: Deckgen, here: Path) -> None:
    """They stand there with the "#" of a line that is not used, the flashcard plugin's first."""
    plugin = {".obsidian/plugins/obsidian-spaced-repetition/data.json": '{"settings": {"flashcardTags": ["#exam"]}}'}
    deckgen("init", make(here / "blog", {**SITES["obsidian"].files, **plugin}))
    (path,) = Path("decks").glob("*.yaml")
    text = path.read_text(encoding="utf-8")
    assert '# only: {tags: ["exam"]}' in text
    assert "(#exam: 1 note)" in text
    path.write_text(text.replace("# only:", "only:"), encoding="utf-8")
    assert load_definition(path).only.tags == ("exam",)


def test_notes_named_by_a_day_are_daily_notes(deckgen: Deckgen, here: Path) -> None:
    """A vault without settings keeps them at its top."""
    days = {f"2020-01-0{day}.md": post(f"Day {day}") for day in range(1, 4)}
    deckgen("init", make(here / "blog", {".obsidian/app.json": "{}", "router.md": post("Router"), **days}))
    assert deckgen("build", "--json").objects[0]["new"] == 2


def test_other_posts_of_a_site_are_named(deckgen: Deckgen, here: Path) -> None:
    """A site's blog and its docs have addresses of two kinds: they are two decks."""
    blog = make(here / "blog", SITES["docusaurus"].files)
    said = deckgen("init", blog)
    assert f"A deck of its own could be: deckgen init {blog}/website/blog\n" in said.out
    assert deckgen("init", blog / "website/blog", "-o", "b.yaml").code == 0
    second = load_definition(Path("b.yaml"))
    assert (second.site, second.permalink) == ("https://d.test/n", "/blog/:year/:month/:day/:title/")
    assert deckgen("build", "b.yaml").code == 0
    assert "https://d.test/n/blog/2020/01/02/hello/" in second.ledger_path.read_text(encoding="utf-8")


def test_marks_of_going_on_are_found(deckgen: Deckgen, here: Path) -> None:
    """An end that several headings have, and their beginnings alone too."""
    names = ("Routers", "Switches", "Cables")
    first = "\n".join(post(name) for name in names)
    again = "\n".join(post(name).replace(f"# {name}\n", f"# {name} ++\n", 1) for name in names)
    deckgen("init", make(here / "blog", {"a.md": first, "b.md": again + "\n" + post("C#") + post("C")}))
    assert proposed().continuation_marks == ("++",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_config.yml", "a: [\n"),
        ("hugo.toml", "title = \n"),
        ("docusaurus.config.js", "module.exports = {{{ title: `${x}`, url: "),
        ("astro.config.mjs", "\x00"),
        (".obsidian/app.json", "{"),
        (".obsidian/daily-notes.json", '{"folder": ["x"]}'),
        ("CNAME", "a b\n<script>"),
    ],
)
def test_a_broken_config_says_nothing(deckgen: Deckgen, here: Path, name: str, text: str) -> None:
    """Whatever a site's files hold, the definition is one that builds."""
    blog = make(here / "blog", {"router.md": post("Router"), "_posts/2020-01-01-x.md": post("X"), name: text})
    assert deckgen("init", blog).code == 0
    assert deckgen("build").code == 0


def test_a_title_cannot_leave_its_comment_or_its_line(deckgen: Deckgen, here: Path) -> None:
    """A site's words are quoted."""
    config = "module.exports = { title: 'A \"b\" # c: \\\\ d', url: 'https://d.test' };"
    files = {"docusaurus.config.js": config, "docs/a.md": post("A")}
    deckgen("init", make(here / "blog", files))
    assert proposed().deck == 'A "b" # c: \\ d'


class TestEarlierBuild:
    """What lies beside an earlier package comes along."""

    def test_cards_picks_and_learner_file(self, deckgen: Deckgen, here: Path) -> None:
        """The next build is the last one again."""
        blog = make(here / "blog", SITES["jekyll"].files)
        posts = blog / "_posts"
        Path("my.picks").write_text("skip https://switch.example/\n", encoding="utf-8")
        deckgen("build", posts, "-o", "my.apkg")
        store, _ = open_store(store_path(Path()))
        with store:
            store.add_tables({"pages": "url TEXT PRIMARY KEY, value BLOB"})
            store.write("INSERT INTO pages VALUES (?, ?)", [("https://x.example/", b"paid for")])
        said = deckgen("init", blog)
        assert "Taken along: my.picks\n" in said.out
        definition = proposed()
        assert definition.picks_path.read_bytes() == Path("my.picks").read_bytes()
        store, _ = open_store(definition.store_path)
        with store:
            assert store.rows("SELECT * FROM pages") == [("https://x.example/", b"paid for")]
        built = deckgen("build", "--json").objects[0]
        assert {name: built[name] for name in ("new", "updated", "moved", "retired")} == dict.fromkeys(
            ("new", "updated", "moved", "retired"), 0
        )

    def test_a_whole_site_goes_on_as_it_was_built(self, deckgen: Deckgen, here: Path) -> None:
        """What the first build read is read on; what is proposed to be left out waits for its owner."""
        vault = make(here / "blog", SITES["obsidian"].files)
        deckgen("build", vault, "-o", "my.apkg")
        notes = read_ledger(Path("my.ledger.jsonl")).notes
        assert "every review is kept" in deckgen("init", vault).out
        definition = proposed()
        assert definition.exclude.globs == ()
        assert '# exclude: {globs: ["Templates/*"' in definition.path.read_text(encoding="utf-8")  # type: ignore[union-attr]
        built = deckgen("build", "--json").objects[0]
        assert (built["new"], built["held"], built["retired"], built["unchanged"]) == (0, 0, 0, len(notes))

    @pytest.mark.parametrize("name", ["jekyll", "docusaurus", "astro"])
    def test_a_lost_definition_is_written_again(self, deckgen: Deckgen, here: Path, name: str) -> None:
        """From its ledger and the site, with the same posts."""
        blog = make(here / "blog", SITES[name].files)
        deckgen("init", blog)
        first = proposed()
        before = deckgen("build", "--json").objects[0]
        assert first.path is not None
        first.path.unlink()
        assert "goes on with" in deckgen("init", blog).out
        assert (proposed().posts, proposed().id, proposed().site) == (first.posts, first.id, first.site)
        built = deckgen("build", "--json").objects[0]
        assert (built["new"], built["retired"]) == (0, 0)
        assert (built["held"], built["unchanged"]) == (before["held"], before["new"])

    def test_a_file_of_another_deck_is_not_replaced(self, deckgen: Deckgen, here: Path) -> None:
        """Picks at the definition's place are worth more than a command."""
        blog = make(here / "blog", SITES["jekyll"].files)
        Path("my.picks").write_text("skip https://switch.example/\n", encoding="utf-8")
        deckgen("build", blog / "_posts", "-o", "my.apkg")
        Path("d.picks").write_text("star https://switch.example/\n", encoding="utf-8")
        said = deckgen("init", blog, "-o", "d.yaml")
        assert said.code == 1
        assert "d.picks: error: is another than my.picks" in said.err
        assert not Path("d.yaml").exists()
        assert not Path("d.ledger.jsonl").exists()


PUBLISHED = sorted(name for name, site in SITES.items() if site.site != "obsidian")


@pytest.mark.parametrize("name", [name for name in PUBLISHED if name != "docusaurus"])  # whose site lies beside them
def test_a_build_without_a_definition_links_to_the_site(deckgen: Deckgen, here: Path, name: str) -> None:
    """Under its name, from the first day: a definition of init changes nothing."""
    site = SITES[name]
    posts = make(here / "blog", site.files) / site.posts
    assert deckgen("build", posts, "-o", "my.apkg").out.startswith(f"{site.deck}: ")
    assert site.address in Path("my.ledger.jsonl").read_text(encoding="utf-8")
    again = deckgen("build", posts, "-o", "my.apkg")
    assert (again.code, "Nothing to import" in again.out) == (0, True)
    notes = len(read_ledger(Path("my.ledger.jsonl")).notes)
    deckgen("init", posts)
    report = deckgen("build", "--json").objects[0]
    assert (report["deck"], report["unchanged"], report["new"], report["retired"]) == (site.deck, notes, 0, 0)


@pytest.mark.parametrize("name", PUBLISHED)
def test_all_that_is_named_is_read(deckgen: Deckgen, here: Path, name: str) -> None:
    """Of a whole site, too; what init would leave out is said."""
    site = SITES[name]
    built = deckgen("build", make(here / "blog", site.files), "-o", "my.apkg", "--json")
    assert built.objects[0]["new"] >= 2 * site.size
    assert ("`deckgen init" in built.err + built.out) is (site.posts != "." or bool(site.globs))


@pytest.mark.parametrize(
    ("name", "place", "way"),
    [
        ("jekyll", ".", "write `exclude: [decks]` into its _config.yml"),
        ("hexo", "src", "put it elsewhere with -o"),
        ("hexo", ".", ""),
        ("astro", ".", ""),
        ("obsidian", ".", ""),
    ],
)
def test_a_definition_that_a_site_would_publish_is_told(
    deckgen: Deckgen, here: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: str, way: str
) -> None:
    """The ledger and a learner's file lie beside it; nothing is said where the site leaves the folder out."""
    blog = make(here / "blog", SITES[name].files)
    monkeypatch.chdir(blog / place)
    said = deckgen("init", os.path.relpath(blog, blog / place)).out
    assert ("would publish" in said) is bool(way)
    assert way in said


def test_a_folder_that_jekyll_leaves_out_is_not_published(
    deckgen: Deckgen, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = SITES["jekyll"].files["_config.yml"] + "exclude: [decks/]\n"
    monkeypatch.chdir(make(here / "blog", {**SITES["jekyll"].files, "_config.yml": config}))
    assert "would publish" not in deckgen("init", ".").out
