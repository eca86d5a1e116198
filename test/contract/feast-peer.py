"""Feast itself, for feast.test.ts: does what the lines of its standard input say, and answers each in a line."""

import json
import sys
import tempfile
import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path

warnings.filterwarnings("ignore")

import pandas as pd
from fastapi.responses import JSONResponse

from feast import Entity, FeatureStore, FeatureView, Field, FileSource, PushSource, RepoConfig, ValueType
from feast.feature_server_utils import convert_response_to_dict
from feast.types import Bool, Float32, Float64, Int32, Int64, String, UnixTimestamp

types = {
    "int32": Int32,
    "int64": Int64,
    "float": Float32,
    "double": Float64,
    "string": String,
    "bool": Bool,
    "unix_timestamp": UnixTimestamp,
}


def store_of(folder, project, connection, views):
    """A repository with these views: `{name: {feature: type}}`, all of the entity `student`."""
    config = RepoConfig(
        project=project,
        provider="local",
        registry=str(folder / f"{project}.db"),
        online_store={"type": "redis", "connection_string": connection},
        entity_key_serialization_version=3,
    )
    store = FeatureStore(config=config)
    student = Entity(name="student", join_keys=["student_id"], value_type=ValueType.STRING)
    made = [student]
    for name, features in views.items():
        path = folder / f"{project}-{name}.parquet"
        pd.DataFrame({"student_id": ["x"], "event_timestamp": [datetime.now(timezone.utc)]}).to_parquet(path)
        source = PushSource(name=f"{name}_push", batch_source=FileSource(path=str(path), timestamp_field="event_timestamp"))
        schema = [Field(name=feature, dtype=types[kind]) for feature, kind in features.items()]
        made.append(FeatureView(name=name, entities=[student], schema=schema, source=source, ttl=timedelta(0)))
    store.apply(made)
    return store


def frame_of(rows):
    frame = pd.DataFrame(rows)
    frame["event_timestamp"] = pd.to_datetime(frame["event_timestamp"], format="ISO8601", utc=True)
    return frame


with tempfile.TemporaryDirectory() as name:
    stores = {}
    for line in sys.stdin:
        asked = json.loads(line)
        project = asked["project"]
        if project not in stores:
            stores[project] = store_of(Path(name), project, asked["connection"], asked["views"])
        store = stores[project]
        if asked["do"] == "write":
            store.write_to_online_store(asked["view"], frame_of(asked["rows"]))
            answer = None
        else:
            # The lines of feast.feature_server's own handler.
            body = asked["body"]
            response = store.get_online_features(
                features=body["features"],
                entity_rows=body["entities"],
                full_feature_names=body.get("full_feature_names", False),
            )
            answer = JSONResponse(content=convert_response_to_dict(response.proto)).body.decode()
        print(json.dumps(answer), flush=True)
