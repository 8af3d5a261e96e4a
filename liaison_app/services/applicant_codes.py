"""Whose application a code opens: the one it was made with, and a new one that was mailed and not used yet."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlmodel import col, or_

from liaison_app.domain.applications import hash_of
from liaison_app.models import Applicant


def opened_by(code: str) -> ColumnElement[bool]:
    """The condition under which an applicant's row is opened by `code`."""
    told = hash_of(code)
    return or_(col(Applicant.code_hash) == told, col(Applicant.next_code_hash) == told)


def opens(code: str, applicant: Applicant) -> bool:
    """Whether `code` opens this application."""
    return hash_of(code) in {applicant.code_hash, applicant.next_code_hash}
