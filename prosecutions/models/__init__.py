from prosecutions.accused.models import Accused, AccusedName
from prosecutions.advice.models import Advice, Query
from prosecutions.charges.models import Charge, ChargeVictim
from prosecutions.court.models import Hearing, HearingAccused
from prosecutions.court_path.models import StageEvent
from prosecutions.file.models import FiledName, FileItem, FileSubmission
from prosecutions.outcomes.models import Outcome, Sentence
from prosecutions.record.models import Prosecution, ProsecutionGrant

__all__ = [
    "Accused",
    "AccusedName",
    "Advice",
    "Charge",
    "ChargeVictim",
    "FileItem",
    "FileSubmission",
    "FiledName",
    "Hearing",
    "HearingAccused",
    "Outcome",
    "Prosecution",
    "ProsecutionGrant",
    "Query",
    "Sentence",
    "StageEvent",
]
