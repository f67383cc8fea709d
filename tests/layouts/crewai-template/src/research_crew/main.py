from datetime import UTC, datetime

from research_crew.crew import ResearchCrew


def run():
    inputs = {"topic": "AI LLMs", "current_year": str(datetime.now(UTC).year)}
    ResearchCrew().crew().kickoff(inputs=inputs)
