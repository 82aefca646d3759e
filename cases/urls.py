"""Addresses of the unit's pages."""

from django.urls import path

from cases.course import views as stage
from cases.course.views import edit_elements, edit_summary
from cases.danger import views as danger
from cases.dossier import views as copies
from cases.file.views import approvals, case
from cases.file.views import desks as work
from cases.finding.views import find_person, find_text
from cases.insiders.views import access, clocks, emergency, leaving, new_lead
from cases.insiders.views.access import restrict
from cases.intake import views as reports
from cases.keeping.views import disposing, holding
from cases.keeping.views.erasing import erase
from cases.material import views as file
from cases.people.views import person as people
from cases.people.views.person import add_person

app_name = "cases"

urlpatterns = [
    path("my-work/", work.my_work, name="my_work"),
    path("unit/", work.unit, name="unit"),
    path("front-line/", work.frontline, name="frontline_home"),
    path("reports/", reports.ReportList.as_view(), name="report_list"),
    path("reports/new/", reports.new_report, name="new_report"),
    path("cases/", case.CaseList.as_view(), name="case_list"),
    path("cases/<uuid:pk>/", case.show, name="case"),
    path("cases/<uuid:pk>/names/", case.show_names, name="case_names"),
    path("cases/<uuid:pk>/summary/", case.summary, name="case_summary"),
    path("cases/<uuid:pk>/summary/edit/", edit_summary, name="edit_summary"),
    path("cases/<uuid:pk>/elements/", edit_elements, name="edit_elements"),
    path("cases/<uuid:pk>/people/add/", add_person, name="add_person"),
    path("cases/<uuid:pk>/notes/add/", file.add_note, name="add_note"),
    path("cases/<uuid:pk>/statements/add/", file.add_statement, name="add_statement"),
    path("cases/<uuid:pk>/exhibits/add/", file.add_exhibit, name="add_exhibit"),
    path("cases/<uuid:pk>/assign/", stage.assign, name="assign"),
    path("cases/<uuid:pk>/danger/", danger.danger, name="danger"),
    path("cases/<uuid:pk>/take/", stage.take, name="take"),
    path("cases/<uuid:pk>/close/", stage.close, name="close"),
    path("cases/<uuid:pk>/reopen/", stage.reopen, name="reopen"),
    path("cases/<uuid:pk>/restrict/", restrict, name="restrict"),
    path("cases/<uuid:pk>/access/", access.show, name="access"),
    path("cases/<uuid:pk>/access/seal/", access.seal, name="seal"),
    path("cases/<uuid:pk>/access/let-in/", access.let_in, name="let_in"),
    path("cases/<uuid:pk>/access/take-out/", access.put_out, name="put_out"),
    path("cases/<uuid:pk>/access/exclude/", access.exclude, name="exclude"),
    path("cases/<uuid:pk>/access/wider/", access.open_wider, name="open_wider"),
    path("cases/<uuid:pk>/access/readmit/", access.readmit, name="readmit"),
    path("cases/<uuid:pk>/access/share/", access.share, name="share"),
    path("cases/<uuid:pk>/copy/", copies.ask, name="copy"),
    path("cases/<uuid:pk>/hold/", holding.hold, name="hold"),
    path("cases/<uuid:pk>/dispose/", disposing.dispose, name="dispose"),
    path("holds/<uuid:pk>/lift/", holding.lift, name="lift_hold"),
    path("approvals/<uuid:pk>/", approvals.decide, name="approval"),
    path("approvals/<uuid:pk>/copy/", copies.download, name="copy_file"),
    path("emergency/", emergency.ask, name="emergency"),
    path("emergency/<uuid:pk>/end/", emergency.end, name="emergency_end"),
    path("emergency/<uuid:pk>/review/", emergency.review, name="emergency_review"),
    path("sealed-cases/", clocks.sealed, name="sealed_clocks"),
    path("sealed-cases/lead/", new_lead.ask, name="new_lead"),
    path("sealed-cases/lead/<uuid:pk>/", new_lead.decide, name="decide_new_lead"),
    path("unit/people/", leaving.people, name="unit_people"),
    path("unit/people/<uuid:pk>/leaves/", leaving.let_go, name="let_go"),
    path("unit/access-review/", leaving.access_review, name="access_review"),
    path("absence/", leaving.absence, name="absence"),
    path("absence/<uuid:pk>/end/", leaving.end_absence, name="end_absence"),
    path("people/<uuid:pk>/", people.show, name="person"),
    path("people/<uuid:pk>/names/", people.show_names, name="person_names"),
    path("people/<uuid:pk>/names/add/", people.add_name, name="add_name"),
    path("people/names/<uuid:pk>/mistake/", people.mistake, name="mistake"),
    path("people/<uuid:pk>/edit/", people.edit, name="edit_person"),
    path("people/<uuid:pk>/erase/", erase, name="erase_identity"),
    path("people/find/", find_person, name="find_person"),
    path("texts/find/", find_text, name="find_text"),
]
