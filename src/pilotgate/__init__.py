"""pilotgate: governance as code for AI initiatives."""

__version__ = "0.1.0"
