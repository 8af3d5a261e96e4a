"""The names of the subcommands, and where each one stands."""

from __future__ import annotations

import importlib.util
from types import MappingProxyType

# Name → module and attribute of the command. Those of other areas stand in their own modules.
# `run` calls `demo --if-empty [--tickets N]`, and `practice-city --port N --data-dir FOLDER`.
COMMANDS = MappingProxyType(
    {
        "run": "liaison_app.cli:run",
        "prepare": "liaison_app.cli:prepare",
        "serve": "liaison_app.cli:serve",
        "worker": "liaison_app.worker_command:worker_command",
        "migrate": "liaison_app.cli:migrate",
        "demo": "liaison_app.demo.command:demo_command",
        "practice-city": "liaison_app.practice_city.command:practice_city_command",
        "city": "liaison_app.city_commands:city_group",
        "create-coordinator": "liaison_app.account_commands:create_coordinator_command",
        "reset-second-factor": "liaison_app.account_commands:reset_second_factor_command",
        "api-key": "liaison_app.api_key_commands:api_key_command",
        "import-open-data": "liaison_app.open_data_command:import_open_data_command",
        "import-neighborhoods": "liaison_app.border_command:import_neighborhoods_command",
        "import-needs": "liaison_app.coverage_command:import_needs_command",
        "import-streets": "liaison_app.street_command:import_streets_command",
        "rollups": "liaison_app.rollup_commands:rollups_command",
        "receive-mail": "liaison_app.mail_command:receive_mail_command",
        "move-database": "liaison_app.move_command:move_database_command",
        "backup": "liaison_app.backup_command:backup_command",
        "restore": "liaison_app.backup_command:restore_command",
        "build": "liaison_app.cli:build",
        "settings": "liaison_app.cli:settings_command",
    }
)


def has_command(name: str) -> bool:
    """Whether the command's module is part of this program."""
    place = COMMANDS.get(name)
    if place is None:
        return False
    try:
        return importlib.util.find_spec(place.split(":")[0]) is not None
    except ModuleNotFoundError:
        return False
