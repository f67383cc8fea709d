import boto3
import streamlit as st

bedrock = boto3.client("bedrock-runtime", "us-east-1")
question = st.chat_input("Ask")
if question:
    response = bedrock.converse(
        modelId="anthropic.claude-3-5-sonnet-20241022-v2:0",
        messages=[{"role": "user", "content": [{"text": question}]}],
        inferenceConfig={"maxTokens": 500},
    )
    st.write(response["output"]["message"]["content"][0]["text"])
