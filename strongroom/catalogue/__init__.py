"""The catalogue: what every secret is, where it comes from and where it has to arrive."""

from strongroom.catalogue.base import ENVIRONMENTS, Environment
from strongroom.catalogue.catalogue import Catalogue
from strongroom.catalogue.delivery import Delivery
from strongroom.catalogue.loader import load
from strongroom.catalogue.problem import CatalogueError, Problem
from strongroom.catalogue.secret import Secret
from strongroom.catalogue.workspace import Workspace
from strongroom.catalogue.writer import StoreWriter, Writer

__all__ = [
    "ENVIRONMENTS",
    "Catalogue",
    "CatalogueError",
    "Delivery",
    "Environment",
    "Problem",
    "Secret",
    "StoreWriter",
    "Workspace",
    "Writer",
    "load",
]
