"""The addresses of the curriculum: the trainee's own pages, and the coordinators' pages of modules."""

from __future__ import annotations

from urllib.parse import quote

from liaison_app.routes import localized, with_query

TRAINING = "/training"
TRAINING_MODULE = "/training/modules/[module_id]"
DESK_MODULES = "/desk/modules"
DESK_MODULE = "/desk/modules/[module_id]"
DESK_MODULE_RESULTS = "/desk/modules/[module_id]/results"


def training_module(module_id: str, locale: str | None = None) -> str:
    """A module to be read."""
    return localized(f"{TRAINING}/modules/{quote(module_id)}", locale)


def newest_version(module_id: str, locale: str | None = None) -> str:
    """The same in its newest version, also for whoever began an earlier one."""
    return training_module(module_id, locale) + with_query({"version": "newest"})


def desk_module(module_id: str, locale: str | None = None) -> str:
    """A module's editor."""
    return localized(f"{DESK_MODULES}/{quote(module_id)}", locale)


def desk_module_results(module_id: str, locale: str | None = None) -> str:
    """How a module's questions were answered."""
    return f"{desk_module(module_id, locale)}/results"
