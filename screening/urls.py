from django.urls import path

from screening.consent import views as consent
from screening.interview.views import assessment, door, interview
from screening.person import views as person
from screening.referral.views import answer, clients, inbound, receipts, refer_out, referral
from screening.referral.views.withdraw_consent import withdraw
from screening.status import views as status

app_name = "screening"

urlpatterns = [
    # A frontline officer's three pages.
    path("screen/", door.first_screen, name="first_screen"),
    path("receipts/", receipts.receipt_list, name="receipt_list"),
    path("receipts/<uuid:pk>/", receipts.receipt, name="receipt"),
    # A caseworker's.
    path("clients/", clients.my_clients, name="my_clients"),
    path("referrals/", clients.referral_list, name="referral_list"),
    path("referrals/new/", clients.refer_to_unit, name="refer_to_unit"),
    # The unit's.
    path("referrals/inbound/", inbound.inbound_list, name="inbound_list"),
    path("people/<uuid:pk>/", person.show, name="person"),
    path("people/<uuid:pk>/screen/", interview.start, name="start_screening"),
    path("people/<uuid:pk>/assessment/", assessment.choose, name="choose_assessment"),
    path("people/<uuid:pk>/assessment/<slug:used>/", assessment.fill_in, name="assess"),
    path("people/<uuid:pk>/status/", status.decide, name="decide_status"),
    path("people/<uuid:pk>/consent/", consent.record_one, name="record_consent"),
    path("people/<uuid:pk>/refer/", refer_out.refer, name="refer_out"),
    path("consents/<uuid:pk>/withdraw/", withdraw, name="withdraw_consent"),
    # One first screen.
    path("screens/<uuid:pk>/before/", interview.before, name="before"),
    path("screens/<uuid:pk>/questions/<int:number>/", interview.question, name="question"),
    path("screens/<uuid:pk>/finish/", interview.finish, name="finish"),
    path("screens/<uuid:pk>/", interview.result, name="result"),
    path("screens/<uuid:pk>/send/", receipts.send_to_unit, name="send_to_unit"),
    # One referral, from both sides.
    path("referrals/<uuid:pk>/", referral.show, name="referral"),
    path("referrals/<uuid:pk>/packet/", referral.packet, name="packet"),
    path("referrals/<uuid:pk>/names/", referral.show_names, name="referral_names"),
    path("referrals/<uuid:pk>/accept/", answer.accept, name="accept"),
    path("referrals/<uuid:pk>/decline/", answer.decline, name="decline"),
    path("referrals/<uuid:pk>/take-up/", inbound.take_up, name="take_up"),
    path("referrals/<uuid:pk>/not-taken-up/", inbound.not_taken_up, name="not_taken_up"),
    path("referrals/<uuid:pk>/outcome/", answer.outcome, name="outcome"),
]
