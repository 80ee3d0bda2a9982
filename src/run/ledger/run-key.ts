import { randomUUID } from 'node:crypto';

/** One budget for all shards of a CI run, by what its service calls the run; a run outside of CI has a budget of its own. */
export function runKeyOf(env: NodeJS.ProcessEnv): string {
  const { GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT = '1', CI_PIPELINE_ID, BUILDKITE_BUILD_ID, CIRCLE_WORKFLOW_ID, BUILD_TAG } = env;
  if (GITHUB_RUN_ID) return `github-${GITHUB_RUN_ID}-${GITHUB_RUN_ATTEMPT}`;
  return CI_PIPELINE_ID || BUILDKITE_BUILD_ID || CIRCLE_WORKFLOW_ID || BUILD_TAG || `local-${randomUUID()}`;
}
