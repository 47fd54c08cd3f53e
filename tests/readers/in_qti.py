"""Run by the Python that has qti2latex: prints as JSON what its reader finds in a package."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import qti2latex as reader

folder = reader.extract_zip_to_tmp(Path(sys.argv[1]))
files = [ElementTree.parse(file).getroot() for file in reader.read_qti_dir(folder)]
items = [item for root in files for item in reader.findall_anyns(root, "item")]
found = {
    item.attrib["ident"]: [
        reader.guess_type(reader.get_qti_metadata(item), item),
        reader.get_item_stem(item),
        [text for _, text in reader.get_choices(item)],
        sorted(reader.get_correct_idents(item)),
    ]
    for item in items
}
print(json.dumps(found))
