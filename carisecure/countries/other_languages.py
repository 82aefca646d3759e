"""Languages as people of the region say them: those that the CLDR has no name for, and other names of those it has.

The codes are of ISO 639-3; `sgn` (ISO 639-2) stands for signing, whichever country's. Several may share a name: Patois
is said of Jamaica's and of Saint Lucia's, so it is offered as each of them and understood as none.
"""

# Code -> its name in English, in Spanish.
NEW_LANGUAGES: dict[str, tuple[str, str]] = {
    "acf": ("Saint Lucian Creole", "criollo de Santa Lucía"),
    "ake": ("Akawaio", "akawayo"),
    "aoc": ("Pemon", "pemón"),
    "bjs": ("Bajan Creole", "criollo de Barbados"),
    "cab": ("Garifuna", "garífuna"),
    "gcf": ("Antillean Creole", "criollo antillano"),
    "gyn": ("Guyanese Creole", "criollo guyanés"),
    "mbc": ("Macushi", "macushí"),
    "sgn": ("Sign language", "lengua de señas"),
    "svc": ("Vincentian Creole", "criollo de San Vicente"),
    "trf": ("Trinidadian Creole", "criollo de Trinidad"),
    "wap": ("Wapishana", "wapishana"),
    "wba": ("Warao", "warao"),
}

OTHER_LANGUAGE_NAMES: dict[str, tuple[str, ...]] = {
    "acf": ("Kwéyòl", "Patois", "Patwa", "French Creole", "Creole", "Dominican Creole"),
    "aoc": ("Arekuna", "Taurepang"),
    "arw": ("Lokono",),
    "car": ("Kariña", "Kali'na"),
    "es": ("Castilian", "Castellano"),
    "gcf": ("Kwéyòl", "Patois", "Patwa", "French Creole", "Creole"),
    "guc": ("Guajiro", "Wayuunaiki"),
    "gyn": ("Creolese",),
    "ht": ("Kreyol", "Haitian", "French Creole", "Creole"),
    "jam": ("Jamaican", "Patois", "Patwa", "Creole"),
    "mbc": ("Makushi",),
    "sgn": ("Signs", "Signing", "Deaf", "Lengua de signos", "señas"),
    "srn": ("Sranan",),
    "trf": ("Trini", "Creole"),
    "wba": ("Guarao", "Warrau", "Guarauno"),
    "yue": ("Guangdong",),
    "zh": ("Mandarin", "Mandarín", "Putonghua"),
}
