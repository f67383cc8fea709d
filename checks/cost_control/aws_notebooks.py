"""Whether notebooks that nobody uses are paid for."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.estate import AwsNotebook
from readiness.facts.aws.notebooks import AwsStudioDomain

MAPS = ["aws-ml-lens:MLCOST04-BP08", "azure-waf-core:CO:07"]


@check("aws-notebook-stops-when-idle", severity="low", effort="hours", maps=MAPS)
def notebook_stops(notebook: AwsNotebook, today: date, most_days: int = 7) -> Verdict:
    """Notebook instances do not run for days on end.

    Why: A forgotten notebook costs as much as one in use, day and night. A notebook instance runs until somebody or its
    lifecycle script stops it. Whether a script does can't be seen, only that one is there.

    Fix: Stop it, and attach a script that stops it when idle

        aws sagemaker stop-notebook-instance --notebook-instance-name <notebook>
        # https://github.com/aws-samples/amazon-sagemaker-notebook-instance-lifecycle-config-samples: auto-stop-idle
    """
    if notebook.status != "InService":
        return not_applicable("it does not run")
    if notebook.changed is None:
        return unknown("since when it runs is not told", notebook=notebook.name)
    days = (today - notebook.changed).days
    if days <= most_days:
        return passed(notebook=notebook.name, days=days)
    if notebook.lifecycle:
        return unknown("whether its lifecycle script stops it can't be seen", notebook=notebook.name, script=notebook.lifecycle, days=days)
    return failed("A notebook has run for days", notebook=notebook.name, days=days, most_days=most_days)


@check("aws-studio-idle-shutdown", severity="low", effort="minutes", maps=MAPS)
def studio_stops(domain: AwsStudioDomain) -> Verdict:
    """SageMaker Studio stops what nobody uses.

    Why: Applications left open over a weekend are paid for by the hour. Studio stops an idle JupyterLab or Code Editor by
    itself when the domain says so. Settings of single users are not looked at.

    Fix: Switch idle shutdown on for the domain

        # <domain>: runs on <run_on>
        aws sagemaker update-domain --domain-id <id> --default-user-settings file://settings.json
        # settings.json: {"JupyterLabAppSettings": {"AppLifecycleManagement": {"IdleSettings":
        #   {"LifecycleManagement": "ENABLED", "IdleTimeoutInMinutes": 120}}}} and the same for CodeEditorAppSettings
    """
    if not domain.open:
        return not_applicable("nobody can work in it")
    run_on = [each for each in ("JupyterLab", "Code Editor") if each not in domain.idle_minutes]
    if run_on:
        return failed("Idle applications of Studio run on", domain=domain.name, id=domain.resource.rsplit("/", 1)[-1], run_on=run_on)
    return passed(domain=domain.name, minutes=[f"{name}: {minutes}" for name, minutes in domain.idle_minutes.items()])
