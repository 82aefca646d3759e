"""Small files to import. The real one is read where it stands, when it is there."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "reports" / "importing" / "samples" / "small_sheet.csv"
REAL = ROOT.parent / "shared" / "data" / "ctdc_cases_2012_2016.csv"

CTDC_HEAD = (
    "yearOfRegistration,Datasource,gender,citizenship,isForcedLabour,ControlCategory,RecruiterCategory,ExploitType,"
    "Labor_Type,ageCategories"
)
CTDC_ROWS = (
    "2012,Hotline,Female,US,0,Threats,Other,Sexual Exploitation,Unknown,Age 9-17",
    "2012,Hotline,Female,US,0,Threats,Other,Sexual Exploitation,Unknown,Age 9-17",
    "2012,Case Management,Male,0,1,Financial,Not Specified,Forced Labor,Construction,Age 30-38",
    "2013,Case Management,Female,-99,1,Other,Friend/Acquaintance,Forced Labor,Domestic Work,Age 48+",
    "2013,hotline, FEMALE ,ua,0,Survival,Family/Relative,Other,Unknown,Age 0-8",
)


def ctdc(*rows: str, head: str = CTDC_HEAD) -> bytes:
    """A file of the CTDC layout; without rows of one's own, five people, two of them in identical rows."""
    return ("\n".join([head, *(rows or CTDC_ROWS)]) + "\n").encode()


def sent(content: bytes, name: str = "records.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")
