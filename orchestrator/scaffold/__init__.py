"""A new project: files out of the shipped library, and a small shop to run them on."""

from orchestrator.scaffold.begin import begin, in_the_way
from orchestrator.scaffold.shop import DATABASE
from orchestrator.scaffold.source import requirement

__all__ = ["DATABASE", "begin", "in_the_way", "requirement"]
