"""Server entry."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc_portal.settings")
application = get_wsgi_application()
reverse("home")  # reads every view now, or the first person whom this process answers waits two seconds for it
gc.freeze()  # what stands by now is never rubbish: looking through all of it would hold an answer up for 0.1 s
