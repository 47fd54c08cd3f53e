"""Run by the Python that has Anki: imports text files into one new collection, one by one.

Prints as JSON what Anki's log says of each file, the notes that are there at the end, and what the
log says of the first file where Anki speaks German and its types of notes have other names.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportCsvRequest
from anki.lang import set_lang


def bring(collection: Any, path: str) -> dict[str, int]:
    """Import a file as "File, Import" does when nothing is changed by hand."""
    metadata = collection.get_csv_metadata(path, None)
    log = collection.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
    lists = {one.name: getattr(log, one.name) for one in log.DESCRIPTOR.fields if one.is_repeated}
    return {name: len(notes) for name, notes in lists.items() if notes}


def notes_of(collection: Any) -> dict[str, list[Any]]:
    """Return of each GUID the decks of its cards, its tags and its fields."""
    notes = [collection.get_note(number) for number in collection.find_notes("")]
    names = {one.id: one.name for one in collection.decks.all_names_and_ids()}
    decks = {note.guid: [names[card.did] for card in note.cards()] for note in notes}
    return {note.guid: [decks[note.guid], note.tags, note.fields] for note in notes}


with tempfile.TemporaryDirectory() as folder:
    collection = Collection(str(Path(folder) / "collection.anki2"))
    found: dict[str, Any] = {"logs": [bring(collection, path) for path in sys.argv[1:]]}
    found["notes"] = notes_of(collection)
    collection.close()
    set_lang("de")
    collection = Collection(str(Path(folder) / "german.anki2"))
    found["german"] = bring(collection, sys.argv[1])
    collection.close()
print(json.dumps(found))
