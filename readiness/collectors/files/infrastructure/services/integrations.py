"""Functions that an integration or a target leads to."""

from __future__ import annotations

import re
from typing import Any

from readiness.collectors.files.infrastructure.mapping import View, arn_of
from readiness.collectors.files.infrastructure.values import refs_in

FUNCTION_PATH = re.compile(r"arn:aws[\w-]*:lambda:[\w-]*:\d*:function:[\w.\[\]\"-]+")


def function_in(view: View, value: Any) -> str:
    """The ARN of the function that an integration leads to; of other targets their own, as written."""
    for ref in refs_in(value):
        target = view.stack.find(ref.address)
        if target is not None and target.type == "aws_lambda_alias":
            target = next((found for one in refs_in(target.values.get("function_name")) if (found := view.stack.find(one.address))), target)
        if target is not None and target.type == "aws_lambda_function":
            return arn_of(view.stack, target)
    told = view.text_of(value)
    if not isinstance(told, str):
        return ""
    path = FUNCTION_PATH.search(told)
    return path[0] if path else told if told.startswith("arn:") else ""
