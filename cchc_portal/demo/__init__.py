"""Thành phố Mẫu: the data of an invented city, as values. All of it is "số liệu minh họa"."""

NOTE = "số liệu minh họa"
