terraform {
  required_version = ">= 1.9"
}

provider "aws" {
  region = "eu-west-1"
}

variable "stage" {
  type    = string
  default = "prod"
}

locals {
  models = toset(["anthropic.claude-3-haiku-20240307-v1:0", "amazon.titan-embed-text-v2:0"])
  tags   = { environment = var.stage, team = "ai" }
}

data "aws_iam_policy_document" "invoke" {
  statement {
    actions   = ["bedrock:InvokeModel"]
    resources = [for each in local.models : "arn:aws:bedrock:*::foundation-model/${each}"]
  }
}

resource "aws_iam_role" "chat" {
  name               = "chat-${var.stage}"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "chat" {
  role   = aws_iam_role.chat.id
  policy = data.aws_iam_policy_document.invoke.json
}

resource "aws_lambda_function" "chat" {
  for_each      = { eu = "eu-west-1" }
  function_name = "chat-${each.key}"
  role          = aws_iam_role.chat.arn
  timeout       = 60
  environment {
    variables = {
      MODEL_ID       = "anthropic.claude-3-haiku-20240307-v1:0"
      TABLE          = aws_dynamodb_table.chats.name
      OPENAI_API_KEY = "canary-named"
    }
  }
  tags = merge(local.tags, { service = "chat" })
}

resource "aws_dynamodb_table" "chats" {
  name         = "chats"
  billing_mode = "PAY_PER_REQUEST"
  point_in_time_recovery {
    enabled = var.stage == "prod" ? true : false
  }
}

resource "aws_bedrock_guardrail" "g" {
  name = "g"
  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }
}

resource "aws_db_instance" "vectors" {
  identifier              = "vectors"
  engine                  = "postgres"
  password                = "canary-named"
  backup_retention_period = 7
}

resource "aws_ecs_task_definition" "gateway" {
  family = "gateway"
  container_definitions = jsonencode([{
    name        = "litellm"
    image       = "ghcr.io/berriai/litellm:main-v1.80.0"
    environment = [{ name = "LITELLM_MASTER_KEY", value = "canary-named" }]
    secrets     = [{ name = "OPENAI_API_KEY", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:openai" }]
  }])
}

module "docs" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "4.1.0"
  bucket  = "docs"
}

resource "azurerm_cognitive_account" "openai" {
  name               = "oai-prod"
  kind               = "OpenAI"
  sku_name           = "S0"
  local_auth_enabled = false
}
