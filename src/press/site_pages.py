"""All pages of the site, with their styles, scripts and search index."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from pathlib import Path

from press.html_writer import WrittenPage, beside_filters, finish_pages, write_page
from press.numbering import Page
from press.page_data import ASSETS, asset
from press.page_nodes import page_blocks
from press.paths import write_file
from press.pictures import picture_sizes
from press.problems import PressError
from press.project import Book
from press.search import search_script, sections
from press.site import asset_path

__all__ = ["finish_site", "start_pages"]

_OWN = ("press.css", "press.js", "icon.svg")


def start_pages(book: Book, pages: Sequence[Page], workers: Executor) -> list[Future[WrittenPage]]:
    """Let Pandoc begin to write all pages."""
    template = asset_path("page.html")
    futures = []
    for index, page in enumerate(pages):
        sizes = picture_sizes(page.composed.files)
        blocks = page_blocks(book, page, sizes.get)
        futures.append(workers.submit(write_page, book, pages, index, blocks, template))
    return futures


def finish_site(
    book: Book, written: Sequence[WrittenPage], site: Path, files: frozenset[str]
) -> None:
    """Write the pages, press's own files and the plain search index into the site's directory.

    Args:
        book: The book.
        written: The pages as Pandoc wrote them.
        site: The directory.
        files: Pictures and resources that the site holds.

    Raises:
        PressError: With every link that leads nowhere and every resource of another host.
    """
    extras = beside_filters(book)
    own = [f"{ASSETS}/{name}" for name in _OWN]
    done, problems = finish_pages(written, files | {*extras, *own})
    if problems:
        raise PressError(problems)
    for name in _OWN:
        write_file(site, f"{ASSETS}/{name}", asset(name).encode())
    for name in extras:
        write_file(site, name, (book.root / name).read_bytes())
    records = []
    for each in written:
        url = each.page.entry.url
        write_file(site, url, done[url].encode())
        if each.page.composed.source.meta.value.get("search", True) is not False:
            records += sections(done[url], url)
    if book.search:
        write_file(site, "search-index.js", search_script(records).encode())
