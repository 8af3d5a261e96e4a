"""The file that an import of borders or streets reads, and whom to credit for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from liaison_app.adapters.whole_files import read_whole
from liaison_app.cities.sources import PublishedFile, read_source
from liaison_app.services.place_imports import ImportKind, SourceFacts


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A file's content, what is kept of where it came from, and what the city says of such files."""

    content: bytes
    facts: SourceFacts
    published: PublishedFile


def opened(
    place: str, kind: ImportKind, folder: Path, *, attribution: str | None, licence: str | None, most_mb: int
) -> OpenedSource:
    """The file at `place`, else the one that the city's `sources.toml` names.

    It is credited as said, else as the city's own source says, where the file is that one.

    Raises:
        SourceUnreadable: it cannot be read.
        UsageError: no place is known.
    """
    published = read_source(folder, kind)
    if not (place or published.url):
        raise click.UsageError("Name the file or the address to read.")
    file = read_whole(place or published.url, most_mb=most_mb)
    is_known = file.place == published.url
    credit = attribution if attribution is not None else published.attribution if is_known else ""
    terms = licence if licence is not None else published.licence if is_known else ""
    if not credit:
        click.echo("Nobody is credited on the map. Most licences ask for it: --attribution, --licence.", err=True)
    return OpenedSource(file.content, SourceFacts(file.place, file.digest, credit, terms), published)
