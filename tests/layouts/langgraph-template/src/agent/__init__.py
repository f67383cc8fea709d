"""New LangGraph agent."""
