"""What a supervisor says of the second register on its pages, sheet by sheet; all else stays as it is proposed."""

from __future__ import annotations

SHEETS = {"hidden_rows_1": "read", "hidden_columns_1": "read"}
COLUMNS: list[dict[str, str]] = [
    {},
    {
        "Modalidad": "cases.exploitation.forms/", "Fecha de la decisión": "screening.status.decided_on/",
        "Nota interna": "remarks/",
    },
    {"Imputado": "prosecutions.accused.name/", "Imputado el": "prosecutions.charge.laid_on/"},
]  # fmt: skip
# The parishes are another country's: kept as a remark, or called not known.
VALUES: list[dict[str, str]] = [
    {
        "ONG": "other_agency", "Llamada": "phone", "Policía": "other_agency", "Inmigración": "other_agency",
        "San Juan": "?", "Carriacou": "!", "San Andrés": "!", "San David": "!",
    },
    {
        "VZLA": "Venezuela", "dominicana": "Dominican Republic", "Confirmada": "identified",
        "Confirmed": "identified", "Presunta": "presumed", "Trabajo forzoso": "forced_labour",
        "Servidumbre doméstica": "servitude",
    },
    {
        "Trata (menor)": "TT-18", "Proxenetismo": "TT-SOA-17", "En trámite": "preliminary_inquiry",
        "Condenada": "convicted",
    },
]  # fmt: skip
