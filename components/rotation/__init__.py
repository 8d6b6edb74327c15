"""Entries that change by themselves: functions, their schedules, what rings, and who is told."""
