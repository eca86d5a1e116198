import os
import time

import mlflow
import pytest
import requests
from mlflow.entities import SpanType
from mlflow.exceptions import MlflowException
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@mlflow.trace(span_type=SpanType.TOOL, attributes={"unit": "€"})
def tool(x):
    return {"twice": 2 * x}


@mlflow.trace
def question(text, x=1):
    with mlflow.start_span("inner") as span:
        span.set_inputs({"text": text})
        span.add_event(mlflow.entities.SpanEvent("checked", attributes={"rows": 3}))
        span.set_outputs(tool(x))
    return f"answer to {text}"


def traced(text="olá", **options):
    question(text, **options)
    mlflow.flush_trace_async_logging()
    return mlflow.get_last_active_trace_id()


def test_a_trace_keeps_its_spans_inputs_outputs_and_events():
    trace = mlflow.get_trace(traced("olá", x=4))
    assert trace.info.state.value == "OK" and trace.info.execution_duration >= 0
    spans = {span.name: span for span in trace.data.spans}
    assert set(spans) == {"question", "inner", "tool"}
    assert spans["question"].inputs == {"text": "olá", "x": 4} and spans["question"].outputs == "answer to olá"
    assert spans["inner"].parent_id == spans["question"].span_id and spans["question"].parent_id is None
    assert spans["tool"].span_type == "TOOL" and spans["tool"].attributes["unit"] == "€"
    assert spans["tool"].outputs == {"twice": 8}
    assert [(event.name, event.attributes) for event in spans["inner"].events] == [("checked", {"rows": 3})]


def test_a_trace_of_an_exception_has_the_error():
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_span("fails"):
            1 / 0
    mlflow.flush_trace_async_logging()
    trace = mlflow.get_trace(mlflow.get_last_active_trace_id())
    assert trace.info.state.value == "ERROR" and trace.data.spans[0].status.status_code.value == "ERROR"
    [event] = trace.data.spans[0].events
    assert event.attributes["exception.type"] == "ZeroDivisionError"


def test_tags_of_a_trace_are_set_and_deleted():
    trace_id = traced()
    mlflow.set_trace_tag(trace_id, "team", "risk")
    mlflow.set_trace_tag(trace_id, "gone", "1")
    mlflow.delete_trace_tag(trace_id, "gone")
    tags = mlflow.get_trace(trace_id).info.tags
    assert tags["team"] == "risk" and "gone" not in tags and tags["mlflow.traceName"] == "question"


def test_traces_are_searched_in_pages(experiment, client):
    with mlflow.start_run() as run:
        ids = [traced(f"text {i}") for i in range(4)]
    other = traced("outside")
    mlflow.set_trace_tag(ids[2], "team", "risk")

    def search(filter_string=None, **options):
        found = mlflow.search_traces(
            locations=[experiment], filter_string=filter_string, return_type="list", **options
        )
        return [trace.info.trace_id for trace in found]

    assert search(order_by=["timestamp_ms ASC"]) == [*ids, other]
    assert search() == [other, *ids[::-1]]
    assert search("tags.team = 'risk'") == [ids[2]]
    assert search("trace.status = 'OK' AND trace.name = 'question'", max_results=2) == [other, ids[3]]
    assert search("attributes.status = 'ERROR'") == []
    assert sorted(search(run_id=run.info.run_id)) == sorted(ids)
    frame = mlflow.search_traces(locations=[experiment])
    assert len(frame) == 5 and set(frame["trace_id"]) == {*ids, other}
    first = client.search_traces(locations=[experiment], max_results=3)
    rest = client.search_traces(locations=[experiment], max_results=3, page_token=first.token)
    assert [trace.info.trace_id for trace in [*first, *rest]] == search()


def test_traces_are_deleted(experiment, client):
    ids = [traced(f"text {i}") for i in range(3)]
    assert client.delete_traces(experiment, trace_ids=[ids[1]]) == 1
    assert client.delete_traces(experiment, max_timestamp_millis=int(time.time() * 1000) + 60_000, max_traces=1) == 1
    assert [trace.info.trace_id for trace in client.search_traces(locations=[experiment])] == [ids[2]]
    assert mlflow.get_trace(ids[1]) is None


def test_a_trace_has_metadata_of_its_user_and_session(experiment):
    with mlflow.start_span("chat"):
        mlflow.update_current_trace(metadata={"mlflow.trace.user": "ana", "mlflow.trace.session": "s 1"})
    mlflow.flush_trace_async_logging()
    trace_id = mlflow.get_last_active_trace_id()
    metadata = mlflow.get_trace(trace_id).info.trace_metadata
    assert metadata["mlflow.trace.user"] == "ana" and metadata["mlflow.trace.session"] == "s 1"
    found = mlflow.search_traces(
        locations=[experiment], filter_string="metadata.`mlflow.trace.session` = 's 1'", return_type="list"
    )
    assert [trace.info.trace_id for trace in found] == [trace_id]


def test_spans_of_opentelemetry_become_a_trace(experiment):
    request = ExportTraceServiceRequest()
    scope = request.resource_spans.add().scope_spans.add()
    trace_id = os.urandom(16)
    now = time.time_ns()
    for i, name in enumerate(["root", "child"]):
        span = scope.spans.add(name=name, trace_id=trace_id, span_id=bytes([0] * 7 + [i + 1]))
        span.start_time_unix_nano, span.end_time_unix_nano = now + i, now + 1_000_000 - i
        if i:
            span.parent_span_id = bytes([0] * 7 + [1])
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    response = requests.post(
        f"{mlflow.get_tracking_uri()}/v1/traces",
        data=request.SerializeToString(),
        headers={
            "Content-Type": "application/x-protobuf",
            "X-Mlflow-Experiment-Id": experiment,
            **({"Authorization": f"Bearer {token}"} if token else {}),
        },
    )
    assert response.status_code == 200
    trace = mlflow.get_trace(f"tr-{trace_id.hex()}")
    assert sorted(span.name for span in trace.data.spans) == ["child", "root"]
    assert trace.info.experiment_id == experiment


def test_an_unknown_trace_does_not_exist():
    assert mlflow.get_trace(f"tr-{'0' * 32}") is None
    with pytest.raises(MlflowException):
        mlflow.set_trace_tag(f"tr-{'0' * 32}", "a", "b")
