"""The entries of a record as plain data for a form: key, type, unit, default, Vietnamese label and help (pure)."""

from typing import Any

from indicators.records import Shape, keys_of, written


def described(cls: type) -> list[dict[str, Any]]:
    """One dict per entry, in the order a form shows them; JSON throughout.

    Each has key, label, help, unit, required, default (as it would be written; None where there is none) and
    shape: type and whichever of low, high, places, longest, pattern, example, choices, empty, item and fields apply.
    """
    return [
        {
            "key": key,
            "label": field.metadata["label"],
            "help": field.metadata["help"],
            "unit": field.metadata["unit"],
            "required": field.metadata["required"],
            "default": None if field.metadata["required"] else _default(field),
            "shape": _plain(field.metadata["read"].shape),
        }
        for key, field in keys_of(cls).items()
    ]


def _default(field: Any) -> Any:
    return written(field.default_factory() if callable(field.default_factory) else field.default)


def _plain(shape: Shape) -> dict[str, Any]:
    plain: dict[str, Any] = {"type": shape.type}
    for limit in ("low", "high"):
        if (value := getattr(shape, limit)) is not None:
            plain[limit] = str(value)
    for name in ("places", "longest", "pattern", "example"):
        if value := getattr(shape, name):
            plain[name] = value
    if shape.choices:
        plain["choices"] = [{"value": value, "label": label} for value, label in shape.choices]
    if shape.empty:
        plain["empty"] = True
    if shape.item:
        plain["item"] = _plain(shape.item)
    if shape.record:
        plain["fields"] = described(shape.record)
    return plain
