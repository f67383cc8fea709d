"""How to call a model."""

import os

from litellm import completion

os.environ["OPENAI_API_KEY"] = "your-api-key"
print(completion(model="gpt-4o", messages=[{"role": "user", "content": "Hello"}]))
