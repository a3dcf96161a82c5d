"""A made-up blog that lives: seeded posts with links and definitions, and seeded edits such as authors make."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import msgspec

SYLLABLES = (
    "ba", "be", "bo", "da", "de", "do", "ka", "ke", "ko", "la", "le", "lo", "ma", "me", "mo", "na", "ne", "no",
    "ra", "re", "ro", "sa", "se", "so", "ta", "te", "to", "va", "ve", "vo", "za", "ze", "zo",
)  # fmt: skip
KINDS = (
    "method", "technique", "theory", "language", "protocol", "structure", "system", "instrument", "model",
    "pattern",
)  # fmt: skip
DOES = (
    "orders", "measures", "joins", "divides", "repeats", "predicts", "stores", "compares", "shortens",
    "describes",
)  # fmt: skip
THINGS = (
    "signals", "numbers", "letters", "graphs", "tables", "images", "sounds", "queries", "events", "errors",
    "rules", "steps", "trees", "paths",
)  # fmt: skip


class Link(msgspec.Struct):
    """A link with its title; its URL is what it is."""

    url: str
    title: str


class Section(msgspec.Struct):
    """A heading that names a thing, the sentence that defines it, and links."""

    name: str  # for ever: what the thing is called at first
    heading: str
    answer: str
    links: list[Link]
    tracking: str = ""

    def text(self) -> str:
        links = "".join(f"{link.url}{self.tracking}\n\n{link.title}\n\n" for link in self.links)
        definition = f"{self.name} is {self.answer}.\n\n" if self.answer else ""
        return f"## {self.heading}\n\n{definition}{links}"


class Post(msgspec.Struct):
    """A file with a top heading, which is a topic, and sections."""

    name: str
    title: str
    topic: str
    category: str
    sections: list[Section]

    def text(self) -> str:
        head = f"---\ntitle: {self.title}\ncategory: {self.category}\n---\n\n# {self.topic}\n\n"
        return head + "".join(section.text() for section in self.sections)


class SyntheticBlog:
    """All posts, and an author with a seed."""

    def __init__(self, posts: int, *, seed: int) -> None:
        self.random = random.Random(seed)
        self._used: set[str] = set()
        self._number = 0
        self.posts: list[Post] = []
        self.drawer: list[tuple[str, Link]] = []  # links that were taken out, with the thing they stood at
        for _ in range(posts):
            self.add_post()

    def write(self, folder: Path) -> None:
        """Make the folder hold exactly these posts; a file that says the same already is left alone."""
        folder.mkdir(parents=True, exist_ok=True)
        wanted = {post.name: post.text() for post in self.posts}
        for path in folder.iterdir():
            if path.name not in wanted:
                path.unlink()
        for name, text in wanted.items():
            path = folder / name
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")

    def things(self) -> set[str]:
        """Give the names of all things that are defined."""
        return {section.name for post in self.posts for section in post.sections if section.answer}

    def urls(self) -> set[str]:
        """Give the URLs of all links, without what is added for tracking."""
        return {link.url for post in self.posts for section in post.sections for link in section.links}

    def edit(self, times: int) -> list[str]:
        """Make so many edits; gives their names."""
        edits: list[Callable[[], object]] = [
            self.add_post, self.rename_post, self.rename_topic, self.recategorize, self.move_section, self.split_post,
            self.retitle_link, self.move_links, self.reword_answer, self.reword_heading, self.insert_above,
            self.track, self.take_out, self.put_back, self.shuffle,
        ]  # fmt: skip
        made = [self.random.choice(edits) for _ in range(times)]
        for edit in made:
            edit()
        return [edit.__name__ for edit in made]

    # --- edits ---

    def add_post(self) -> None:
        self._number += 1
        name = self._name()
        post = Post(
            name=f"2020-{1 + self._number // 28 % 12:02}-{1 + self._number % 28:02}-{name.lower()}.md",
            title=f"About {name}",
            topic=f"{name} notes",
            category=self.random.choice(["ml", "math", "code"]),
            sections=[self._section() for _ in range(self.random.randint(2, 4))],
        )
        self.posts.append(post)

    def rename_post(self) -> None:
        post = self._post()
        post.name = f"{post.name[:11]}{self._name().lower()}.md"
        post.title = f"All about {self._name()}"

    def rename_topic(self) -> None:
        self._post().topic = f"{self._name()} notes"

    def recategorize(self) -> None:
        self._post().category = self.random.choice(["ml", "math", "code", "life"])

    def move_section(self) -> None:
        section = self._take_section()
        self._post().sections.append(section)

    def split_post(self) -> None:
        post = self._post()
        half = len(post.sections) // 2
        if half:
            self.add_post()
            self.posts[-1].sections = post.sections[half:]
            del post.sections[half:]

    def retitle_link(self) -> None:
        section = self._section_with_links()
        self.random.choice(section.links).title = self._title()

    def move_links(self) -> None:
        source, target = self._section_with_links(), self._any_section()
        if source is not target:
            target.links += source.links
            source.links = []

    def reword_answer(self) -> None:
        section = self._any_section()
        section.answer += f" and now and then {self.random.choice(THINGS)} too"

    def reword_heading(self) -> None:
        section = self._any_section()
        section.heading = self.random.choice([section.name, f"{section.name} ({section.name[:2].upper()})"])

    def insert_above(self) -> None:
        self._post().sections.insert(0, self._section())

    def track(self) -> None:
        self._any_section().tracking = self.random.choice(["", "?utm_source=feed"])

    def take_out(self) -> None:
        section = self._section_with_links()
        link = section.links.pop(self.random.randrange(len(section.links)))
        self.drawer.append((section.name, link))

    def put_back(self) -> None:
        if self.drawer:
            _, link = self.drawer.pop(self.random.randrange(len(self.drawer)))
            self._any_section().links.append(link)

    def shuffle(self) -> None:
        self.random.shuffle(self._post().sections)

    # --- words ---

    def _name(self) -> str:
        while True:
            name = "".join(self.random.choice(SYLLABLES) for _ in range(self.random.randint(3, 5))).capitalize()
            if name not in self._used:
                self._used.add(name)
                return name

    def _title(self) -> str:
        return f"How {self._name()} {self.random.choice(DOES)} {self.random.choice(THINGS)}"

    def _section(self) -> Section:
        name = self._name()
        rng = self.random
        answer = (
            f"a {rng.choice(KINDS)} that {rng.choice(DOES)} the {rng.choice(THINGS)} of {self._name()} "
            f"and {rng.choice(DOES)} their {rng.choice(THINGS)}"
        )
        links = [
            Link(f"https://{name.lower()}.example/{number}", self._title()) for number in range(rng.randint(1, 4))
        ]
        return Section(name, name, answer, links)

    def _post(self) -> Post:
        return self.random.choice(self.posts)

    def _post_with_sections(self) -> Post:
        return self.random.choice([post for post in self.posts if post.sections])

    def _any_section(self) -> Section:
        return self.random.choice(self._post_with_sections().sections)

    def _section_with_links(self) -> Section:
        found = [section for post in self.posts for section in post.sections if section.links]
        return self.random.choice(found)

    def _take_section(self) -> Section:
        sections = self._post_with_sections().sections
        return sections.pop(self.random.randrange(len(sections)))
