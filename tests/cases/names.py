"""Invented names, and how people misspell them: for the test of the search and for its benchmark. No randomness but
that of the generator that is handed in."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

_GIVEN = """
María José Guadalupe Francisco Xiomara Yolanda Jesús Rosa Luis Carmen Ángel Beatriz Óscar Iván Yessica Wilmer
Nelson Milagros Zulay Belkis Yusmary Oriana Génesis Kervin Anthony Shanice Kwame Akeem Keisha Ravi Anjali
Priya Sunita Vishnu Indira Mei Xiao Ling Wei Natalia Olga Dmitri Svetlana Oksana Mikhail Grace Michael Stephen
Joseph Catherine Elizabeth Marlon Devon Sherwin Nicole Tamara Rafael Consuelo Dolores Enrique Ignacio Graciela
Teresa Ricardo Alejandra Alejandro Gabriela Daniel Fernando Vicente Margarita Leticia Isabel Manuel Roberto
Alberto
"""
GIVEN = tuple(_GIVEN.split())
_SURNAMES = """
González Rodríguez Pérez Hernández García Martínez Sánchez López Díaz Rojas Peña Núñez Vásquez Jiménez
Gutiérrez Castillo Moreno Rivas Zambrano Urdaneta Quintero Villalobos Briceño Chourio Marcano Baptiste Charles
Joseph Alexander Mohammed Ali Singh Ramkissoon Maharaj Persad Ramlogan Boodoo Seepersad Williams Phillip
Thomas Hernandez Guerra Chen Wong Zhang Liu Petrova Ivanova Sokolova Kuznetsov Morozova Pierre Antoine
Toussaint
"""
SURNAMES = tuple(_SURNAMES.split())
SYLLABLES = "ba be bo ca ce co cha da de do fa fe ga go gui ja je la le llo ma me mi mo na ñe no pa pe po qui ra re "
SYLLABLES += "rri ro sa se so ta te to va ve vi ya yo za ze zo"
PLACES = SYLLABLES.split()

# What sounds alike to somebody who writes down a name that was said.
HEARD = (
    ("v", "b"), ("b", "v"), ("z", "s"), ("s", "z"), ("c", "s"), ("ll", "y"), ("y", "ll"), ("h", ""), ("qu", "k"),
    ("ge", "je"), ("gi", "ji"), ("je", "ge"), ("x", "s"), ("ph", "f"), ("i", "y"), ("ñ", "ny"), ("rr", "r"),
    ("ss", "s"), ("k", "c"), ("ou", "u"), ("ee", "i"), ("th", "t"),
)  # fmt: skip
CALLED = {
    "José": "Pepe", "Francisco": "Paco", "Guadalupe": "Lupita", "Jesús": "Chucho", "Ignacio": "Nacho",
    "Enrique": "Quique", "Consuelo": "Chelo", "Dolores": "Lola", "Graciela": "Chela", "Isabel": "Chabela",
    "Roberto": "Beto", "Alejandra": "Sandra", "Michael": "Mike", "Catherine": "Kate", "Elizabeth": "Liz",
    "Joseph": "Joe", "Natalia": "Natasha", "Mikhail": "Misha", "Manuel": "Manolo", "Teresa": "Tere",
}  # fmt: skip


def surname(chance: random.Random) -> str:
    """A known one, or one that nobody has met yet: a million people do not share fifty names."""
    if chance.random() < 0.4:
        return chance.choice(SURNAMES)
    return "".join(chance.choices(PLACES, k=chance.choice((2, 3, 3)))).capitalize() + chance.choice(("", "n", "s", "z"))


def full_name(chance: random.Random) -> str:
    """One or two first names; one surname or the two of Spanish use."""
    given = chance.sample(GIVEN, 2 if chance.random() < 0.4 else 1)
    family = [surname(chance) for _ in range(2 if chance.random() < 0.7 else 1)]
    joined = " de la ".join(family) if len(family) == 2 and chance.random() < 0.1 else " ".join(family)
    return " ".join([*given, joined])


def _one_letter(name: str, chance: random.Random) -> str:
    """A letter left out, doubled, changed, or two in the wrong order; not the first of a part."""
    at = chance.choice([n for n in range(1, len(name)) if name[n].isalpha() and name[n - 1].isalpha()])
    letter = chance.choice("aeionrslt")
    return chance.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if at > 1 else name[:at] + name[at + 1 :],
        )
    )


def _as_heard(name: str, chance: random.Random) -> str:
    possible = [(a, b) for a, b in HEARD if a in name.lower()]
    if not possible:
        return name
    a, b = chance.choice(possible)
    at = name.lower().index(a)
    return name[:at] + b + name[at + len(a) :]


def _no_accents(name: str, chance: random.Random) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _turned_round(name: str, chance: random.Random) -> str:
    parts = name.split()
    return " ".join([parts[-1], *parts[:-1]])


def _shorter(name: str, chance: random.Random) -> str:
    """The second surname, or a second first name, is left out; two parts stay."""
    parts = [p for p in name.split() if p not in ("de", "la")]
    if len(parts) > 2:
        del parts[chance.choice((1, len(parts) - 1))]
    return " ".join(parts)


def _called(name: str, chance: random.Random) -> str:
    first, _, rest = name.partition(" ")
    return f"{CALLED.get(first, first)} {rest}"


MISTAKES: tuple[Callable[[str, random.Random], str], ...] = (
    _one_letter, _one_letter, _as_heard, _as_heard, _no_accents, _turned_round, _shorter, _called,
)  # fmt: skip


def misspelt(name: str, chance: random.Random) -> str:
    """One mistake, often two; never the name itself."""
    while True:
        wrong = name
        for mistake in chance.sample(MISTAKES, chance.choice((1, 2, 2))):
            wrong = mistake(wrong, chance)
        if wrong != name:
            return wrong
