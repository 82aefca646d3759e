from cases.models.case import Case
from cases.models.grants import CaseGrant, InvolvementGrant
from cases.models.involvement import Involvement
from cases.models.material import Exhibit, Note, Statement
from cases.models.person import Person, PersonIdentity
from cases.models.report import IntakeReport

__all__ = [
    "Case",
    "CaseGrant",
    "Exhibit",
    "IntakeReport",
    "Involvement",
    "InvolvementGrant",
    "Note",
    "Person",
    "PersonIdentity",
    "Statement",
]
