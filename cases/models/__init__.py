from cases.models.approval import Approval, ApprovalKind
from cases.models.case import Case, Compartment, Stage
from cases.models.copy import CaseCopy, CopyForm, CopyPart, CopyPurpose
from cases.models.danger import DangerEntry, DangerStep
from cases.models.emergency import EmergencyAccess, Finding
from cases.models.grants import CaseGrant, InvolvementGrant
from cases.models.involvement import Involvement, InvolvementRole, VictimStatus
from cases.models.keeping import Disposal, DisposalGround, Hold, HoldGround
from cases.models.material import Exhibit, Note, Statement
from cases.models.new_lead import NewLead
from cases.models.person import AgeBasis, IdentityKind, Person, PersonIdentity
from cases.models.report import Danger, FromWhom, IntakeReport
from cases.models.showing import NamesShown, ShowReason

__all__ = [
    "AgeBasis",
    "Approval",
    "ApprovalKind",
    "Case",
    "CaseCopy",
    "CaseGrant",
    "Compartment",
    "CopyForm",
    "CopyPart",
    "CopyPurpose",
    "Danger",
    "DangerEntry",
    "DangerStep",
    "Disposal",
    "DisposalGround",
    "EmergencyAccess",
    "Exhibit",
    "Finding",
    "FromWhom",
    "Hold",
    "HoldGround",
    "IdentityKind",
    "IntakeReport",
    "Involvement",
    "InvolvementGrant",
    "InvolvementRole",
    "NamesShown",
    "NewLead",
    "Note",
    "Person",
    "PersonIdentity",
    "ShowReason",
    "Stage",
    "Statement",
    "VictimStatus",
]
