from cases.danger.models import DangerEntry, DangerStep
from cases.dossier.models import CaseCopy, CopyForm, CopyPart, CopyPurpose
from cases.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, ExhibitUpload, FileReading
from cases.exploitation.models import Exploitation, ExploitationSuspect
from cases.insiders.models import EmergencyAccess, Finding, NewLead
from cases.intake.models import (
    Danger,
    FromWhom,
    IntakeReport,
    ReportGrant,
    ReportPerson,
    ReportWords,
    TriageDecision,
    TriageOutcome,
)
from cases.keeping.models import (
    Disposal,
    DisposalGround,
    Hold,
    HoldGround,
    ReportApproval,
    ReportDisposal,
    ReportHold,
)
from cases.material.models import Note, Statement
from cases.people.models import IdentityKind, InvolvementPart, NamesShown, PersonIdentity, ShowReason
from cases.proof.models import Element, ProofItem
from cases.record.models import (
    AgeBasis,
    Case,
    CaseGrant,
    CaseStageEvent,
    Compartment,
    Involvement,
    InvolvementGrant,
    InvolvementRole,
    Person,
    Stage,
    VictimStatus,
)
from cases.record.numbers import CaseNumber
from cases.registers.models import RegisterBatch, RegisterMapping, RegisterPart
from cases.same_human.models import HumanNumber, Said, SamePerson
from cases.two_people.models import Approval

__all__ = [
    "AgeBasis",
    "Approval",
    "Case",
    "CaseCopy",
    "CaseGrant",
    "CaseNumber",
    "CaseStageEvent",
    "Compartment",
    "CopyForm",
    "CopyPart",
    "CopyPurpose",
    "CustodyEvent",
    "Danger",
    "DangerEntry",
    "DangerStep",
    "Disposal",
    "DisposalGround",
    "Element",
    "EmergencyAccess",
    "Exhibit",
    "ExhibitFile",
    "ExhibitUpload",
    "Exploitation",
    "ExploitationSuspect",
    "FileReading",
    "Finding",
    "FromWhom",
    "Hold",
    "HoldGround",
    "HumanNumber",
    "IdentityKind",
    "IntakeReport",
    "Involvement",
    "InvolvementGrant",
    "InvolvementPart",
    "InvolvementRole",
    "NamesShown",
    "NewLead",
    "Note",
    "Person",
    "PersonIdentity",
    "ProofItem",
    "RegisterBatch",
    "RegisterMapping",
    "RegisterPart",
    "ReportApproval",
    "ReportDisposal",
    "ReportGrant",
    "ReportHold",
    "ReportPerson",
    "ReportWords",
    "Said",
    "SamePerson",
    "ShowReason",
    "Stage",
    "Statement",
    "TriageDecision",
    "TriageOutcome",
    "VictimStatus",
]
