#!/usr/bin/env bash
# Keep one comment of ours on the pull request up to date: the first line of the text tells it from others.
# A pull request from a fork may not write; that is said, and fails nothing.
set -euo pipefail
text=$1
MARK=$(head -n 1 "$text")
export MARK
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"

# shellcheck disable=SC2016 # jq reads the mark from the environment, so that it is never a part of the program
own=$(gh api --paginate "$comments" --jq '.[] | select(.user.type == "Bot" and (.body | startswith($ENV.MARK))) | .id' | head -n 1) || own=""
if [ -n "$own" ]; then
  write=(gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$own")
else
  write=(gh api --method POST "$comments")
fi
"${write[@]}" --field "body=@$text" --silent || echo "::warning title=readiness::the comment could not be written; the summary of the job has it"
