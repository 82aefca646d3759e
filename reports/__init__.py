"""imports, figures, runs, exports. Rooms stand ground first."""

ROOMS = (
    "record",
    "importing",
    "indicators",
    "release",
    "figures",
    "collections",
    "demonstration",
)
