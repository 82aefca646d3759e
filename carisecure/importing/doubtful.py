"""Two letters that are a country of ISO 3166 and that police sheets of the region use for another one."""

OTHERS: dict[str, tuple[str, ...]] = {
    "BA": ("BB", "BS"),
    "CH": ("CN", "CL"),
    "DO": ("DM",),
    "GR": ("GD",),
    "GU": ("GY", "GT"),
    "JE": ("JM",),
    "MA": ("MQ",),
    "PA": ("PY", "PK"),
    "SA": ("ZA",),
    "SL": ("LC", "LK"),
    "SV": ("VC",),
    "SK": ("KN",),
    "SR": ("LK",),
    "SM": ("MF", "SX"),
    "TR": ("TT",),
    "TO": ("TT",),
    "VI": ("VG",),
    "VN": ("VE",),
}
