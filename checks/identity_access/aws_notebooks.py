"""Who is let into the notebooks of AI teams."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.notebooks import AwsStudioDomain


@check("aws-studio-single-sign-on", severity="medium", effort="days", maps=["aws-ml-lens:MLSEC03-BP02", "aws-ml-lens:MLSEC03-BP01"])
def single_sign_on(domain: AwsStudioDomain) -> Verdict:
    """SageMaker Studio is entered by single sign-on.

    Why: Who leaves the company may keep a way into data and models. With IAM Identity Center one place ends all access, and
    each person works under their own name. How a domain lets people in can't be changed later.

    Fix: Create the domain anew with IAM Identity Center

        # <domain> lets people in by <authentication>
        resource "aws_sagemaker_domain" "research" {
          auth_mode = "SSO" # beside the arguments of the old one
        }
    """
    if not domain.open:
        return not_applicable("nobody can work in it")
    if domain.authentication == "SSO":
        return passed(domain=domain.name)
    return failed("Studio is entered without single sign-on", domain=domain.name, authentication=domain.authentication)
