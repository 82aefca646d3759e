from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from carisecure.interface import badges
        from reports.figures import models as run
        from reports.importing import models as batch

        badges.register("reports.ImportBatch.state", batch.TONES)
        badges.register("reports.ReportRun.standing", run.TONES)
