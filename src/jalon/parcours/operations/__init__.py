"""What is done to paths: opened, advanced, fed with proofs, crowned by CCPs and titles."""

from jalon.parcours.operations.acts import Move, advance_parcours, correct_act, follow_parcours
from jalon.parcours.operations.alerts import send_alerts
from jalon.parcours.operations.due import refresh_active, refresh_due, refresh_next_due
from jalon.parcours.operations.paths import (
    CompanyHours,
    NewParcours,
    award_ccp,
    award_titre,
    create_many_parcours,
    create_parcours,
    entrust_parcours,
    record_company_hours,
    record_company_period,
    record_ecf_results,
    remove_company_period,
    update_many_parcours,
    update_parcours,
    withdraw_award,
)

__all__ = [
    "CompanyHours",
    "Move",
    "NewParcours",
    "advance_parcours",
    "award_ccp",
    "award_titre",
    "correct_act",
    "create_many_parcours",
    "create_parcours",
    "entrust_parcours",
    "follow_parcours",
    "record_company_hours",
    "record_company_period",
    "record_ecf_results",
    "refresh_active",
    "refresh_due",
    "refresh_next_due",
    "remove_company_period",
    "send_alerts",
    "update_many_parcours",
    "update_parcours",
    "withdraw_award",
]
