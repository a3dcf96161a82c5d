from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.export.media import MediaFile, Roots, find_image

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A blog with a picture beside its posts, one in its media folder and one outside."""
    for name in ("blog/_posts/2020/p.png", "blog/_posts/q.png", "blog/images/x y.PNG", "secret.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(PNG + name.encode())
    return tmp_path


def find(site: Path, url: str, *, media: bool = True) -> MediaFile | str:
    blog = site / "blog"
    post = blog / "_posts" / "2020" / "post.md"
    return find_image(url, post=post, roots=Roots(blog / "_posts", blog if media else None))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("p.png", "blog/_posts/2020/p.png"),
        ("./p.png?raw=true#top", "blog/_posts/2020/p.png"),
        ("../q.png", "blog/_posts/q.png"),
        ("/images/x%20y.PNG", "blog/images/x y.PNG"),
        ("../../images/x%20y.PNG", "blog/images/x y.PNG"),
    ],
)
def test_an_image_of_the_site_is_found_and_named_by_its_content(site: Path, url: str, path: str) -> None:
    found = find(site, url)
    assert isinstance(found, MediaFile)
    assert found.path == (site / path).resolve()
    assert found.name.startswith("dg-")
    assert len(found.name) == len("dg-0123456789abcdef.png")
    assert found.name.endswith(".png")


def test_other_content_has_another_name(site: Path) -> None:
    before = find(site, "p.png")
    (site / "blog/_posts/2020/p.png").write_bytes(PNG + b"other")
    assert find(site, "p.png") != before
    (site / "blog/_posts/q.png").write_bytes(PNG + b"other")
    first, second = find(site, "p.png"), find(site, "../q.png")
    assert isinstance(first, MediaFile)
    assert isinstance(second, MediaFile)
    assert first.name == second.name


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://x.example/p.png", "it lies on another site, and no picture is fetched; save it beside the post"),
        ("HTTP://x.example/p.png", "it lies on another site"),
        ("//x.example/p.png", "it lies on another site, and no picture is fetched; save it beside the post"),
        ("data:image/png;base64,AAAA", "not a file of this site"),
        ("file:///etc/p.png", "not a file of this site"),
        ("C:\\p.png", "not a file of this site"),
        ("..\\p.png", "not the address of a file"),
        ("p%00.png", "not the address of a file"),
        ("", "not the address of a file"),
        ("gone.png", "no such file"),
        ("x" * 5_000 + ".png", "it cannot be read"),
        ("../../../secret.png", "it lies outside the posts and the media folder"),
        ("%2e%2e/../../secret.png", "it lies outside the posts and the media folder"),
        ("/../secret.png", "it lies outside the posts and the media folder"),
        ("x.svg", "not a picture of a kind that a card may hold (.svg)"),
        ("x.html", "not a picture of a kind that a card may hold (.html)"),
        ("x", "not a picture of a kind that a card may hold (no ending)"),
    ],
)
def test_what_is_no_image_of_the_site_is_refused_with_its_reason(site: Path, url: str, reason: str) -> None:
    found = find(site, url)
    assert isinstance(found, str)
    assert found.startswith(reason)


def test_nothing_is_read_outside_the_posts_without_a_media_folder(site: Path) -> None:
    assert str(find(site, "/images/x%20y.PNG", media=False)).startswith("no folder near the posts holds it: `media:`")
    outside = "it lies outside the posts and the media folder"
    assert find(site, "../../images/x%20y.PNG", media=False) == outside


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("rating.jpeg", "Media/Deep/rating.jpeg"),
        ("RATING.jpeg", "Media/Deep/rating.jpeg"),
        ("Media/Deep/rating.jpeg", "Media/Deep/rating.jpeg"),
        ("Deep/rating.jpeg", "Media/Deep/rating.jpeg"),
        ("./rating.jpeg", "Media/Deep/rating.jpeg"),
        ("/Media/Deep/rating.jpeg", "Media/Deep/rating.jpeg"),
        ("Annuita\u0308t.png", "Media/Annuit\u00e4t.png"),  # as macOS and other systems spell it
        ("twice.png", "Notes/twice.png"),
        ("deeper.png", "Media/deeper.png"),
        ("outside.png", "../files/outside.png"),
        ("eep/rating.jpeg", ""),
        ("hidden.png", ""),
        ("../secret.png", ""),
    ],
)
def test_a_picture_of_a_vault_is_found_as_obsidian_finds_it(tmp_path: Path, url: str, path: str) -> None:
    """By its name or the end of its path, wherever it lies in the vault or the media folder: the nearest one."""
    vault = tmp_path / "vault"
    names = (
        "Media/Deep/rating.jpeg", "Media/Annuit\u00e4t.png", "Notes/twice.png", "Media/twice.png", "Media/deeper.png",
        "A/B/deeper.png", ".trash/hidden.png", "../files/outside.png", "../secret.png",
    )  # fmt: skip
    for name in names:
        (vault / name).parent.mkdir(parents=True, exist_ok=True)
        (vault / name).write_bytes(PNG + name.encode())
    roots = Roots(vault / "Notes", tmp_path / "files", vault)
    found = find_image(url, post=vault / "Notes/post.md", roots=roots)
    assert (found.path if isinstance(found, MediaFile) else None) == ((vault / path).resolve() if path else None)


def test_symbolic_links_lead_nowhere_else(site: Path) -> None:
    here = site / "blog/_posts/2020"
    (here / "out.png").symlink_to(site / "secret.png")
    (here / "in.png").symlink_to(here / "p.png")
    (here / "circle.png").symlink_to(here / "circle.png")
    assert find(site, "out.png") == "it lies outside the posts and the media folder"
    assert isinstance(find(site, "in.png"), MediaFile)
    assert isinstance(find(site, "circle.png"), str)


def test_a_folder_is_no_picture(site: Path) -> None:
    (site / "blog/_posts/2020/folder.png").mkdir()
    assert find(site, "folder.png") == "no such file"


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"", "the file is empty"),
        (b"<html>404</html>", "the file does not hold a picture"),
        (b"<svg onload='x()'/>", "the file does not hold a picture"),
        (b"version https://git-lfs.github.com/", "the file only points to a picture in Git LFS: run git lfs pull"),
        (b"\x89PNG", "the file does not hold a picture"),
        (b"RIFF0000WAVE", "the file does not hold a picture"),
    ],
)
def test_a_picture_is_told_by_its_first_bytes(site: Path, head: bytes, reason: str) -> None:
    """An empty file, the page of an error or a pointer is no picture, whatever it is called."""
    (site / "blog/_posts/2020/p.png").write_bytes(head)
    assert find(site, "p.png") == reason


@pytest.mark.parametrize(
    "head", [PNG, b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF0000WEBPVP8 ", b"BM0000", b"\0\0\0\x1cftypavif"]
)
def test_pictures_of_all_kinds_are_taken(site: Path, head: bytes) -> None:
    """Also under the ending of another kind: a browser looks at the bytes too."""
    (site / "blog/_posts/2020/p.png").write_bytes(head)
    assert isinstance(find(site, "p.png"), MediaFile)
