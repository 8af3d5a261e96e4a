"""The tables, one module per aggregate. Importing this package registers all of them."""

from sqlmodel import SQLModel

from liaison_app.models.accounts import Account, AuditEntry, Invitation, LoginSession, Speaker
from liaison_app.models.alerts import Alert, WorkerSign
from liaison_app.models.api_keys import ApiKey
from liaison_app.models.catalogue import CityEndpoint, CityService, ServiceQuestion
from liaison_app.models.chronic_spots import ChronicSpot, SpotSearch
from liaison_app.models.co_signs import CoSign
from liaison_app.models.delivery import (
    CityMessage,
    DeliveryAttempt,
    HandOver,
    MessageAttempt,
    MessageHandOver,
    OutboxEntry,
)
from liaison_app.models.demo import DemoProgram
from liaison_app.models.geocoding import GeocoderAnswer, GeocoderTurn
from liaison_app.models.mail import MailMessage
from liaison_app.models.mail_follows import ChangeMark, MailFollow, MailReader
from liaison_app.models.open_data import OpenDataRecord, OpenDataRun
from liaison_app.models.places import Neighborhood, NeighborhoodShape, PlaceImport, StreetRow
from liaison_app.models.rollups import ClosingTime, MapCell, MapCellMonth, NeighborhoodMonth
from liaison_app.models.threads import MessageSeen, SideMessage
from liaison_app.models.tickets import Follow, HeardFrom, Redress, StatusChange, Ticket, TicketAnswer, TicketPhoto

# Whoever knows the tables has sessions that keep the counts.
from liaison_app.models import counting as counting  # isort: skip

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
    "ClosingTime",
    "CoSign",
    "DeliveryAttempt",
    "DemoProgram",
    "Follow",
    "GeocoderAnswer",
    "GeocoderTurn",
    "HandOver",
    "HeardFrom",
    "Invitation",
    "LoginSession",
    "MailFollow",
    "MailMessage",
    "MailReader",
    "MapCell",
    "MapCellMonth",
    "MessageAttempt",
    "MessageHandOver",
    "MessageSeen",
    "Neighborhood",
    "NeighborhoodMonth",
    "NeighborhoodShape",
    "OpenDataRecord",
    "OpenDataRun",
    "OutboxEntry",
    "PlaceImport",
    "Redress",
    "ServiceQuestion",
    "SideMessage",
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
