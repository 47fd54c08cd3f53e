"""Courses in other languages than English are found by any form of a word, and by any keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import snowballstemmer

from notes_site.store.database import driver
from notes_site.study import questions
from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library
from notes_site.study.search import SearchIndex, Snippet
from notes_site.study.search.words import language_of

Snowball = snowballstemmer.stemmer

TOPIC = """---
title: {title}
summary: {title}
group: A
minutes: 1
---

"""
QUESTION = """### {title}
<!-- id: one; difficulty: 1; see: one#s -->

- [x] A
    > B
- [ ] C
    > D

> **Why:** E.
"""
TEXTS = {
    "de": [
        ("Häuser am Hang", "An der Straße stehen große Häuser mit grünen Türen."),
        ("Daten speichern", "Datenbanken enthalten Tabellen, die Schlüssel verbinden."),
        ("Funktionen schreiben", "Funktionen geben Werte zurück. Der Fußgänger wartet."),
        ("Prüfungen bestehen", "Bewerberinnen bereiten sich auf Gespräche vor."),
    ],
    "fr": [
        ("Étudier le soir", "Les étudiantes ont étudié les leçons, au cœur de la nuit."),
        ("Les fonctions", "Une fonction renvoie des valeurs; les requêtes sont envoyées."),
        ("Bases de données", "Les tables sont liées par des clés étrangères."),
        ("Des chevaux", "Les journaux parlaient de leur créativité naïve."),
    ],
    "es": [
        ("Comunicaciones", "Las funciones devuelven valores y las pruebas fallaron."),
        ("El año pasado", "Los niños hablaban rápidamente con sus abuelas."),
        ("Bases de datos", "Las tablas guardan canciones y relaciones."),
        ("Corazones", "La configuración del servidor está explicada aquí."),
    ],
    "ar": [
        ("الكتاب الجديد", "قرأ الطالب الكِتَابَ في المكتبة."),
        ("المدرسة", "يذهب المعلمون إلى المدرسة كل يوم."),
        ("الأسئلة", "السؤال سهل والإجابة واضحة."),
        ("الجداول", "الجدول فيه صفوف وأعمدة كثيرة."),
    ],
    "he": [
        ("שיעור ראשון", "הַתַּלְמִיד קורא ספר בבית הספר."),
        ("מסד נתונים", "הטבלה מכילה שורות ועמודות."),
        ("שאלות", "התשובה נכונה, והשאלה קלה."),
        ("פונקציות", "הפונקציה מחזירה ערך אחד."),
    ],
    "tr": [
        ("İstanbul", "Kitapları okudum. Isıtma sistemi çalışıyor."),
        ("Işık hızı", "Öğrenciler sınavlara hazırlanıyor."),
    ],
}
ASKED = {
    "de": """
        Haus > Häuser; strasse > Straße; STRASSEN > Straße; grosse > große; Tür > Türen;
        tur > Türen; Datenbank > Datenbanken; Schlüsseln > Schlüssel; Funktion > Funktionen;
        Fussgänger > Fußgänger; Prüfung > Prüfungen; Gespräch > Gespräche;
        bewerberin > Bewerberinnen; Tabelle > Tabellen
    """,
    "fr": """
        étudié > étudié; etudiant > étudiantes; leçon > leçons; lecon > leçons; coeur > cœur;
        Fonction > fonctions; requete > requêtes; valeur > valeurs; envoyer > envoyées;
        cheval > chevaux; clé > clés; etrangere > étrangères; journal > journaux;
        donnée > données; étudier > Étudier; naive > naïve
    """,
    "es": """
        comunicación > Comunicaciones; comunicacion > Comunicaciones; función > funciones;
        prueba > pruebas; fallar > fallaron; ano > año; niña > niños; hablar > hablaban;
        abuela > abuelas; relación > relaciones; corazón > Corazones;
        CONFIGURACIONES > configuración; canción > canciones; servidores > servidor;
        rapidamente > rápidamente
    """,
    "ar": """
        كتاب > الكتاب; الكتاب > الكتاب; مكتبة > المكتبة; طالب > الطالب; مدرسة > المدرسة;
        المعلمين > المعلمون; سؤال > السؤال; سوال > السؤال; جدول > الجدول; صفوف > صفوف;
        اسئلة > الأسئلة; والاجابة > والإجابة
    """,
    "he": """
        התלמיד > הַתַּלְמִיד; ספר > ספר; שורות > שורות; שאלות > שאלות; הטבלה > הטבלה;
        ערך > ערך; נתונים > נתונים; שיעור > שיעור; התשובה > התשובה; פונקציות > פונקציות;
        נְכוֹנָה > נכונה; קלה > קלה
    """,
    "tr": """
        istanbul > İstanbul; ISTANBUL > İstanbul; İSTANBUL > İstanbul; isitma > Isıtma;
        ısıtma > Isıtma; kitap > Kitapları; isik > Işık; hizi > hızı; öğrenci > Öğrenciler;
        ogrenci > Öğrenciler
    """,
}
"""What is typed, and what is marked for it in the best place."""


def write(folder: Path, language: str) -> Library:
    """Write a course of one topic in a language, and read it."""
    (folder / "01-one").mkdir(parents=True, exist_ok=True)
    text = TOPIC.format(title="…") + "## S\n\n…\n\n"
    for heading, words in TEXTS[language]:
        text += f"## {heading}\n\n{words}\n\n"
    (folder / "01-one/topic.md").write_text(text, encoding="utf-8")
    title = " ".join(heading for heading, _ in TEXTS[language])
    (folder / "01-one/questions.md").write_text(QUESTION.format(title=title), encoding="utf-8")
    (folder / "site.toml").write_text(f'title = "…"\ntagline = "…"\nlanguage = "{language}"\n')
    return load_library(folder).library


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, SearchIndex]]:
    folder = tmp_path_factory.mktemp("courses")
    found = {code: SearchIndex(write(folder / code, code), driver) for code in TEXTS}
    yield found
    for one in found.values():
        one.close()


def marked(*snippets: Snippet) -> set[str]:
    return {part for one in snippets for part in one.parts[1::2]}


@pytest.mark.parametrize("language", ASKED)
def test_any_form_of_a_word_finds_it_and_marks_just_that_word(
    indexes: dict[str, SearchIndex], language: str
) -> None:
    wrong = {}
    pairs = [pair.split(" > ") for pair in " ".join(ASKED[language].split()).split("; ")]
    assert len(pairs) >= 10
    for typed, expected in pairs:
        hits = indexes[language].find(f"{typed} ", 1).hits
        seen = marked(hits[0].heading, hits[0].snippet) if hits else set()
        if expected.lower() not in {one.lower() for one in seen}:
            wrong[typed] = seen
    assert wrong == {}


def test_question_is_found_and_marked_in_its_language(indexes: dict[str, SearchIndex]) -> None:
    (found,) = indexes["de"].find("funktion schreibt ", 5).questions
    assert marked(found.title) == {"Funktionen", "schreiben"}
    assert "".join(found.title.parts).startswith("Häuser am Hang")


def test_words_that_are_quoted_or_being_typed_are_found(indexes: dict[str, SearchIndex]) -> None:
    for typed in ('"große Haus"', '"grosse häuser"', "tabell", "fußgä"):
        hits = indexes["de"].find(typed, 1).hits
        assert hits, typed
        assert marked(hits[0].heading, hits[0].snippet), typed


def test_slip_is_corrected_in_the_words_of_the_course(indexes: dict[str, SearchIndex]) -> None:
    assert indexes["de"].find("datenbnaken ", 1).corrected == "datenbanken"


def test_another_language_has_its_index_made_anew(tmp_path: Path) -> None:
    """From the kept file of the other nothing is taken: its words have other stems."""
    course, cache = tmp_path / "course", tmp_path / "cache"
    german = write(course, "de")
    SearchIndex(german, driver, cache).close()
    site = course / "site.toml"
    site.write_text(site.read_text().replace('"de"', '"en"'))
    for library, finds in ((load_library(course).library, False), (german, True)):
        index = SearchIndex(library, driver, cache)
        assert index.is_kept
        assert len([*cache.iterdir()]) == 1
        assert (index.find("datenbank ", 1).corrected == "") is finds
        index.close()


@pytest.mark.parametrize("language", ["ca", "es", "fr", "pt", "tr"])
def test_what_nobody_calls_a_word_is_not_looked_at_for_long(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Each spelling of each stem of it would be tried, and a visitor may send the next at once."""
    stemmed = list[str]()

    class Counting:
        def __init__(self, name: str) -> None:
            self._own = Snowball(name)

        def stemWord(self, word: str) -> str:  # noqa: N802 - Snowball's own
            stemmed.append(word)
            return str(self._own.stemWord(word))

    monkeypatch.setattr(snowballstemmer, "stemmer", Counting)
    for made_of in ("e", "es", "a", "ement"):
        language_of(language).stem((made_of * 200)[:200])
    assert len(stemmed) <= 8


def test_answers_are_compared_as_they_stand() -> None:
    """Stems are for searching: in an answer they would let wrong words pass."""
    package = Path(questions.__file__).parent
    files = sorted(package.glob("*.py"))
    assert files
    read = "".join(one.read_text(encoding="utf-8") for one in files)
    assert not [one for one in ("study.search", "snowball", "Snowball") if one in read]
