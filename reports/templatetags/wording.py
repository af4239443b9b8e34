"""Names and places inside a sentence, for templates."""

from django import template

from reports.wording import mid_sentence, of_block, places_short

register = template.Library()

register.filter("nho", mid_sentence)
register.filter("khoi", of_block)
register.filter("bac", places_short)
