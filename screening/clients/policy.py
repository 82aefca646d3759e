"""Who may do what here: the people of the agency that cares for the client, and nobody else."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

CARE = {Role.CASEWORKER}

allow("screening.own_clients", roles=CARE)
allow("screening.view_client", roles=CARE, needs="view")
allow("screening.change_client", roles=CARE, needs="change")
allow("screening.client_names", roles=CARE, needs="see_identity")
