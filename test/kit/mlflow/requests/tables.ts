import type { MlflowRequest } from '../replay.ts'
import { experimentRequests } from './experiments.ts'
import { loggedModelRequests } from './logged-models.ts'
import { registryRequests } from './registry/registry.ts'
import { runRequests } from './runs.ts'
import { runSearchRequests } from './run-search.ts'

/**
 * Requests by the name of the file of what MLflow's server responded to them. A table does not
 * depend on the ones before it.
 */
export const requestTables: Readonly<Record<string, readonly MlflowRequest[]>> = {
  experiments: experimentRequests,
  'logged-models': loggedModelRequests,
  registry: registryRequests,
  runs: runRequests,
  'run-search': runSearchRequests,
}
