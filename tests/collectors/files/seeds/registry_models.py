import os

import mlflow
from settings import name, version

MODEL = os.environ.get("MODEL_URI", "models:/claims@champion")
# models:/old/latest was what we had
ranker = mlflow.pyfunc.load_model("models:/ranker/latest")
known = mlflow.pyfunc.load_model(f"models:/{name}/{version}")
embedder = mlflow.pyfunc.load_model("models:/embedder/7")
