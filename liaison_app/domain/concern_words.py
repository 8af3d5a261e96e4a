"""Words by which a line of free text is taken apart, in English and Spanish: kinds of streets, landmarks, how often."""

from __future__ import annotations

import re

KIND = (
    r"street|str|st|avenue|aven|ave|av|boulevard|blvd|road|rd|lane|ln|drive|dr|parkway|pkwy|pike|highway|hwy|terrace|ter"
    r"|court|ct|place|pl|square|sq"
)
# No name of a street has these behind its first word.
ENDS = frozenset(
    (
        "third", "second", "first", "again", "since", "for", "is", "are", "was", "has", "have", "in", "on",
        "next", "near", "by", "the", "a", "an", "with", "and", "or", "but", "there", "full", "out", "not",
        "no", "still", "every", "all", "behind", "front", "across", "corner", "at", "from", "to", "needs",
        "keeps", "been", "between", "y", "e", "con", "hay", "es", "esta", "está", "desde", "hace", "otra",
        "tercera", "segunda", "que", "sin", "la", "el", "los", "las", "un", "una", "de", "del", "en",
        "frente", "cerca", "entre", "lleva", "llena", "se",
    )
)  # fmt: skip
# No street's name begins with these.
COMMON = ENDS | frozenset(
    (
        "street", "sidewalk", "curb", "block", "lot", "alley", "road", "side", "way", "hole", "light",
        "lights", "trash", "tires", "bags", "couch", "couches", "mattress", "my", "our", "his", "her",
        "their", "this", "that", "it", "its", "weeks", "days", "months", "years", "times", "people", "cars",
        "car", "calle", "acera", "banqueta", "esquina", "cuadra", "lote", "mi", "su", "basura", "luz",
        "luces", "llantas", "semanas", "días", "dias", "meses", "años", "of", "old", "big", "dead", "porch",
        "yard", "house", "casa", "carro", "carros", "veces", "vecinos", "over", "am", "pm", "feet", "inches",
        "gallons", "bottles", "they", "we", "i", "you", "someone", "somebody", "up", "down",
    )
)  # fmt: skip
# What stands before a place and says nothing without it.
LOOSE = re.compile(
    r"(?:\s*[,;:–—-]\s*|(?:^|\s+)(?:at|on|in|near|by|of|along|around|in front of|across from|outside|the|corner|from"
    r"|en|por|de|del|la|el|sobre|cerca de|frente al?|enfrente de|esquina|calle|avenida))+\s*$",
    re.IGNORECASE,
)
_NOUNS = (
    r"schools?|church|library|rec(?:reation)? cent(?:er|re)|playground|park|station|store|laundromat|supermarket|market"
    r"|hospital|clinic|daycare|bar|bank|pharmacy|post office|bodega|shop|mosque|bridge|trolley stop|bus stop|deli|gym"
    r"|firehouse|fire station|barbershop|garden|pool|cemetery|senior center|el stop"
    r"|escuela|iglesia|biblioteca|parque|estaci[oó]n|tienda|lavander[ií]a|supermercado|mercado|cl[ií]nica|farmacia"
    r"|centro recreativo|puente|parada|guarder[ií]a|barber[ií]a|correo|mezquita|jard[ií]n|piscina|cancha|panader[ií]a"
)
_PART = r"(?!(?:since|again|for|is|has|third|desde|hace|otra|tercera|hay)\b)[^\W_][\w.'’]*"
LANDMARK = re.compile(
    r"\b(?:in front of|in back of|across from|next to|behind|outside(?: of)?|opposite|beside|under|by|near|at|inside|in"
    r"|frente al?|enfrente del?|al lado del?|cerca del?|detr[aá]s del?|atr[aá]s del?|junto al?"
    r"|of the|de la|del|afuera del?|debajo del?"
    rf"|en)\s+(?:{_PART}\s+){{0,4}}?(?:{_NOUNS})\b(?:\s+(?:de|del|of)\s+{_PART}(?:\s+(?-i:[A-ZÁÉÍÓÚ])\w*)?|\s+(?-i:[A-Z])\w+)?",
    re.IGNORECASE,
)
REPEATED = re.compile(
    r"\b(?:(?:for )?(?:(?:the|its|it's|this|is) ){0,3}(?:second|third|fourth|fifth|sixth|2nd|3rd"
    r"|\d{1,2}th) time(?: (?:this|in a) \w+)?|(?:once |yet )?again|twice(?: (?:this|now)\b(?: \w+)?)?"
    r"|every (?:week|month|night|day|summer)|keeps (?:happening|coming back)"
    r"|(?:(?:es|por|ya|van) ){0,3}(?:la )?(?:segunda|tercera|cuarta|quinta|sexta|otra) vez"
    r"|de nuevo|otra vez|(?:ya )?(?:van )?(?:dos|tres|cuatro|cinco|\d+) veces|cada (?:semana|mes|noche))\b",
    re.IGNORECASE,
)
_COUNT = r"(?:\d+|a|an|two|three|four|five|six|several|few|couple(?: of)?"
_COUNT += r"|un|una|dos|tres|cuatro|cinco|seis|varios|varias)"
_SPAN = r"(?:days?|weeks?|months?|years?|hours?|d[ií]as?|semanas?|mes(?:es)?|años?|horas?)"
ABOUT_TIME = re.compile(
    rf"\b(?:(?:for|over|about|more than|desde hace|hace|por|casi|ya) ){{0,3}}(?:(?:the last|almost|like|m[aá]s de) )?"
    rf"(?:{_COUNT} ){{1,3}}{_SPAN}(?: (?:now|ago|ya))?\b|\b(?:since|desde)(?: (?:el|la|last))? \w+\b"
    r"|\bfor (?:weeks|months|days|years)\b",
    re.IGNORECASE,
)
