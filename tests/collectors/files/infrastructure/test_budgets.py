"""Budgets in Terraform."""

from infrastructure_world import facts_in, verdicts, written

from readiness.facts.aws.spending import AwsBudget
from readiness.facts.budgets import DeclaredSpendAlert

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


ALERTS = """
variable "mails" { type = list(string) }
resource "azurerm_cognitive_account" "a" {
  name = "a"
  kind = "OpenAI"
}
resource "azurerm_consumption_budget_subscription" "told" {
  name = "told"
  notification {
    threshold      = 90
    operator       = "GreaterThan"
    contact_emails = ["owner@example.org", "cfo@example.org"]
    contact_roles  = ["Owner"]
  }
}
resource "azurerm_consumption_budget_resource_group" "off" {
  name = "off"
  notification {
    enabled        = false
    threshold      = 90
    operator       = "GreaterThan"
    contact_emails = ["owner@example.org"]
  }
}
resource "azurerm_consumption_budget_subscription" "open" {
  name = "open"
  notification {
    threshold      = 90
    operator       = "GreaterThan"
    contact_emails = var.mails
  }
}
resource "google_billing_budget" "default" {
  display_name = "default"
  threshold_rules { threshold_percent = 0.5 }
  threshold_rules { threshold_percent = 0.9 }
}
resource "google_billing_budget" "silent" {
  display_name = "silent"
  threshold_rules { threshold_percent = 0.5 }
  all_updates_rule { disable_default_iam_recipients = true }
}
resource "google_billing_budget" "bare" { display_name = "bare" }
resource "aws_ce_anomaly_monitor" "m" {
  name              = "services"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
}
resource "aws_ce_anomaly_subscription" "s" {
  name             = "s"
  frequency        = "DAILY"
  monitor_arn_list = [aws_ce_anomaly_monitor.m.arn]
  subscriber {
    type    = "EMAIL"
    address = "owner@example.org"
  }
}
resource "aws_ce_anomaly_monitor" "lonely" {
  name         = "lonely"
  monitor_type = "CUSTOM"
}
"""
HEARD = "ai-declared-spend-alert-heard"


def test_spend_alerts_of_other_clouds(tmp_path):
    alerts = {each.name: each for each in facts_in(written(tmp_path, {"main.tf": ALERTS}), DeclaredSpendAlert).values()}
    told = {name: (each.cloud, each.thresholds, each.recipients) for name, each in alerts.items() if not each.unread}
    assert told == {
        "told": ("azure", 1, 3),
        "off": ("azure", 0, 0),
        "default": ("google", 2, 1),
        "silent": ("google", 1, 0),
        "bare": ("google", 0, 1),
        "services": ("aws", 1, 1),
        "lonely": ("aws", 1, 0),
    }
    assert set(alerts["open"].unread) == {"recipients"}
    assert not [each for each in alerts.values() if "example.org" in each.model_dump_json()]
    assert verdicts(tmp_path, HEARD) == {HEARD: {"pass", "fail", "unknown"}}


TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Guard: {Type: AWS::Bedrock::Guardrail, Properties: {Name: g}}
  Told:
    Type: AWS::Budgets::Budget
    Properties:
      Budget: {BudgetName: told, BudgetType: COST, TimeUnit: MONTHLY, BudgetLimit: {Amount: 1200, Unit: USD}}
      NotificationsWithSubscribers:
        - Notification: {NotificationType: ACTUAL, ComparisonOperator: GREATER_THAN, Threshold: 80}
          Subscribers:
            - {SubscriptionType: EMAIL, Address: owner@example.org}
            - {SubscriptionType: SNS, Address: !Ref Topic}
  Silent:
    Type: AWS::Budgets::Budget
    Properties:
      Budget: {BudgetName: silent, BudgetType: COST, TimeUnit: MONTHLY, BudgetLimit: {Amount: 100, Unit: USD}}
  Topic: {Type: AWS::SNS::Topic}
  Monitor: {Type: AWS::CE::AnomalyMonitor, Properties: {MonitorName: services, MonitorType: DIMENSIONAL, MonitorDimension: SERVICE}}
  Subscription:
    Type: AWS::CE::AnomalySubscription
    Properties:
      SubscriptionName: s
      Frequency: DAILY
      MonitorArnList: [!Ref Monitor]
      Subscribers: [{Type: EMAIL, Address: owner@example.org}, {Type: SNS, Address: !Ref Topic}]
"""


def test_budgets_and_monitors_of_a_template(tmp_path):
    written(tmp_path, {"t.yaml": TEMPLATE})
    budgets = {each.name: each for each in facts_in(tmp_path, AwsBudget).values()}
    (notification,) = budgets["told"].notifications
    assert (budgets["told"].limit, notification.threshold, notification.percentage, notification.subscribers) == (1200, 80, True, 2)
    assert budgets["silent"].notifications == ()
    (monitor,) = facts_in(tmp_path, DeclaredSpendAlert).values()
    assert (monitor.name, monitor.recipients) == ("services", 2)
    assert verdicts(tmp_path, CHECK, HEARD) == {CHECK: {"pass", "fail"}, HEARD: {"pass"}}
