import * as cdk from "aws-cdk-lib";
import { bedrock } from "@cdklabs/generative-ai-cdk-constructs";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";

export class AgentStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    const knowledgeBase = new bedrock.VectorKnowledgeBase(this, "Handbook", {
      embeddingsModel: bedrock.BedrockFoundationModel.TITAN_EMBED_TEXT_V2_1024,
      instruction: "Answers about the employee handbook.",
    });
    const documents = new s3.Bucket(this, "Documents", { enforceSSL: true, versioned: true, removalPolicy: cdk.RemovalPolicy.DESTROY, autoDeleteObjects: true });
    knowledgeBase.addS3DataSource({ bucket: documents });
    const actions = new lambda.Function(this, "Actions", {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: "index.handler",
      code: lambda.Code.fromAsset("lambda/action_group"),
      timeout: cdk.Duration.seconds(30),
    });
    const agent = new bedrock.Agent(this, "Agent", {
      foundationModel: bedrock.BedrockFoundationModel.ANTHROPIC_CLAUDE_3_5_SONNET_V2_0,
      instruction: "You are a helpful HR assistant that answers questions about leave.",
      knowledgeBases: [knowledgeBase],
      shouldPrepareAgent: true,
    });
    agent.addActionGroup(new bedrock.AgentActionGroup({ name: "leave", executor: bedrock.ActionGroupExecutor.fromlambdaFunction(actions) }));
  }
}
