"""Ad-hoc analysis of tickets: a data agent for the back office."""

from langchain.agents import create_agent
from langchain_experimental.tools import PythonAstREPLTool
from langchain_openai import ChatOpenAI
from support_agent.tools import close_ticket, delete_ticket, search_tickets

agent = create_agent(ChatOpenAI(model="gpt-5-mini"), tools=[search_tickets, close_ticket, delete_ticket, PythonAstREPLTool()])
