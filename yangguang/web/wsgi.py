"""What granian serves. A mistake in a declaration stops it here, before anybody is served."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.web.settings")
application = get_wsgi_application()

from .checks import stop_at_mistakes  # noqa: E402  it needs what the line above sets up

stop_at_mistakes()
