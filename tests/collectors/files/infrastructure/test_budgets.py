"""Budgets in Terraform."""

from infrastructure_world import facts_in, verdicts, written

from readiness.facts.aws.spending import AwsBudget

TERRAFORM = """
variable "owners" { type = list(string) }
resource "aws_bedrock_guardrail" "g" { name = "g" }
resource "aws_budgets_budget" "told" {
  name         = "told"
  budget_type  = "COST"
  limit_amount = "1200.5"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    comparison_operator        = "GREATER_THAN"
    notification_type          = "ACTUAL"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = ["owner@example.org"]
  }
}
resource "aws_budgets_budget" "silent" {
  name         = "silent"
  budget_type  = "COST"
  limit_amount = "100"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}
resource "aws_budgets_budget" "open" {
  name         = "open"
  budget_type  = "COST"
  limit_amount = "100"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    notification_type          = "ACTUAL"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = var.owners
  }
}
"""
CHECK = "aws-declared-budget-notifies"


def test_budgets(tmp_path):
    budgets = {each.name: each for each in facts_in(written(tmp_path, {"main.tf": TERRAFORM}), AwsBudget).values()}
    (notification,) = budgets["told"].notifications
    assert (budgets["told"].limit, notification.threshold, notification.subscribers) == (1200.5, 80, 1)
    assert "example.org" not in budgets["told"].model_dump_json()
    assert budgets["silent"].notifications == ()
    assert "notifications" in budgets["open"].unread
    assert verdicts(tmp_path, CHECK) == {CHECK: {"pass", "fail", "unknown"}}
