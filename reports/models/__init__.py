from reports.models.batch import ImportBatch, ImportMapping
from reports.models.collection import Collection, ReferenceRecord
from reports.models.run import ReportRun

__all__ = ["Collection", "ImportBatch", "ImportMapping", "ReferenceRecord", "ReportRun"]
