"""Whether a cluster does what it is for (requirements 4.16, 4.21): looked at area by area, with evidence."""
