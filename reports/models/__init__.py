from reports.figures.models import ReportRun
from reports.importing.models import ImportBatch, ImportMapping
from reports.record.models import Collection, ReferenceRecord

__all__ = ["Collection", "ImportBatch", "ImportMapping", "ReferenceRecord", "ReportRun"]
