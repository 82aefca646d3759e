"""first screens, decisions on victim status, consent, referrals both ways. Rooms stand ground first."""

ROOMS = (
    "instruments",
    "contact",
    "consent",
    "interview",
    "status",
    "referral",
    "clients",
    "person",
    "demonstration",
)
