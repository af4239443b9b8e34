"""What the tests of reports share: the handlers of their jobs, registered as the worker does."""

import reports.tasks  # noqa: F401  # registers the job handlers
