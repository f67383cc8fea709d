OPENAI_VISIBLE_MODELS = ["gpt-5", "gpt-5-mini", "o1", "o3-mini", "gpt-4o", "gpt-4o-mini"]
ANTHROPIC_VISIBLE_MODELS = ["claude-opus-4-1-20250805", "claude-sonnet-4-20250514", "claude-3-5-sonnet-20241022"]
