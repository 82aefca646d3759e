"""files sent to the DPP, advice, charges, court, outcomes. Rooms stand ground first."""

ROOMS = (
    "record",
    "offences",
    "file",
    "advice",
    "accused",
    "court_path",
    "charges",
    "court",
    "outcomes",
    "docket",
    "matter",
    "demonstration",
)
