"""Cleans the credit table and trains the reference's forest, as pandas and scikit-learn do it. Prints one JSON line."""
import json
import resource
import sys
import time

began = time.perf_counter()

import joblib
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score, log_loss, roc_auc_score

from credit_table import CLASSES, LOANS, features, held_out

file, model_file, jobs = sys.argv[1], sys.argv[2], int(sys.argv[3])

raw = pd.read_csv(file, low_memory=False)
raw = raw[raw["Credit_Score"].isin(CLASSES)]
table = features(raw)
target = pd.Categorical(raw["Credit_Score"], categories=CLASSES).codes
test = held_out(raw["Customer_ID"]).to_numpy()
medians = table[~test].median()
table = table.fillna(medians)
cleaned = time.perf_counter()

forest = RandomForestClassifier(n_estimators=100, max_depth=10, random_state=42, n_jobs=jobs)
forest.fit(table[~test], target[~test])
fitted = time.perf_counter()

probabilities = forest.predict_proba(table[test])
predicted = probabilities.argmax(axis=1)
truth = target[test]
metrics = {
    "accuracy": accuracy_score(truth, predicted),
    "macro_f1": f1_score(truth, predicted, average="macro"),
    "log_loss": log_loss(truth, probabilities),
    "macro_auc": roc_auc_score(truth, probabilities, multi_class="ovr"),
}
joblib.dump({"forest": forest, "medians": medians}, model_file)
trained = time.perf_counter()

# What Lapidary also does in its training: 95 % intervals by customer, and permutation importance on held-out rows.
if "--full" in sys.argv:
    rng = np.random.default_rng(42)
    groups = raw["Customer_ID"].to_numpy()[test]
    rows_of = list(pd.Series(np.arange(len(groups))).groupby(groups).indices.values())
    for _ in range(int(sys.argv[sys.argv.index("--full") + 1])):
        rows = np.concatenate([rows_of[i] for i in rng.integers(0, len(rows_of), len(rows_of))])
        accuracy_score(truth[rows], predicted[rows])
        f1_score(truth[rows], predicted[rows], average="macro")
        log_loss(truth[rows], probabilities[rows], labels=[0, 1, 2])
        roc_auc_score(truth[rows], probabilities[rows], multi_class="ovr")
    shuffled = table[test].copy()
    for _ in range(int(sys.argv[sys.argv.index("--full") + 2])):
        for names in [[name] for name in shuffled.columns if name not in LOANS] + [LOANS]:
            kept = shuffled[names].to_numpy().copy()
            shuffled[names] = rng.permutation(kept)
            log_loss(truth, forest.predict_proba(shuffled))
            shuffled[names] = kept

print(
    json.dumps(
        {
            "read_and_clean": cleaned - began,
            "fit": fitted - cleaned,
            "evaluate": trained - fitted,
            "explain": time.perf_counter() - trained,
            "cpu": sum(resource.getrusage(resource.RUSAGE_SELF)[:2]),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "rows": len(raw),
            "metrics": metrics,
        }
    )
)
