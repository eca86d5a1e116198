import math

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.exceptions import MlflowException


@pytest.fixture
def runs(experiment, client):
    """Six runs: loss 0 to 4 and one without, param `size` and tag `team`. Returns their ids."""
    ids = []
    for i in range(6):
        run = client.create_run(experiment, start_time=1_700_000_000_000 + i, run_name=f"run {i}")
        ids.append(run.info.run_id)
        if i < 5:
            client.log_metric(run.info.run_id, "loss", i)
        client.log_param(run.info.run_id, "size", str(i % 2))
        client.set_tag(run.info.run_id, "team", "Crédito" if i < 3 else "risk")
        client.set_terminated(run.info.run_id, "FINISHED" if i < 4 else "FAILED", 1_700_000_100_000 + i)
    return ids


def found(filter_string="", order_by=None, **options):
    frame = mlflow.search_runs(filter_string=filter_string, order_by=order_by, **options)
    return list(frame["run_id"]) if len(frame) else []


def test_runs_are_read_into_a_data_frame(runs):
    frame = mlflow.search_runs(order_by=["start_time ASC"])
    assert isinstance(frame, pd.DataFrame) and list(frame["run_id"]) == runs
    np.testing.assert_array_equal(frame["metrics.loss"], [0, 1, 2, 3, 4, math.nan])
    assert list(frame["params.size"]) == ["0", "1", "0", "1", "0", "1"]
    assert list(frame["tags.team"]) == ["Crédito"] * 3 + ["risk"] * 3
    assert list(frame["status"]) == ["FINISHED"] * 4 + ["FAILED"] * 2
    assert frame["start_time"][0] == pd.Timestamp(1_700_000_000_000, unit="ms", tz="UTC")
    assert frame["end_time"][5] == pd.Timestamp(1_700_000_100_005, unit="ms", tz="UTC")


def test_the_latest_run_comes_first(runs):
    assert found() == runs[::-1]


def test_runs_without_the_metric_come_last_in_both_orders(runs):
    assert found(order_by=["metrics.loss ASC"]) == runs
    assert found(order_by=["metrics.loss DESC"]) == [*runs[:5][::-1], runs[5]]
    assert found(order_by=["params.size DESC", "metrics.loss DESC"]) == [runs[i] for i in [3, 1, 5, 4, 2, 0]]


@pytest.mark.parametrize(
    ("filter_string", "expected"),
    [
        ("metrics.loss > 1 and metrics.loss <= 3", [2, 3]),
        ("metrics.`loss` != 2", [0, 1, 3, 4]),
        ("params.size = '1'", [1, 3, 5]),
        ('params."size" = "0"', [0, 2, 4]),
        ("params.size != '1' AND metrics.loss >= 2", [2, 4]),
        ("params.size LIKE '%'", [0, 1, 2, 3, 4, 5]),
        ("tags.team = 'Crédito'", [0, 1, 2]),
        ("tags.team LIKE 'Créd%'", [0, 1, 2]),
        ("tags.team ILIKE 'RISK'", [3, 4, 5]),
        ("attributes.status = 'FAILED'", [4, 5]),
        ("status != 'FAILED' and tags.team = 'risk'", [3]),
        ("attributes.run_name LIKE 'run _'", [0, 1, 2, 3, 4, 5]),
        ("attributes.start_time >= 1700000000004", [4, 5]),
        ("metrics.none > 1", []),
    ],
)
def test_runs_are_filtered(runs, filter_string, expected):
    assert sorted(runs.index(run) for run in found(filter_string)) == expected


def test_runs_are_filtered_by_their_ids(runs):
    assert found(f"attributes.run_id IN ('{runs[1]}', '{runs[3]}')") == [runs[3], runs[1]]
    assert found(f"attributes.run_id = '{runs[2]}'") == [runs[2]]


@pytest.mark.parametrize(
    "filter_string",
    ["metrics.loss > 'a'", "params.size > '1'", "loss > 1", "metrics.loss = 1 or metrics.loss = 2", "metrics.loss >"],
)
def test_a_wrong_filter_is_refused(filter_string):
    with pytest.raises(MlflowException) as info:
        mlflow.search_runs(filter_string=filter_string)
    assert info.value.error_code == "INVALID_PARAMETER_VALUE"


def test_runs_come_in_pages(runs, client, experiment):
    seen, token = [], None
    while True:
        page = client.search_runs([experiment], max_results=4, page_token=token)
        seen += [run.info.run_id for run in page]
        token = page.token
        if not token:
            break
    assert seen == runs[::-1]
    assert found(max_results=3) == runs[::-1][:3]


def test_runs_of_several_experiments_are_searched_together(runs, client, unique, experiment):
    other = mlflow.create_experiment(unique)
    run = client.create_run(other, start_time=1)
    names = {mlflow.get_experiment(experiment).name, unique}
    assert set(found(search_all_experiments=False, experiment_names=list(names))) == {*runs, run.info.run_id}
    assert found(experiment_ids=[other]) == [run.info.run_id]
    assert run.info.run_id in found(search_all_experiments=True, max_results=50_000)


def test_the_latest_value_of_a_metric_is_searched(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.log_metric(run, "auc", 0.9, step=1)
    client.log_metric(run, "auc", 0.5, step=2)
    client.log_metric(run, "auc", 0.7, step=0)
    assert found("metrics.auc = 0.5") == [run]
    assert found("metrics.auc = 0.9") == []


def test_data_sets_of_a_run_are_stored_and_searched():
    table = pd.DataFrame({"age": [30, 40], "city": ["São Paulo", None], "late": [True, False]})
    train = mlflow.data.from_pandas(table, source="https://example.com/train.csv", name="train", targets="late")
    test = mlflow.data.from_numpy(np.zeros((4, 2)), name="test")
    with mlflow.start_run() as run:
        mlflow.log_input(train, context="training", tags={"year": "2025"})
        mlflow.log_input(test, context="evaluation")
        mlflow.log_input(train, context="training")
    inputs = mlflow.get_run(run.info.run_id).inputs.dataset_inputs
    by_name = {one.dataset.name: one for one in inputs}
    assert len(inputs) == 2 and set(by_name) == {"train", "test"}
    stored = by_name["train"]
    assert stored.dataset.digest == train.digest and '"age"' in stored.dataset.schema
    assert {tag.key: tag.value for tag in stored.tags} == {"mlflow.data.context": "training", "year": "2025"}
    source = mlflow.data.get_source(stored.dataset)
    assert source.to_dict()["url"] == "https://example.com/train.csv"
    assert found("dataset.name = 'train'") == [run.info.run_id]
    assert found("dataset.context = 'evaluation' and dataset.name LIKE 'te%'") == [run.info.run_id]
    assert found(f"dataset.digest = '{test.digest}'") == [run.info.run_id]
    assert found("dataset.name = 'other'") == []


def test_a_metric_of_a_data_set_and_a_model_keeps_both(client):
    data = mlflow.data.from_pandas(pd.DataFrame({"x": [1]}), name="held-out")
    with mlflow.start_run() as run:
        model = mlflow.initialize_logged_model("scorer")
        mlflow.log_metric("auc", 0.8, dataset=data, model_id=model.model_id)
        mlflow.finalize_logged_model(model.model_id, "READY")
    [metric] = mlflow.get_logged_model(model.model_id).metrics
    assert (metric.key, metric.value, metric.dataset_name) == ("auc", 0.8, "held-out")
    assert (metric.run_id, metric.model_id, metric.dataset_digest) == (run.info.run_id, model.model_id, data.digest)
    assert mlflow.get_run(run.info.run_id).data.metrics == {"auc": 0.8}
