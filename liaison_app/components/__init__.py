"""The design system: functions that return components. They take words and values, and never fetch anything.

`docs/look.md` says how to use it; `/showcase` shows every component in all its states.
"""
