import warnings
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.entities import LoggedModelOutput, LoggedModelStatus
from mlflow.exceptions import MlflowException
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

warnings.filterwarnings("ignore")

rows = pd.DataFrame(np.random.default_rng(7).normal(size=(60, 3)), columns=["a", "b", "c"])
labels = (rows["a"] + rows["b"] > 0).astype(int)


def fitted():
    return LogisticRegression(C=2.0).fit(rows, labels)


def log(name="model", **options):
    """Logs a model without the search for its requirements, which takes 10 s."""
    return mlflow.sklearn.log_model(
        fitted(), name=name, pip_requirements=["scikit-learn"], serialization_format="cloudpickle", **options
    )


def predicts_the_same(model):
    np.testing.assert_array_equal(np.asarray(model.predict(rows)).ravel(), fitted().predict(rows))
    return True


def test_scikit_learn_autolog_records_params_metrics_and_the_model(client):
    mlflow.sklearn.autolog(serialization_format="cloudpickle")
    try:
        model = RandomForestClassifier(n_estimators=5, max_depth=2, random_state=0).fit(rows, labels)
        run_id = mlflow.last_active_run().info.run_id
        model.score(rows, labels)
    finally:
        mlflow.sklearn.autolog(disable=True)
    run = client.get_run(run_id)
    assert run.data.params["n_estimators"] == "5" and run.data.params["max_depth"] == "2"
    assert run.data.metrics["training_accuracy_score"] == model.score(rows, labels)
    assert run.data.tags["estimator_name"] == "RandomForestClassifier" and run.info.status == "FINISHED"
    assert len(run.inputs.dataset_inputs) >= 1
    assert "training_confusion_matrix.png" in {one.path for one in client.list_artifacts(run_id)}
    [logged] = mlflow.search_logged_models(filter_string=f"source_run_id = '{run_id}'", output_format="list")
    loaded = mlflow.sklearn.load_model(f"models:/{logged.model_id}")
    np.testing.assert_array_equal(loaded.predict(rows), model.predict(rows))


def test_autolog_of_a_grid_search_records_a_child_run_per_candidate(experiment):
    mlflow.sklearn.autolog(log_models=False, log_datasets=False)
    try:
        GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0, 10.0]}, cv=2).fit(rows, labels)
    finally:
        mlflow.sklearn.autolog(disable=True)
    frame = mlflow.search_runs([experiment])
    children = frame[frame["tags.mlflow.parentRunId"].notna()]
    assert len(frame) == 4 and sorted(children["params.C"]) == ["0.1", "1.0", "10.0"]
    parent = frame[frame["tags.mlflow.parentRunId"].isna()].iloc[0]
    assert set(children["tags.mlflow.parentRunId"]) == {parent["run_id"]} and parent["params.best_C"] in {"0.1", "1.0", "10.0"}


def test_a_model_is_logged_registered_and_loaded_by_its_alias(client, unique):
    with mlflow.start_run() as run:
        logged = log(input_example=rows.head(2))
    version = mlflow.register_model(logged.model_uri, unique, tags={"checked": "yes"})
    assert (int(version.version), version.run_id, version.status) == (1, run.info.run_id, "READY")
    client.set_registered_model_alias(unique, "champion", "1")
    assert client.get_model_version_by_alias(unique, "champion").tags == {"checked": "yes"}
    assert client.get_model_version(unique, "1").aliases == ["champion"]
    assert predicts_the_same(mlflow.sklearn.load_model(f"models:/{unique}@champion"))
    served = mlflow.pyfunc.load_model(f"models:/{unique}@champion")
    assert predicts_the_same(served) and served.metadata.signature is not None
    assert served.metadata.run_id == run.info.run_id


def test_a_model_is_loaded_by_run_version_stage_latest_and_id(client, unique):
    with mlflow.start_run() as run:
        logged = log(registered_model_name=unique)
    assert predicts_the_same(mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model"))
    assert predicts_the_same(mlflow.sklearn.load_model(f"models:/{unique}/1"))
    assert predicts_the_same(mlflow.sklearn.load_model(f"models:/{unique}/latest"))
    assert predicts_the_same(mlflow.sklearn.load_model(f"models:/{logged.model_id}"))
    client.transition_model_version_stage(unique, "1", "Production")
    assert predicts_the_same(mlflow.sklearn.load_model(f"models:/{unique}/Production"))
    assert client.get_model_version_download_uri(unique, "1")


def test_a_model_of_a_run_is_registered_by_the_address_of_the_run(client, unique):
    with mlflow.start_run() as run:
        log("credit")
    for number in [1, 2]:
        version = mlflow.register_model(f"runs:/{run.info.run_id}/credit", unique)
        assert int(version.version) == number and version.run_id == run.info.run_id
    assert [int(one.version) for one in client.search_model_versions(f"run_id = '{run.info.run_id}'")] == [2, 1]


def test_a_registered_model_is_described_tagged_renamed_and_deleted(client, unique):
    client.create_registered_model(unique, tags={"team": "risk"}, description="# Scores")
    with pytest.raises(MlflowException) as info:
        client.create_registered_model(unique)
    assert info.value.error_code == "RESOURCE_ALREADY_EXISTS"
    client.set_registered_model_tag(unique, "x", "1")
    client.delete_registered_model_tag(unique, "x")
    client.update_registered_model(unique, "## New")
    model = client.get_registered_model(unique)
    assert (model.description, model.tags, model.latest_versions) == ("## New", {"team": "risk"}, [])
    client.rename_registered_model(unique, f"{unique} 2")
    assert client.get_registered_model(f"{unique} 2").description == "## New"
    client.delete_registered_model(f"{unique} 2")
    with pytest.raises(MlflowException) as info:
        client.get_registered_model(f"{unique} 2")
    assert info.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def versions_of(client, name, count):
    client.create_registered_model(name)
    with mlflow.start_run():
        logged = mlflow.initialize_logged_model("model")
        mlflow.finalize_logged_model(logged.model_id, "READY")
    source = mlflow.get_logged_model(logged.model_id).model_uri
    return [client.create_model_version(name, source, model_id=logged.model_id) for _ in range(count)]


def test_a_version_is_described_tagged_staged_and_deleted(client, unique):
    versions_of(client, unique, 3)
    client.update_model_version(unique, "1", "checked")
    client.set_model_version_tag(unique, "1", "auc", "0.8")
    client.set_model_version_tag(unique, "1", "gone", "0")
    client.delete_model_version_tag(unique, "1", "gone")
    version = client.get_model_version(unique, "1")
    assert (version.description, version.tags, version.current_stage) == ("checked", {"auc": "0.8"}, "None")
    client.transition_model_version_stage(unique, "1", "Staging")
    client.transition_model_version_stage(unique, "2", "staging", archive_existing_versions=True)
    stages = {int(one.version): one.current_stage for one in client.search_model_versions(f"name='{unique}'")}
    assert stages == {1: "Archived", 2: "Staging", 3: "None"}
    latest = {one.current_stage: int(one.version) for one in client.get_latest_versions(unique)}
    assert latest == {"Archived": 1, "Staging": 2, "None": 3}
    assert [int(one.version) for one in client.get_latest_versions(unique, ["Staging"])] == [2]
    with pytest.raises(MlflowException):
        client.transition_model_version_stage(unique, "1", "Elsewhere")
    client.delete_model_version(unique, "3")
    with pytest.raises(MlflowException) as info:
        client.get_model_version(unique, "3")
    assert info.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_an_alias_moves_and_is_deleted(client, unique):
    versions_of(client, unique, 2)
    client.set_registered_model_alias(unique, "champion", "1")
    client.set_registered_model_alias(unique, "challenger", "2")
    client.set_registered_model_alias(unique, "champion", "2")
    assert int(client.get_model_version_by_alias(unique, "champion").version) == 2
    assert sorted(client.get_model_version(unique, "2").aliases) == ["challenger", "champion"]
    aliases = client.get_registered_model(unique).aliases
    assert {name: int(version) for name, version in aliases.items()} == {"champion": 2, "challenger": 2}
    client.delete_registered_model_alias(unique, "champion")
    with pytest.raises(MlflowException):
        client.get_model_version_by_alias(unique, "champion")
    for name in ["v1", "latest", "a b", ""]:
        with pytest.raises(MlflowException):
            client.set_registered_model_alias(unique, name, "1")


def test_models_and_versions_are_searched_in_pages(client, unique):
    for i in range(3):
        client.create_registered_model(f"{unique}-{i}", tags={"number": str(i)})
    names = [one.name for one in client.search_registered_models(f"name LIKE '{unique}%'", order_by=["name DESC"])]
    assert names == [f"{unique}-{i}" for i in [2, 1, 0]]
    found = mlflow.search_registered_models(filter_string=f"name ILIKE '{unique.upper()}%' and tags.number = '1'")
    assert [one.name for one in found] == [f"{unique}-1"]
    first = client.search_registered_models(f"name LIKE '{unique}%'", max_results=2)
    rest = client.search_registered_models(f"name LIKE '{unique}%'", max_results=2, page_token=first.token)
    assert [one.name for one in [*first, *rest]] == [f"{unique}-{i}" for i in range(3)] and not rest.token
    versions_of(client, unique, 3)
    client.set_model_version_tag(unique, "2", "kind", "best")
    found = mlflow.search_model_versions(filter_string=f"name = '{unique}' and tags.kind = 'best'")
    assert [int(one.version) for one in found] == [2]
    found = client.search_model_versions(f"name = '{unique}'", order_by=["version_number ASC"])
    assert [int(one.version) for one in found] == [1, 2, 3]


def test_a_version_is_copied_to_another_model(client, unique):
    with mlflow.start_run():
        log(registered_model_name=unique)
    copy = client.copy_model_version(f"models:/{unique}/1", f"{unique} copy")
    assert (copy.name, int(copy.version)) == (f"{unique} copy", 1)
    assert predicts_the_same(mlflow.sklearn.load_model(f"models:/{unique} copy/1"))


def test_a_logged_model_has_params_tags_metrics_and_artifacts(client, tmp_path):
    with mlflow.start_run() as run:
        model = mlflow.initialize_logged_model("scorer", params={"depth": "3"}, tags={"team": "risk"})
        assert model.status == LoggedModelStatus.PENDING
        mlflow.log_model_params({"rate": "0.1"}, model.model_id)
        mlflow.log_metric("auc", 0.7, model_id=model.model_id, step=1)
        mlflow.set_logged_model_tags(model.model_id, {"checked": "no", "gone": "1"})
        mlflow.delete_logged_model_tag(model.model_id, "gone")
        mlflow.finalize_logged_model(model.model_id, "READY")
        mlflow.log_outputs([LoggedModelOutput(model.model_id, step=2)])
    (tmp_path / "weights.bin").write_bytes(b"\x00\x01")
    client.log_model_artifact(model.model_id, str(tmp_path / "weights.bin"))
    stored = mlflow.get_logged_model(model.model_id)
    assert stored.status == LoggedModelStatus.READY and stored.source_run_id == run.info.run_id
    assert stored.params == {"depth": "3", "rate": "0.1"}
    assert {"team": "risk", "checked": "no"}.items() <= stored.tags.items() and "gone" not in stored.tags
    assert [(one.key, one.value, one.step) for one in stored.metrics] == [("auc", 0.7, 1)]
    assert [one.path for one in client.list_logged_model_artifacts(model.model_id)] == ["weights.bin"]
    local = mlflow.artifacts.download_artifacts(f"models:/{model.model_id}")
    assert (Path(local) / "weights.bin").read_bytes() == b"\x00\x01"
    outputs = mlflow.get_run(run.info.run_id).outputs.model_outputs
    assert model.model_id in {one.model_id for one in outputs}


def test_logged_models_are_searched(experiment, client):
    ids = []
    for i in range(4):
        model = mlflow.initialize_logged_model(f"m{i}", params={"size": str(i % 2)}, tags={"n": str(i)})
        with mlflow.start_run():
            mlflow.log_metric("auc", i / 10, model_id=model.model_id)
        mlflow.finalize_logged_model(model.model_id, "READY" if i else "FAILED")
        ids.append(model.model_id)

    def search(filter_string, **options):
        found = mlflow.search_logged_models([experiment], filter_string, output_format="list", **options)
        return [ids.index(one.model_id) for one in found]

    by_auc = [{"field_name": "metrics.auc", "ascending": False}]
    assert search("metrics.auc > 0.05", order_by=by_auc) == [3, 2, 1]
    assert search("params.size = '1' and name LIKE 'm%'", order_by=by_auc) == [3, 1]
    assert search("tags.n = '2'") == [2]
    assert len(mlflow.search_logged_models([experiment])) == 4
    client.delete_logged_model(ids[3])
    assert sorted(search("name != 'x'")) == [0, 1, 2]


def test_a_prompt_is_registered_versioned_aliased_and_loaded(client, unique):
    first = mlflow.genai.register_prompt(unique, "Hello {{name}}", commit_message="start", tags={"lang": "en"})
    mlflow.genai.register_prompt(unique, [{"role": "user", "content": "Olá {{name}}"}], tags={"lang": "pt"})
    assert (first.version, first.template) == (1, "Hello {{name}}")
    mlflow.genai.set_prompt_alias(unique, "live", 1)
    loaded = mlflow.genai.load_prompt(f"prompts:/{unique}@live")
    assert loaded.format(name="Ana") == "Hello Ana" and loaded.commit_message == "start" and loaded.tags["lang"] == "en"
    assert mlflow.genai.load_prompt(unique, version=2).template == [{"role": "user", "content": "Olá {{name}}"}]
    assert [one.name for one in mlflow.genai.search_prompts(f"name = '{unique}'")] == [unique]
    assert client.search_registered_models(f"name = '{unique}'") == []
    mlflow.genai.delete_prompt_alias(unique, "live")
    client.delete_prompt_version(unique, "2")
    assert mlflow.genai.load_prompt(unique, version=2, allow_missing=True) is None
