from prosecutions.models.advice import Advice, Query
from prosecutions.models.charge import Accused, AccusedName, Charge
from prosecutions.models.court import Hearing, StageEvent
from prosecutions.models.file import FiledName, FileItem, FileSubmission
from prosecutions.models.matter import Prosecution, ProsecutionGrant
from prosecutions.models.outcome import Outcome, Sentence

__all__ = [
    "Accused",
    "AccusedName",
    "Advice",
    "Charge",
    "FileItem",
    "FileSubmission",
    "FiledName",
    "Hearing",
    "Outcome",
    "Prosecution",
    "ProsecutionGrant",
    "Query",
    "Sentence",
    "StageEvent",
]
