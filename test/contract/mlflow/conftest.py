"""Tests of a tracking server with MLflow's own client, for mlflow.test.ts.

MLFLOW_TRACKING_URI names the server: ours, or `mlflow server`, which must pass them too.
With REPORT=FILE the result of each test is added to the file as a line of JSON.
"""

import json
import os
import uuid

import pytest

os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"
os.environ["MLFLOW_RECORD_ENV_VARS_IN_MODEL_LOGGING"] = "false"
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "2"
os.environ["GIT_PYTHON_REFRESH"] = "quiet"

import mlflow


def pytest_runtest_logreport(report):
    path = os.environ.get("REPORT")
    if path is None or (report.when != "call" and report.outcome == "passed"):
        return
    name = report.nodeid.split("::", 1)[1]
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    with open(path, "a") as file:
        file.write(json.dumps({"name": name, "outcome": report.outcome, "reason": reason}) + "\n")


@pytest.fixture(autouse=True)
def experiment():
    """A new experiment, which is the active one. Returns its id."""
    name = f"interop {uuid.uuid4()}"
    created = mlflow.set_experiment(name)
    yield created.experiment_id
    while mlflow.active_run():
        mlflow.end_run()


@pytest.fixture
def client():
    return mlflow.MlflowClient()


@pytest.fixture
def unique():
    """A name that nothing on the server has."""
    return f"name-{uuid.uuid4()}"
