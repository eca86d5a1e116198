"""Feast's Python feature server on the stats of bench/features.ts: materializes thrice, says how long each took, then serves.

Usage: feast_server.py FOLDER REDIS_PORT PORT; FOLDER holds stats.parquet. Needs pip install 'feast[redis]==0.67.0'.
"""

import json
import sys
import time
import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path

warnings.filterwarnings("ignore")

import redis
import uvicorn

from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.feature_server import get_app
from feast.types import Float64, Int64

folder, redis_port, port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
store = FeatureStore(
    config=RepoConfig(
        project="feast",
        provider="local",
        registry=str(folder / "feast-registry.db"),
        online_store={"type": "redis", "connection_string": f"127.0.0.1:{redis_port}"},
        entity_key_serialization_version=3,
    )
)
customer = Entity(name="customer", join_keys=["customer_id"], value_type=ValueType.STRING)
view = FeatureView(
    name="stats",
    entities=[customer],
    ttl=timedelta(0),
    schema=[Field(name=f"f{i}", dtype=Int64 if i % 3 == 2 else Float64) for i in range(23)],
    source=FileSource(path=str(folder / "stats.parquet"), timestamp_field="event_timestamp"),
)
store.apply([customer, view])
seconds = []
for _ in range(3):
    redis.Redis(port=redis_port).flushall()
    began = time.perf_counter()
    store.materialize(datetime(2025, 12, 1, tzinfo=timezone.utc), datetime.now(timezone.utc))
    seconds.append(time.perf_counter() - began)
print(json.dumps(seconds), flush=True)
# One process that is never replaced: gunicorn, which `feast serve` starts, recycles its workers, and that costs more.
uvicorn.run(get_app(store), host="127.0.0.1", port=port, log_level="error", access_log=False)
