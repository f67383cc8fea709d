from ragas import EvaluationDataset, evaluate
from ragas.metrics import Faithfulness, LLMContextRecall

dataset = EvaluationDataset.from_jsonl("evals/golden.jsonl")
result = evaluate(dataset=dataset, metrics=[LLMContextRecall(), Faithfulness()])
print(result)
