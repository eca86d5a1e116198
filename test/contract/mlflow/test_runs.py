import math
import os
import signal
import subprocess
import sys
import time

import mlflow
import pytest
from mlflow.entities import Metric, Param, RunStatus, RunTag, ViewType
from mlflow.exceptions import MlflowException


def error_code(info):
    return info.value.error_code


def test_an_experiment_is_created_found_renamed_deleted_and_restored(client, unique):
    created = mlflow.create_experiment(unique, tags={"team": "crédito"})
    assert mlflow.get_experiment(created).name == unique
    assert mlflow.get_experiment_by_name(unique).experiment_id == created
    assert mlflow.get_experiment(created).tags == {"team": "crédito"}
    assert mlflow.get_experiment(created).lifecycle_stage == "active"
    client.rename_experiment(created, f"{unique} 2")
    assert mlflow.get_experiment_by_name(unique) is None
    mlflow.delete_experiment(created)
    assert mlflow.get_experiment(created).lifecycle_stage == "deleted"
    with pytest.raises(MlflowException, match="[Dd]eleted"):
        mlflow.set_experiment(f"{unique} 2")
    mlflow.restore_experiment(created)
    assert mlflow.get_experiment(created).lifecycle_stage == "active"


def test_a_name_of_an_experiment_is_unique(unique):
    mlflow.create_experiment(unique)
    with pytest.raises(MlflowException) as info:
        mlflow.create_experiment(unique)
    assert error_code(info) == "RESOURCE_ALREADY_EXISTS"


def test_tags_of_an_experiment_are_set_and_deleted(experiment):
    mlflow.set_experiment_tag("owner", "ana")
    mlflow.set_experiment_tags({"stage": "draft", "mlflow.note.content": "# Notes"})
    mlflow.delete_experiment_tag("stage")
    tags = mlflow.get_experiment(experiment).tags
    assert tags["owner"] == "ana" and tags["mlflow.note.content"] == "# Notes" and "stage" not in tags


def test_experiments_are_searched_by_name_tag_and_time_in_pages(unique):
    ids = [mlflow.create_experiment(f"{unique} {i}", tags={"number": str(i)}) for i in range(5)]
    found = mlflow.search_experiments(filter_string=f"name LIKE '{unique}%'", order_by=["name DESC"])
    assert [found_one.experiment_id for found_one in found] == ids[::-1]
    found = mlflow.search_experiments(filter_string=f"name ILIKE '{unique.upper()}%' AND tags.number = '3'")
    assert [found_one.experiment_id for found_one in found] == [ids[3]]
    first = mlflow.MlflowClient().search_experiments(filter_string=f"name LIKE '{unique}%'", max_results=2)
    second = mlflow.MlflowClient().search_experiments(
        filter_string=f"name LIKE '{unique}%'", max_results=2, page_token=first.token
    )
    assert len({e.experiment_id for e in [*first, *second]}) == 4
    mlflow.delete_experiment(ids[0])
    assert len(mlflow.search_experiments(filter_string=f"name LIKE '{unique}%'")) == 4
    everything = mlflow.search_experiments(view_type=ViewType.ALL, filter_string=f"name LIKE '{unique}%'")
    assert len(everything) == 5


def test_a_run_has_the_params_metrics_and_tags_that_were_logged(experiment):
    with mlflow.start_run(run_name="first", description="A *note*", tags={"a": "1"}) as run:
        mlflow.log_param("depth", 3)
        mlflow.log_params({"rate": 0.1, "name": "árvore 🌳", "empty": ""})
        mlflow.log_metric("auc", 0.5)
        mlflow.log_metric("auc", 0.75, step=2)
        mlflow.log_metrics({"loss": 1.5, "f1": 0.25}, step=1)
        mlflow.set_tag("b", "two")
        mlflow.set_tags({"c": 3, "d": "x"})
        mlflow.delete_tag("d")
    stored = mlflow.get_run(run.info.run_id)
    assert stored.data.params == {"depth": "3", "rate": "0.1", "name": "árvore 🌳", "empty": ""}
    assert stored.data.metrics == {"auc": 0.75, "loss": 1.5, "f1": 0.25}
    assert {key: stored.data.tags.get(key) for key in "abcd"} == {"a": "1", "b": "two", "c": "3", "d": None}
    assert stored.data.tags["mlflow.note.content"] == "A *note*"
    assert stored.info.run_name == "first" == stored.data.tags["mlflow.runName"]
    assert stored.info.status == "FINISHED" and stored.info.experiment_id == experiment
    assert stored.info.end_time >= stored.info.start_time
    assert len(stored.info.run_id) == 32


def test_a_run_without_a_name_gets_one():
    with mlflow.start_run() as run:
        assert run.info.run_name and run.data.tags["mlflow.runName"] == run.info.run_name


def test_an_exception_ends_the_run_as_failed():
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as run:
            1 / 0
    assert mlflow.get_run(run.info.run_id).info.status == "FAILED"


def test_runs_are_nested_three_levels_deep(experiment):
    with mlflow.start_run() as parent:
        with mlflow.start_run(nested=True) as child:
            with mlflow.start_run(nested=True) as grandchild:
                mlflow.log_metric("m", 1)
    assert mlflow.get_parent_run(grandchild.info.run_id).info.run_id == child.info.run_id
    assert mlflow.get_parent_run(child.info.run_id).info.run_id == parent.info.run_id
    assert mlflow.get_parent_run(parent.info.run_id) is None
    children = mlflow.search_runs([experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'")
    assert list(children["run_id"]) == [child.info.run_id]


def test_a_finished_run_is_resumed():
    with mlflow.start_run() as run:
        mlflow.log_metric("loss", 1.0, step=0)
    with mlflow.start_run(run_id=run.info.run_id) as again:
        assert mlflow.get_run(run.info.run_id).info.status == "RUNNING"
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_param("late", "yes")
    stored = mlflow.get_run(again.info.run_id)
    assert stored.info.status == "FINISHED" and stored.data.metrics == {"loss": 0.5}
    assert stored.data.params == {"late": "yes"}


def test_a_param_is_written_once():
    with mlflow.start_run() as run:
        mlflow.log_param("depth", 3)
        mlflow.log_param("depth", 3)
        with pytest.raises(MlflowException) as info:
            mlflow.log_param("depth", 4)
    assert error_code(info) == "INVALID_PARAMETER_VALUE"
    assert mlflow.get_run(run.info.run_id).data.params == {"depth": "3"}


def test_a_deleted_run_refuses_writes_until_it_is_restored(experiment):
    with mlflow.start_run() as run:
        pass
    run_id = run.info.run_id
    mlflow.delete_run(run_id)
    assert mlflow.get_run(run_id).info.lifecycle_stage == "deleted"
    assert len(mlflow.search_runs([experiment])) == 0
    assert len(mlflow.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)) == 1
    client = mlflow.MlflowClient()
    for write in [
        lambda: client.log_metric(run_id, "m", 1),
        lambda: client.log_param(run_id, "p", "1"),
        lambda: client.set_tag(run_id, "t", "1"),
        lambda: client.log_batch(run_id, metrics=[Metric("m", 1, 1, 1)]),
        lambda: client.set_terminated(run_id),
    ]:
        with pytest.raises(MlflowException):
            write()
    mlflow.MlflowClient().restore_run(run_id)
    client.log_metric(run_id, "m", 1)
    assert mlflow.get_run(run_id).data.metrics == {"m": 1}


def test_the_history_of_a_metric_keeps_every_point(client):
    with mlflow.start_run() as run:
        for step in range(30):
            mlflow.log_metric("loss", 1 / (step + 1), step=step, timestamp=1_700_000_000_000 + step)
        mlflow.log_metric("loss", 7.5, step=-4, timestamp=1_700_000_000_000)
    history = client.get_metric_history(run.info.run_id, "loss")
    points = sorted((metric.step, metric.value, metric.timestamp) for metric in history)
    assert points[0] == (-4, 7.5, 1_700_000_000_000)
    assert points[1:] == [(step, 1 / (step + 1), 1_700_000_000_000 + step) for step in range(30)]
    assert mlflow.get_run(run.info.run_id).data.metrics["loss"] == 1 / 30
    assert client.get_metric_history(run.info.run_id, "none") == []


def test_not_a_number_and_infinities_come_back():
    with mlflow.start_run() as run:
        mlflow.log_metrics({"nan": math.nan, "up": math.inf, "down": -math.inf, "tiny": 5e-324, "third": 1 / 3})
    metrics = mlflow.get_run(run.info.run_id).data.metrics
    assert math.isnan(metrics["nan"])
    assert metrics["up"] >= 1.7976931348623157e308 and metrics["down"] <= -1.7976931348623157e308
    assert metrics["tiny"] == 5e-324 and metrics["third"] == 1 / 3


def test_a_batch_of_a_thousand_metrics_is_stored(client, experiment):
    run = client.create_run(experiment)
    metrics = [Metric(f"m{i % 10}", i, 1_700_000_000_000 + i, i // 10) for i in range(800)]
    params = [Param(f"p{i}", str(i)) for i in range(100)]
    tags = [RunTag(f"t{i}", str(i)) for i in range(100)]
    client.log_batch(run.info.run_id, metrics, params, tags)
    stored = client.get_run(run.info.run_id)
    assert stored.data.params == {f"p{i}": str(i) for i in range(100)}
    assert stored.data.metrics == {f"m{i}": 790 + i for i in range(10)}
    assert {f"t{i}": str(i) for i in range(100)}.items() <= stored.data.tags.items()
    assert len(client.get_metric_history(run.info.run_id, "m3")) == 80


def test_logging_in_the_background_loses_nothing():
    with mlflow.start_run() as run:
        for step in range(300):
            mlflow.log_metric("loss", step, step=step, synchronous=False)
        mlflow.log_params({f"p{i}": i for i in range(150)}, synchronous=False)
        mlflow.set_tags({"x": "y"}, synchronous=False)
        mlflow.flush_async_logging()
    stored = mlflow.get_run(run.info.run_id)
    assert len(stored.data.params) == 150 and stored.data.tags["x"] == "y"
    assert len(mlflow.MlflowClient().get_metric_history(run.info.run_id, "loss")) == 300


def test_names_with_slashes_dots_and_spaces_are_kept():
    with mlflow.start_run() as run:
        mlflow.log_metric("val/loss at k.5.0_x-y", 1)
        mlflow.log_param("model/layer 1.size", "10")
        mlflow.set_tag("a/b c.d", "e")
    data = mlflow.get_run(run.info.run_id).data
    assert data.metrics == {"val/loss at k.5.0_x-y": 1}
    assert data.params == {"model/layer 1.size": "10"} and data.tags["a/b c.d"] == "e"


def test_invalid_names_and_long_values_are_refused_with_mlflows_code():
    with mlflow.start_run() as run:
        client = mlflow.MlflowClient()
        for write in [
            lambda: client.log_metric(run.info.run_id, "a#b", 1),
            lambda: client.log_metric(run.info.run_id, "../up", 1),
            lambda: client.log_param(run.info.run_id, "k" * 251, "1"),
            lambda: client.set_tag(run.info.run_id, "k" * 251, "1"),
        ]:
            with pytest.raises(MlflowException) as info:
                write()
            assert error_code(info) == "INVALID_PARAMETER_VALUE"
        client.log_param(run.info.run_id, "k" * 250, "v" * 6000)
        client.set_tag(run.info.run_id, "k", "v" * 8000)


def test_an_unknown_run_does_not_exist():
    with pytest.raises(MlflowException) as info:
        mlflow.get_run("f" * 32)
    assert error_code(info) == "RESOURCE_DOES_NOT_EXIST"


def test_the_status_and_name_of_a_run_are_updated(client, experiment):
    run = client.create_run(experiment, start_time=1_700_000_000_000, run_name="one", tags={"k": "v"})
    assert run.info.start_time == 1_700_000_000_000 and run.info.status == "RUNNING"
    client.update_run(run.info.run_id, status="SCHEDULED", name="two")
    stored = client.get_run(run.info.run_id)
    assert stored.info.status == "SCHEDULED" and stored.info.run_name == "two"
    client.set_terminated(run.info.run_id, status="KILLED", end_time=1_700_000_001_000)
    stored = client.get_run(run.info.run_id)
    assert (stored.info.status, stored.info.end_time) == ("KILLED", 1_700_000_001_000)
    assert RunStatus.is_terminated(RunStatus.from_string(stored.info.status))


def test_system_metrics_are_recorded():
    mlflow.set_system_metrics_sampling_interval(0.2)
    mlflow.set_system_metrics_samples_before_logging(1)
    with mlflow.start_run(log_system_metrics=True) as run:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            names = mlflow.get_run(run.info.run_id).data.metrics
            if "system/cpu_utilization_percentage" in names:
                break
            time.sleep(0.5)
    names = mlflow.get_run(run.info.run_id).data.metrics
    assert {"system/cpu_utilization_percentage", "system/system_memory_usage_megabytes"} <= set(names)


killed = """
import mlflow
mlflow.set_experiment(experiment_id="{experiment}")
run = mlflow.start_run()
print(run.info.run_id, flush=True)
for step in range(100_000):
    mlflow.log_metric("loss", step, step=step)
    print(step, flush=True)
"""


def test_what_was_acknowledged_to_a_killed_client_is_there(client, experiment):
    script = killed.format(experiment=experiment)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=os.environ)
    run_id = process.stdout.readline().strip()
    acknowledged = -1
    while acknowledged < 20:
        acknowledged = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().split("\n")
    process.wait()
    acknowledged = max([acknowledged, *(int(line) for line in rest[:-1] if line)])
    assert client.get_run(run_id).info.status == "RUNNING"
    steps = [metric.step for metric in client.get_metric_history(run_id, "loss")]
    # The step after the last acknowledged one may have arrived; nothing else may.
    assert sorted(steps) in ([*range(acknowledged + 1)], [*range(acknowledged + 2)])
    with mlflow.start_run(run_id=run_id):
        mlflow.log_metric("loss", -1, step=200_000)
    stored = client.get_run(run_id)
    assert stored.info.status == "FINISHED" and stored.data.metrics["loss"] == -1
