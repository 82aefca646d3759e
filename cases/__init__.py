"""Reports, the case file, people, statements, exhibits. Rooms stand ground first: each imports those before it."""

ROOMS = (
    "record",
    "danger",
    "two_people",
    "insiders",
    "material",
    "exhibits",
    "people",
    "exploitation",
    "course",
    "intake",
    "proof",
    "finding",
    "same_human",
    "keeping",
    "registers",
    "dossier",
    "file",
    "demonstration",
)
