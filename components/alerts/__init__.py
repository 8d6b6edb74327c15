"""Where a stack's alarms go, and the alarms themselves as data: rotation, copies and Vault ring by the same piece."""

from components.alerts.alarm import Alarm, Formula
from components.alerts.alerts import Alerts, AlertsArgs

__all__ = ["Alarm", "Alerts", "AlertsArgs", "Formula"]
