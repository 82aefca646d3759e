from cases.models.approval import Approval, ApprovalKind
from cases.models.case import Case, Compartment, Stage
from cases.models.emergency import EmergencyAccess, Finding
from cases.models.grants import CaseGrant, InvolvementGrant
from cases.models.involvement import Involvement, InvolvementRole, VictimStatus
from cases.models.material import Exhibit, Note, Statement
from cases.models.person import AgeBasis, IdentityKind, Person, PersonIdentity
from cases.models.report import Danger, FromWhom, IntakeReport
from cases.models.showing import NamesShown, ShowReason

__all__ = [
    "AgeBasis",
    "Approval",
    "ApprovalKind",
    "Case",
    "CaseGrant",
    "Compartment",
    "Danger",
    "EmergencyAccess",
    "Exhibit",
    "Finding",
    "FromWhom",
    "IdentityKind",
    "IntakeReport",
    "Involvement",
    "InvolvementGrant",
    "InvolvementRole",
    "NamesShown",
    "Note",
    "Person",
    "PersonIdentity",
    "ShowReason",
    "Stage",
    "Statement",
    "VictimStatus",
]
