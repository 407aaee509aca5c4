"""Generators of texts for `Column.make`: names of people, companies and places, titles from patterns, codes."""

from __future__ import annotations

from collections.abc import Sequence

from agentrt.synth.general.declare import Draw, Make

FIRST = (
    "Ada Adam Aisha Alan Alice Amara Amir Ana Anton Arjun Astrid Beatriz Ben Bruno Carla Chen Clara Daniel "
    "Daria David Diego Dina Elena Elias Emma Erik Esther Eva Farah Felix Fiona Frank Greta Hana Hassan Helen "
    "Hugo Ines Ingrid Ivan Jack Jana Jin Joan Jonas Julia Kaito Karim Katya Kofi Lars Laura Lena Leo Lin Lucia "
    "Luis Maja Marco Maria Martin Maya Mei Mila Mina Nadia Nils Nina Noah Nora Olga Omar Oscar Paula Pavel "
    "Petra Priya Rafael Rosa Ruth Sam Sara Sven Tara Tariq Theo Tomas Uma Vera Victor Wei Yara Yusuf Zara Zoe"
).split()
LAST = (
    "Abbott Adler Ahmed Almeida Andersen Bauer Becker Bell Berg Bianchi Blake Braun Brandt Brooks Carter "
    "Castro Chen Cohen Costa Cruz Dahl Diaz Dubois Duran Ekström Evans Farkas Ferrari Fischer Fleming Fuchs "
    "Garcia Gomez Gray Green Haas Hall Hansen Hayes Hoffman Holm Horvat Huang Hughes Ito Ivanov Jansen Jensen "
    "Kaya Keller Khan Kim Klein Kovacs Kumar Lange Larsen Lee Lindgren Lopez Marino Mason Mehta Meyer Moreau "
    "Morgan Moser Müller Nagy Nakamura Neumann Nguyen Novak Okafor Olsen Ortega Osei Park Patel Pereira Petrov "
    "Popescu Reyes Ricci Rossi Roth Sato Schmidt Silva Singh Sokolov Stone Suzuki Takeda Tanaka Torres Tran "
    "Vargas Vega Virtanen Vogel Wagner Walker Wang Weber Wolf Wood Wright Yamada Young Zhang Ziegler"
).split()
CITIES = (
    "Aarhus Athens Barcelona Basel Bergen Bilbao Bologna Bordeaux Bremen Bristol Brno Budapest Cork Dresden "
    "Dublin Florence Gdansk Geneva Ghent Glasgow Graz Hamburg Helsinki Krakow Leeds Leipzig Lille Lisbon "
    "Ljubljana Lyon Malaga Malmo Milan Munich Nantes Naples Odense Oslo Palermo Porto Prague Riga Rotterdam "
    "Salzburg Seville Sofia Tallinn Tampere Trieste Turin Utrecht Valencia Vienna Vilnius Warsaw Zagreb Zurich"
).split()
TRADE = "Alder Apex Beacon Birch Cobalt Copper Delta Ember Falcon Granite Harbor Iris Juniper Lumen Maple Nova".split()
KINDS = "Foods Freight Holdings Labs Logistics Partners Supply Systems Tools Trading Works Group".split()


def person(draw: Draw) -> str:
    """A first and a last name."""
    return f"{draw.rng.choice(FIRST)} {draw.rng.choice(LAST)}"


def company(draw: Draw) -> str:
    """A company's name."""
    return f"{draw.rng.choice(TRADE)} {draw.rng.choice(KINDS)}"


def city(draw: Draw) -> str:
    """A European city."""
    return draw.rng.choice(CITIES)


def one_of(*words: str) -> Make:
    """One of some texts, evenly."""
    return lambda draw: draw.rng.choice(words)


def in_order(*words: str) -> Make:
    """The texts one after the other; the table has as many rows."""
    return lambda draw: words[draw.index % len(words)]


def pattern(template: str, **parts: Sequence[str]) -> Make:
    """A text with parts filled in: `pattern("The {how} {what}", how=("Quiet", "Last"), what=("River", "Hour"))`."""
    return lambda draw: template.format(**{name: draw.rng.choice(words) for name, words in parts.items()})


def code(shape: str) -> Make:
    """A code in which # stands for a digit and @ for a capital letter: `code("@@-###")`."""

    def make(draw: Draw) -> str:
        def sign(one: str) -> str:
            if one == "#":
                return str(draw.rng.randint(0, 9))
            return draw.rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") if one == "@" else one

        return "".join(sign(one) for one in shape)

    return make
