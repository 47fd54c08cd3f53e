"""Makes libraries of any size out of the course: copies of its topics under other names and ids."""

import re
import shutil
from pathlib import Path

CONTENT = Path(__file__).parents[1] / "content"
FOLDER = re.compile(r"\b([0-9]{2,4})-([a-z0-9-]+)/")
TITLE = re.compile(r"^title: (.+)$", re.MULTILINE)
GROUP = re.compile(r"^group: (.+)$", re.MULTILINE)
PREREQUISITES = re.compile(r"^prerequisites: .*\n", re.MULTILINE)
QUESTION = re.compile(r"<!-- id: (?P<id>[a-z0-9-]+)(?P<rest>;.*?)-->")
WAS = re.compile(r"; was: [^;>]+?(?=;| -->)")
PRACTISE = re.compile(r"practise: [\w-]+")
SEE = re.compile(r"see: ([a-z0-9-]+)#")


def make_library(folder: Path, copies: int) -> int:
    """Write a content folder of whole copies of the course; return how many topics it has.

    The first copy is the course itself; each has groups of its own.
    """
    folder.mkdir()
    for file in ("site.toml", "glossary.md"):
        shutil.copyfile(CONTENT / file, folder / file)
    course = sorted(path for path in CONTENT.iterdir() if FOLDER.match(f"{path.name}/"))
    for copy in range(copies):
        for topic in course:
            _copy_topic(topic, folder, copy)
    return len(course) * copies


def _copy_topic(topic: Path, folder: Path, copy: int) -> None:
    target = folder / _rename(f"{topic.name}/", copy)
    target.mkdir()
    for file in topic.iterdir():
        if file.is_dir():
            shutil.copytree(file, target / file.name)
        elif copy and file.suffix == ".md":
            (target / file.name).write_text(_alter(file.read_text(), copy))
        else:
            shutil.copyfile(file, target / file.name)


def _rename(text: str, copy: int) -> str:
    """Give the folders that a text names the numbers and slugs of a copy."""
    if not copy:
        return text
    return FOLDER.sub(lambda name: f"{int(name[1]) + 30 * copy:04}-{name[2]}-{copy}/", text)


def _alter(text: str, copy: int) -> str:
    text = _rename(PREREQUISITES.sub("", text), copy)
    text = TITLE.sub(rf"title: \1, {copy}", text, count=1)
    text = GROUP.sub(rf"group: \1, {copy}", text, count=1)
    text = WAS.sub("", text)
    text = SEE.sub(rf"see: \1-{copy}#", text)
    text = PRACTISE.sub(rf"\g<0>-{copy}", text)
    return QUESTION.sub(rf"<!-- id: \g<id>-{copy}\g<rest>-->", text)
