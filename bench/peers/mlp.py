"""Fits the network of bench/mlp.ts in PyTorch on rows of the same shape. Prints one JSON line; {} without PyTorch.

python mlp.py ROWS COLUMNS EPOCHS BATCH DROPOUT UNITS...
"""
import json
import sys
import time

try:
    import torch
except ModuleNotFoundError:
    print("{}")
    sys.exit()

rows, columns, epochs, batch_size = map(int, sys.argv[1:5])
dropout, hidden = float(sys.argv[5]), [int(units) for units in sys.argv[6:]]


def fit():
    torch.manual_seed(42)
    x = torch.randn(rows, columns)
    y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).float()
    layers, width = [], columns
    for units in hidden:
        layers += [torch.nn.Linear(width, units), torch.nn.ReLU(), torch.nn.BatchNorm1d(units), torch.nn.Dropout(dropout)]
        width = units
    model = torch.nn.Sequential(*layers, torch.nn.Linear(width, 1))
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = torch.nn.BCEWithLogitsLoss()
    held = rows // 7
    began = time.perf_counter()
    for _ in range(epochs):
        model.train()
        for batch in (torch.randperm(rows - held) + held).split(batch_size):
            adam.zero_grad()
            loss_of(model(x[batch])[:, 0], y[batch]).backward()
            adam.step()
        model.eval()
        with torch.no_grad():
            loss_of(model(x[:held])[:, 0], y[:held]).item()
    return time.perf_counter() - began


seconds = {}
for threads in sorted({1, torch.get_num_threads()}):
    torch.set_num_threads(threads)
    fit()
    seconds[threads] = sorted(fit() for _ in range(3))[1]
print(json.dumps({"version": torch.__version__, "seconds": seconds}))
