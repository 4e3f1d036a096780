from .doubt import Doubt
from .edition import Edition, Page, Version
from .resource import PUBLIC, Resource

__all__ = ["PUBLIC", "Doubt", "Edition", "Page", "Resource", "Version"]
