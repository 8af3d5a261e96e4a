"""The tables, one module per aggregate. Importing this package registers all of them."""

from sqlmodel import SQLModel

from liaison_app.models.accounts import Account, AuditEntry, Invitation, LoginSession, Speaker
from liaison_app.models.alerts import Alert, WorkerSign
from liaison_app.models.api_keys import ApiKey
from liaison_app.models.catalogue import CityEndpoint, CityService, ServiceQuestion
from liaison_app.models.chronic_spots import ChronicSpot, SpotSearch
from liaison_app.models.co_signs import CoSign
from liaison_app.models.delivery import CityMessage, DeliveryAttempt, HandOver, MessageAttempt, OutboxEntry
from liaison_app.models.mail import MailMessage
from liaison_app.models.mail_follows import ChangeMark, MailFollow, MailReader
from liaison_app.models.open_data import OpenDataRecord, OpenDataRun
from liaison_app.models.places import Neighborhood, NeighborhoodShape, PlaceImport, StreetRow
from liaison_app.models.tickets import Follow, HeardFrom, StatusChange, Ticket, TicketAnswer, TicketPhoto

metadata = SQLModel.metadata

__all__ = [
    "Account",
    "Alert",
    "ApiKey",
    "AuditEntry",
    "ChangeMark",
    "ChronicSpot",
    "CityEndpoint",
    "CityMessage",
    "CityService",
    "CoSign",
    "DeliveryAttempt",
    "Follow",
    "HandOver",
    "HeardFrom",
    "Invitation",
    "LoginSession",
    "MailFollow",
    "MailMessage",
    "MailReader",
    "MessageAttempt",
    "Neighborhood",
    "NeighborhoodShape",
    "OpenDataRecord",
    "OpenDataRun",
    "OutboxEntry",
    "PlaceImport",
    "ServiceQuestion",
    "Speaker",
    "SpotSearch",
    "StatusChange",
    "StreetRow",
    "Ticket",
    "TicketAnswer",
    "TicketPhoto",
    "WorkerSign",
    "metadata",
]
