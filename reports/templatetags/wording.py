"""Names and places inside a sentence, for templates."""

from django import template

from cchc_portal.kit.text import mid_sentence
from reports.wording import of_block, places_short

register = template.Library()

register.filter("nho", mid_sentence)
register.filter("khoi", of_block)
register.filter("bac", places_short)
