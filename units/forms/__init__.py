"""Forms of the units app: they clean and translate, actions decide."""

from units.forms.units import CloseForm

__all__ = ["CloseForm"]
