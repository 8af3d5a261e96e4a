"""The tables, one module per aggregate. Importing this package registers all of them."""

from sqlmodel import SQLModel

from liaison_app.models.accounts import Account, AuditEntry, Invitation, LoginSession, Speaker
from liaison_app.models.alerts import Alert, WorkerSign
from liaison_app.models.api_keys import ApiKey
from liaison_app.models.catalogue import CityEndpoint, CityService, ServiceQuestion
from liaison_app.models.channels import HeardAnswer, LinkedRequest, ReceivedMail
from liaison_app.models.chronic_spots import ChronicSpot, SpotSearch
from liaison_app.models.co_signs import CoSign
from liaison_app.models.coverage import NeighborhoodNeed
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
from liaison_app.models.meetings import Meeting, MeetingAttendee, MeetingItem, MeetingSupport
from liaison_app.models.merged import GaveWay, MergedTicket
from liaison_app.models.moderation import ModerationStep, PhotoCover, PublicAsking, TextCover
from liaison_app.models.modules import ModuleAnswer, ModulePicture, ModuleReading, ModuleVersion, TrainingModule
from liaison_app.models.news import (
    NewsCause,
    NewsItem,
    NewsMute,
    NewsReader,
    NewsWish,
    PushDevice,
    PushMessage,
)
from liaison_app.models.open_data import OpenDataRecord, OpenDataRun
from liaison_app.models.places import Neighborhood, NeighborhoodShape, PlaceImport, StreetRow
from liaison_app.models.practice import PracticeAttempt, PracticeGrade
from liaison_app.models.program import (
    Applicant,
    ApplicantNote,
    Certification,
    Cohort,
    Presence,
    Seat,
    TrainingSession,
)
from liaison_app.models.rollups import ClosingTime, MapCell, MapCellMonth, NeighborhoodMonth
from liaison_app.models.standings import Cover, RecoveryCode, SecondFactor, StandingNews, Suspension
from liaison_app.models.threads import MessagePhoto, MessageSeen, MessageVersion, SideMessage
from liaison_app.models.tickets import Follow, HeardFrom, Redress, StatusChange, Ticket, TicketAnswer, TicketPhoto

# Whoever knows the tables has sessions that keep the counts, and note what may be news.
from liaison_app.models import counting as counting, news_causes as news_causes  # isort: skip

metadata = SQLModel.metadata

__all__ = [
    "Account",
    "Alert",
    "ApiKey",
    "Applicant",
    "ApplicantNote",
    "AuditEntry",
    "Certification",
    "ChangeMark",
    "ChronicSpot",
    "CityEndpoint",
    "CityMessage",
    "CityService",
    "ClosingTime",
    "CoSign",
    "Cohort",
    "Cover",
    "DeliveryAttempt",
    "DemoProgram",
    "Follow",
    "GaveWay",
    "GeocoderAnswer",
    "GeocoderTurn",
    "HandOver",
    "HeardAnswer",
    "HeardFrom",
    "Invitation",
    "LinkedRequest",
    "LoginSession",
    "MailFollow",
    "MailMessage",
    "MailReader",
    "MapCell",
    "MapCellMonth",
    "Meeting",
    "MeetingAttendee",
    "MeetingItem",
    "MeetingSupport",
    "MergedTicket",
    "MessageAttempt",
    "MessageHandOver",
    "MessagePhoto",
    "MessageSeen",
    "MessageVersion",
    "ModerationStep",
    "ModuleAnswer",
    "ModulePicture",
    "ModuleReading",
    "ModuleVersion",
    "Neighborhood",
    "NeighborhoodMonth",
    "NeighborhoodNeed",
    "NeighborhoodShape",
    "NewsCause",
    "NewsItem",
    "NewsMute",
    "NewsReader",
    "NewsWish",
    "OpenDataRecord",
    "OpenDataRun",
    "OutboxEntry",
    "PhotoCover",
    "PlaceImport",
    "PracticeAttempt",
    "PracticeGrade",
    "Presence",
    "PublicAsking",
    "PushDevice",
    "PushMessage",
    "ReceivedMail",
    "RecoveryCode",
    "Redress",
    "Seat",
    "SecondFactor",
    "ServiceQuestion",
    "SideMessage",
    "Speaker",
    "SpotSearch",
    "StandingNews",
    "StatusChange",
    "StreetRow",
    "Suspension",
    "TextCover",
    "Ticket",
    "TicketAnswer",
    "TicketPhoto",
    "TrainingModule",
    "TrainingSession",
    "WorkerSign",
    "metadata",
]
