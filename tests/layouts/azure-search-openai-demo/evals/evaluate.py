import argparse
import os
from pathlib import Path

from azure.identity import AzureDeveloperCliCredential
from evaltools.eval.evaluate import run_evaluate_from_config

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--targeturl")
    parser.add_argument("--resultsdir")
    arguments = parser.parse_args()
    openai_config = {
        "azure_endpoint": f"https://{os.getenv('AZURE_OPENAI_SERVICE')}.openai.azure.com",
        "azure_deployment": os.environ["AZURE_OPENAI_EVAL_DEPLOYMENT"],
    }
    run_evaluate_from_config(
        working_dir=Path(__file__).parent,
        config_path="evaluate_config.json",
        openai_config=openai_config,
        target_url=arguments.targeturl,
        azure_credential=AzureDeveloperCliCredential(),
    )
