"""The reference's API: FastAPI, a pydantic model, an API key, and the scikit-learn forest. One worker."""
import os
import sys
import uuid
from datetime import datetime, timezone
from typing import Literal, Optional

import joblib
import numpy as np
import pandas as pd
import uvicorn
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field, create_model

from credit_table import CATEGORIES, CLASSES, LOANS, RANGES

model_file, port = sys.argv[1], int(sys.argv[2])
saved = joblib.load(model_file)
forest, medians = saved["forest"], saved["medians"]
forest.n_jobs = 1

fields = {name: (Optional[float], Field(None, ge=low, le=high)) for name, (low, high) in RANGES.items()}
fields |= {name: (Optional[Literal[tuple(values)]], None) for name, values in CATEGORIES.items()}
fields["Credit_History_Age"] = (Optional[float], Field(None, ge=0, le=600))
fields["Type_of_Loan"] = (Optional[list[Literal[tuple(LOANS)]]], None)
CreditData: type[BaseModel] = create_model("CreditData", __config__=ConfigDict(extra="forbid"), **fields)

app = FastAPI()
columns = list(medians.index)


@app.get("/health/ready")
def ready() -> dict:
    return {"status": "ready"}


@app.post("/predict_score")
def predict_score(data: CreditData, x_api_key: str = Header()) -> dict:
    if x_api_key != os.environ["API_KEY"]:
        raise HTTPException(401)
    row = data.model_dump()
    loans = row.pop("Type_of_Loan") or []
    for name, values in CATEGORIES.items():
        row[name] = np.nan if row[name] is None else values.index(row[name])
    row |= {loan: loans.count(loan) for loan in LOANS}
    table = pd.DataFrame([row], columns=columns).astype("float64").fillna(medians)
    probabilities = forest.predict_proba(table)[0]
    return {
        "credit_score": CLASSES[int(probabilities.argmax())],
        "probabilities": dict(zip(CLASSES, map(float, probabilities))),
        "model": "CreditScoreModel",
        "model_version": 1,
        "prediction_id": str(uuid.uuid4()),
        "timestamp": datetime.now(timezone.utc).isoformat(),
    }


uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
