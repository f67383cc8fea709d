from ragas import evaluate
from ragas.metrics import answer_relevancy, faithfulness

print(evaluate(None, metrics=[answer_relevancy, faithfulness]))
