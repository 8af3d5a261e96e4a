"""The report: four questions, one a screen, and the receipt."""

from __future__ import annotations

from liaison_app.pages import report_check, report_details, report_sent, report_what, report_where

PAGES = (report_where.PAGE, report_what.PAGE, report_details.PAGE, report_check.PAGE, report_sent.PAGE)
