"""Trains what `geo/` reads from `data/model.npz`. Needs `requirements-train.txt`; nothing here is used at run time."""
