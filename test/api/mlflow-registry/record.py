"""Sends requests.json to an empty MLflow server and writes what it returns to responses.json.

Run it with MLflow 3.17, scikit-learn not needed:
  mlflow server --port 5611 --backend-store-uri sqlite:///empty.db --workers 1
  python record.py http://127.0.0.1:5611
Times become "TIME". A text "@x*300" in a request stands for 300 times "x".
"""

import json
import re
import sys
import time
from pathlib import Path

import requests

here = Path(__file__).parent


def expand(value):
    if isinstance(value, dict):
        return {key: expand(item) for key, item in value.items()}
    if isinstance(value, list):
        return [expand(item) for item in value]
    repeated = re.fullmatch(r"@(.)\*(\d+)", value) if isinstance(value, str) else None
    return repeated[1] * int(repeated[2]) if repeated else value


def normalize(value):
    if isinstance(value, dict):
        return {
            key: "TIME" if key.endswith("_timestamp") else normalize(item)
            for key, item in value.items()
        }
    return [normalize(item) for item in value] if isinstance(value, list) else value


def send(url, method, path, fields):
    url = f"{url}/api/2.0/mlflow/{path}"
    time.sleep(0.003)  # no two changes in one millisecond
    if method == "GET":
        return requests.get(url, params=fields, timeout=30)
    return requests.request(method, url, json=fields, timeout=30)


def main(url):
    responses = []
    for request in json.loads((here / "requests.json").read_text()):
        if isinstance(request, dict):
            continue
        method, path, fields = request
        response = send(url, method, path, expand(fields))
        responses.append({"status": response.status_code, "body": normalize(response.json())})
    text = ",\n".join(json.dumps(each, ensure_ascii=False) for each in responses)
    (here / "responses.json").write_text(f"[\n{text}\n]\n")


main(sys.argv[1])
