"""Lets the tests import the node program, which is a data file of the components and no package of the project."""

import sys

from components.vault.cluster.node_files import PROGRAM

if str(PROGRAM.parent) not in sys.path:
    sys.path.insert(0, str(PROGRAM.parent))
