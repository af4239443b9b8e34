"""Forms of the units app: they clean and translate, actions decide."""

from units.forms.units import NewUnitFormSet, ReorganisationForm, UnitFileForm, WithdrawForm

__all__ = ["NewUnitFormSet", "ReorganisationForm", "UnitFileForm", "WithdrawForm"]
