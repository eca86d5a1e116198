"""A pytest plugin that runs test files of MLflow's repository against `lapidary tracking`.

Their fixtures start MLflow's application on a new database; here each starts a server of its own on
a new folder instead. See `run` beside this file.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import requests

root = Path(__file__).parents[2]
lapidary = [root / "node_modules/.bin/node", root / "bin/lapidary.js"]
host = "127.0.0.1"


@contextmanager
def server(port, environment=None):
    """Starts a server, and yields its address when it is ready."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "PORT": str(port),
            "LOG_LEVEL": "error",
            "RATE_LIMIT": "0",
            **(environment or {}),
        }
        command = [*lapidary, "tracking", folder]
        process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            url = f"http://{host}:{port}"
            for _ in range(1200):
                try:
                    if requests.get(f"{url}/health/ready").ok:
                        break
                except requests.ConnectionError:
                    if process.poll() is not None:
                        raise RuntimeError(process.stderr.read()) from None
                time.sleep(0.05)
            create = [*lapidary, "keys", folder, "create", "--name", "tests", "--scopes", "admin", "--json"]
            created = subprocess.run(create, env=settings, check=True, capture_output=True, text=True)
            send.key = json.loads(created.stdout.splitlines()[-1])["key"]
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate()
            sys.stderr.write(log)  # pytest prints it with a failure


class ServerThread:
    """In place of the one of integration_test_utils, which serves `app`."""

    def __init__(self, _app, port):
        self.server = server(port)

    def __enter__(self):
        return self.server.__enter__()

    def __exit__(self, *args):
        return self.server.__exit__(*args)


def init_server(backend_uri, root_artifact_uri, extra_env=None, **_):
    from tests.helper_functions import get_safe_port

    return server(get_safe_port(), extra_env)


def send(session, method, url, **options):
    """Sends a request with the key if it goes to a server of the tests."""
    if url.startswith((f"http://{host}:", "http://localhost:")):
        options["headers"] = {"X-API-Key": send.key, **(options.get("headers") or {})}
    return send.original(session, method, url, **options)


def pytest_configure():
    send.key = ""
    send.original = requests.Session.request
    requests.Session.request = send
    from mlflow.server import handlers

    handlers.initialize_backend_stores = lambda *_, **__: None
    from tests.tracking import integration_test_utils

    integration_test_utils.ServerThread = ServerThread
    integration_test_utils._init_server = init_server


def pytest_collection_modifyitems(config, items):
    """Leaves out the repetition of each test on MLflow's store of files."""

    def is_repeated(item):
        return "callspec" in dir(item) and "file" in item.callspec.params.values()

    config.hook.pytest_deselected(items=[item for item in items if is_repeated(item)])
    items[:] = [item for item in items if not is_repeated(item)]
