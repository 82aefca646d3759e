"""Addresses of this room."""

from django.urls import path

from screening.referral.views import answer, clients, inbound, receipts, refer_out, referral
from screening.referral.views.withdraw_consent import withdraw

urlpatterns = [
    path("receipts/", receipts.receipt_list, name="receipt_list"),
    path("receipts/<uuid:pk>/", receipts.receipt, name="receipt"),
    path("clients/", clients.my_clients, name="my_clients"),
    path("referrals/", clients.referral_list, name="referral_list"),
    path("referrals/new/", clients.refer_to_unit, name="refer_to_unit"),
    path("referrals/inbound/", inbound.inbound_list, name="inbound_list"),
    path("people/<uuid:pk>/refer/", refer_out.refer, name="refer_out"),
    path("consents/<uuid:pk>/withdraw/", withdraw, name="withdraw_consent"),
    path("screens/<uuid:pk>/send/", receipts.send_to_unit, name="send_to_unit"),
    path("referrals/<uuid:pk>/", referral.show, name="referral"),
    path("referrals/<uuid:pk>/packet/", referral.packet, name="packet"),
    path("referrals/<uuid:pk>/names/", referral.show_names, name="referral_names"),
    path("referrals/<uuid:pk>/accept/", answer.accept, name="accept"),
    path("referrals/<uuid:pk>/decline/", answer.decline, name="decline"),
    path("referrals/<uuid:pk>/take-up/", inbound.take_up, name="take_up"),
    path("referrals/<uuid:pk>/not-taken-up/", inbound.not_taken_up, name="not_taken_up"),
    path("referrals/<uuid:pk>/outcome/", answer.outcome, name="outcome"),
]
