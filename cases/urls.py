"""Addresses of the unit's pages."""

from cases.course import urls as course_urls
from cases.danger import urls as danger_urls
from cases.dossier import urls as dossier_urls
from cases.exhibits import urls as exhibits_urls
from cases.exploitation import urls as exploitation_urls
from cases.file import urls as file_urls
from cases.finding import urls as finding_urls
from cases.insiders import urls as insiders_urls
from cases.intake import urls as intake_urls
from cases.keeping import urls as keeping_urls
from cases.material import urls as material_urls
from cases.people import urls as people_urls
from cases.proof import urls as proof_urls
from cases.registers import standing_urls
from cases.registers import urls as registers_urls
from cases.same_human import urls as same_human_urls
from cases.two_people import urls as two_people_urls

app_name = "cases"

urlpatterns = [
    *danger_urls.urlpatterns,
    *insiders_urls.urlpatterns,
    *material_urls.urlpatterns,
    *exhibits_urls.urlpatterns,
    *people_urls.urlpatterns,
    *exploitation_urls.urlpatterns,
    *course_urls.urlpatterns,
    *intake_urls.urlpatterns,
    *proof_urls.urlpatterns,
    *finding_urls.urlpatterns,
    *same_human_urls.urlpatterns,
    *keeping_urls.urlpatterns,
    *registers_urls.urlpatterns,
    *standing_urls.urlpatterns,
    *two_people_urls.urlpatterns,
    *dossier_urls.urlpatterns,
    *file_urls.urlpatterns,
]
