"""Needs the keys and the user that mlflow.test.ts creates; `mlflow server` has none."""

import os

import mlflow
import pytest
import requests
from mlflow.exceptions import MlflowException

pytestmark = pytest.mark.skipif("READ_KEY" not in os.environ, reason="the server has no keys")
key = os.environ.get("MLFLOW_TRACKING_TOKEN")


@pytest.fixture
def sign_in(monkeypatch, experiment):
    """Signs in as another caller, after the experiment was created."""
    for name in ["MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"]:
        monkeypatch.delenv(name, raising=False)

    def change(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"MLFLOW_TRACKING_{name}", value)

    yield change
    monkeypatch.undo()


def refusal(call):
    with pytest.raises(MlflowException) as info:
        call()
    return info.value.get_http_status_code()


def test_a_caller_without_credentials_is_refused(sign_in):
    assert refusal(mlflow.search_experiments) == 401
    assert refusal(lambda: mlflow.create_experiment("x")) == 401


def test_a_wrong_token_and_a_wrong_password_are_refused(sign_in):
    sign_in(TOKEN="wrong")
    assert refusal(mlflow.search_experiments) == 401
    sign_in(USERNAME=os.environ["SCIENTIST"], PASSWORD="wrong")
    assert refusal(mlflow.search_experiments) == 401


def test_a_scientist_logs_with_user_name_and_password(sign_in, unique):
    sign_in(USERNAME=os.environ["SCIENTIST"], PASSWORD=os.environ["PASSWORD"])
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1)
        mlflow.log_text("x", "x.txt")
    assert mlflow.get_run(run.info.run_id).data.metrics == {"m": 1}
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/x.txt") == "x"


def test_a_key_to_read_does_not_write(sign_in, experiment):
    sign_in(TOKEN=os.environ["READ_KEY"])
    assert mlflow.get_experiment(experiment).experiment_id == experiment
    assert refusal(lambda: mlflow.create_experiment("x")) == 403
    assert refusal(mlflow.start_run) == 403


@pytest.fixture
def model_of_another(client, unique):
    return client.create_registered_model(unique).name


def test_a_key_to_track_registers_versions_and_moves_no_alias_of_others(model_of_another, sign_in, client):
    sign_in(TOKEN=os.environ["TRACK_KEY"])
    with mlflow.start_run():
        model = mlflow.initialize_logged_model("m")
        mlflow.finalize_logged_model(model.model_id, "READY")
    version = mlflow.register_model(f"models:/{model.model_id}", model_of_another)
    assert int(version.version) == 1
    assert refusal(lambda: client.set_registered_model_alias(model_of_another, "champion", "1")) == 403
    assert refusal(lambda: client.transition_model_version_stage(model_of_another, "1", "Production")) == 403


def test_who_creates_a_model_moves_its_aliases(sign_in, client, unique):
    sign_in(TOKEN=os.environ["TRACK_KEY"])
    with mlflow.start_run():
        model = mlflow.initialize_logged_model("m")
        mlflow.finalize_logged_model(model.model_id, "READY")
    mlflow.register_model(f"models:/{model.model_id}", unique)
    client.set_registered_model_alias(unique, "champion", "1")
    assert int(client.get_model_version_by_alias(unique, "champion").version) == 1


def test_webhooks_need_an_administrator(client, unique):
    assert refusal(lambda: client.list_webhooks()) == 403
    assert refusal(lambda: client.create_webhook(unique, "https://1.1.1.1/", ["model_version.created"])) == 403


def test_a_key_is_accepted_in_its_own_header():
    url = f"{mlflow.get_tracking_uri()}/api/2.0/mlflow/experiments/search"
    assert requests.get(url, params={"max_results": 1}, headers={"X-API-Key": key}).status_code == 200
    assert requests.get(url, params={"max_results": 1}, headers={"X-API-Key": "wrong"}).status_code == 401
