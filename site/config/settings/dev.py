"""The demonstration and development: SQLite in `var/`, demo gateway, an in-process worker.

DEBUG stays off unless asked for, so that what a visitor of `make run` sees is what a hub's
visitors see: our own 404 page, not Django's.
"""

import contextlib

from config.settings.base import *  # noqa: F403
from config.settings.base import STATIC_ROOT, VAR_DIR, env

# WhiteNoise warns when STATIC_ROOT is not there, though in the demonstration it stays empty.
# A folder that cannot be written is for `run_site` to say, in a sentence.
with contextlib.suppress(OSError):
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "only-for-demonstration-" + "x" * 40)
DEMONSTRATION = True
PAYMENT_GATEWAY = "billing.gateways.demo.DemoGateway"
IN_PROCESS_WORKER = env.bool("IN_PROCESS_WORKER", True)
PORT = env.int("PORT", 8000)
BASE_URL = env.str("BASE_URL", f"http://127.0.0.1:{PORT}")
WAGTAILADMIN_BASE_URL = BASE_URL
vars().update(env.dj_email_url("EMAIL_URL", f"file:///{VAR_DIR / 'mail'}"))
