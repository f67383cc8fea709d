"""Budgets that people vouch for: situations and verdicts."""

from __future__ import annotations

from attested import attested_table

test_budget_approved = attested_table("org-budget-approved", days=365)
test_unit_cost_forecast = attested_table("org-unit-cost-forecast", days=90)
