import hashlib
import json
import os
import urllib.parse
from pathlib import Path

import matplotlib
import mlflow
import numpy as np
import pandas as pd
import pytest
import requests
from mlflow.artifacts import download_artifacts, load_dict, load_image, load_text
from mlflow.exceptions import MlflowException
from PIL import Image

matplotlib.use("agg")
from matplotlib import pyplot


def paths(run_id, path=None):
    return {one.path: (one.is_dir, one.file_size) for one in mlflow.MlflowClient().list_artifacts(run_id, path)}


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def test_texts_and_dictionaries_come_back():
    with mlflow.start_run() as run:
        mlflow.log_text("olá\n", "notes/read me.txt")
        mlflow.log_text("<p>hi</p>", "page.html")
        mlflow.log_dict({"a": [1, None, "ç"]}, "a.json")
        mlflow.log_dict({"a": [1, None, "ç"]}, "a.yaml")
        uri = mlflow.get_artifact_uri("notes/read me.txt")
    root = f"runs:/{run.info.run_id}"
    assert load_text(f"{root}/notes/read me.txt") == "olá\n"
    assert load_text(uri) == "olá\n"
    assert load_dict(f"{root}/a.json") == {"a": [1, None, "ç"]}
    assert paths(run.info.run_id) == {
        "a.json": (False, os.stat(download_artifacts(f"{root}/a.json")).st_size),
        "a.yaml": (False, os.stat(download_artifacts(f"{root}/a.yaml")).st_size),
        "notes": (True, None),
        "page.html": (False, 9),
    }
    assert paths(run.info.run_id, "notes") == {"notes/read me.txt": (False, 5)}


def test_figures_images_and_tables_come_back():
    figure, axes = pyplot.subplots()
    axes.plot([0, 1], [1, 0])
    pixels = np.random.default_rng(1).integers(0, 256, (16, 24, 3), dtype=np.uint8)
    with mlflow.start_run() as run:
        mlflow.log_figure(figure, "plots/roc.png")
        mlflow.log_image(pixels, "pixels.png")
        mlflow.log_image(pixels, key="epoch", step=3, synchronous=True)
        mlflow.log_table({"question": ["a", "b"], "score": [1.5, None]}, "eval.json")
        mlflow.log_table(pd.DataFrame({"question": ["c"], "score": [2.5]}), "eval.json")
    pyplot.close(figure)
    root = f"runs:/{run.info.run_id}"
    assert Image.open(download_artifacts(f"{root}/plots/roc.png")).format == "PNG"
    assert np.array_equal(np.asarray(load_image(f"{root}/pixels.png")), pixels)
    images = paths(run.info.run_id, "images")
    assert sorted(Path(path).suffix for path in images) == [".png", ".webp"]
    assert all(Path(path).name.startswith("epoch") for path in images)
    table = mlflow.load_table("eval.json", run_ids=[run.info.run_id])
    assert list(table["question"]) == ["a", "b", "c"]
    assert '"path": "eval.json"' in mlflow.get_run(run.info.run_id).data.tags["mlflow.loggedArtifacts"]


def test_folders_are_uploaded_listed_and_downloaded(tmp_path):
    (tmp_path / "data/deep/er").mkdir(parents=True)
    (tmp_path / "data/one.csv").write_text("a,b\n1,2\n")
    (tmp_path / "data/deep/er/two.bin").write_bytes(bytes(range(256)))
    with mlflow.start_run() as run:
        assert paths(run.info.run_id) == {}
        mlflow.log_artifacts(tmp_path / "data", "folder")
        mlflow.log_artifact(tmp_path / "data/one.csv")
    assert paths(run.info.run_id) == {"folder": (True, None), "one.csv": (False, 8)}
    assert paths(run.info.run_id, "folder") == {"folder/deep": (True, None), "folder/one.csv": (False, 8)}
    assert paths(run.info.run_id, "folder/deep/er") == {"folder/deep/er/two.bin": (False, 256)}
    local = Path(download_artifacts(run_id=run.info.run_id, artifact_path="folder"))
    assert (local / "deep/er/two.bin").read_bytes() == bytes(range(256))
    everything = Path(download_artifacts(run_id=run.info.run_id, artifact_path=""))
    assert sorted(one.name for one in everything.rglob("*.*")) == ["one.csv", "one.csv", "two.bin"]


@pytest.mark.parametrize(
    "name",
    [
        "with space.txt",
        "100%.txt",
        "a;b.txt",
        "ação é ü 漢字 🌳.txt",
        "plus+and&=@,'$!~().txt",
        "trailing.",
    ],
)
def test_an_artifact_may_have_any_name(tmp_path, name):
    (tmp_path / name).write_text(name)
    with mlflow.start_run() as run:
        mlflow.log_artifact(tmp_path / name, "the folder;é")
        mlflow.log_artifact(tmp_path / name)
    assert paths(run.info.run_id)[name] == (False, len(name.encode()))
    assert paths(run.info.run_id, "the folder;é") == {f"the folder;é/{name}": (False, len(name.encode()))}
    local = mlflow.MlflowClient().download_artifacts(run.info.run_id, f"the folder;é/{name}")
    assert Path(local).read_text() == name
    local = mlflow.MlflowClient().download_artifacts(run.info.run_id, name)
    assert Path(local).name == name and Path(local).read_text() == name


@pytest.mark.parametrize("name", ["hash#tag.txt", "question?.txt", "%41.txt"])
def test_an_artifact_comes_back_under_a_name_that_the_client_does_not_encode(tmp_path, name):
    (tmp_path / name).write_text(name)
    with mlflow.start_run() as run:
        mlflow.log_artifact(tmp_path / name, "folder")
    local = mlflow.MlflowClient().download_artifacts(run.info.run_id, f"folder/{name}")
    assert Path(local).read_text() == name


def test_an_empty_file_is_stored(tmp_path):
    (tmp_path / "empty.bin").touch()
    with mlflow.start_run() as run:
        mlflow.log_artifact(tmp_path / "empty.bin")
    assert paths(run.info.run_id) in ({"empty.bin": (False, 0)}, {"empty.bin": (False, None)})
    local = download_artifacts(run_id=run.info.run_id, artifact_path="empty.bin")
    assert os.stat(local).st_size == 0


def test_200_megabytes_are_stored(tmp_path):
    block = np.random.default_rng(2).bytes(1 << 20)
    with open(tmp_path / "large.bin", "wb") as file:
        for i in range(200):
            file.write(i.to_bytes(4) + block[4:])
    with mlflow.start_run() as run:
        mlflow.log_artifact(tmp_path / "large.bin")
    assert paths(run.info.run_id) == {"large.bin": (False, 200 << 20)}
    local = mlflow.MlflowClient().download_artifacts(run.info.run_id, "large.bin", str(tmp_path.parent))
    assert digest(local) == digest(tmp_path / "large.bin")
    os.unlink(local)


def test_an_artifact_is_written_over(tmp_path):
    with mlflow.start_run() as run:
        mlflow.log_text("first, longer", "state.txt")
        mlflow.log_text("second", "state.txt")
    assert load_text(f"runs:/{run.info.run_id}/state.txt") == "second"
    assert paths(run.info.run_id) == {"state.txt": (False, 6)}


def test_a_missing_artifact_is_an_error():
    with mlflow.start_run() as run:
        pass
    with pytest.raises((MlflowException, OSError)):
        download_artifacts(run_id=run.info.run_id, artifact_path="none.txt")
    assert paths(run.info.run_id, "none") == {}


def headers():
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token else {}


def test_a_browser_gets_artifacts_as_attachments():
    with mlflow.start_run() as run:
        mlflow.log_text("<script>alert(1)</script>", "page.html")
    url = f"{mlflow.get_tracking_uri()}/get-artifact"
    response = requests.get(url, params={"run_id": run.info.run_id, "path": "page.html"}, headers=headers())
    assert response.status_code == 200 and response.text == "<script>alert(1)</script>"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/etc/passwd", "..%2Fx", "%2e%2e/x", "%252e%252e%252fx"]
)
def test_a_path_does_not_leave_the_run(path):
    with mlflow.start_run() as run:
        mlflow.log_text("x", "x")
    for query in [{"path": path}, {"path": urllib.parse.unquote(path)}]:
        for route in ["get-artifact", "api/2.0/mlflow/artifacts/list"]:
            response = requests.get(
                f"{mlflow.get_tracking_uri()}/{route}",
                params={"run_id": run.info.run_id, **query},
                headers=headers(),
            )
            assert response.status_code >= 400 or response.json().get("files", []) == []
    uri = f"{mlflow.get_tracking_uri()}/api/2.0/mlflow-artifacts/artifacts/{path}"
    request = requests.Request("PUT", uri, data=b"x", headers=headers()).prepare()
    request.url = uri  # as it is: requests would resolve the dots
    with requests.Session() as session:
        assert session.send(request).status_code in (400, 403, 404)
