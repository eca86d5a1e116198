import type { MlflowErrors } from '../errors.ts'

/** Errors of experiments and runs as MLflow sends them. */
export const trackingErrors = {
  'experiment-not-found': {
    code: 'RESOURCE_DOES_NOT_EXIST',
    en: 'No Experiment with id={experiment} exists',
  },
  'experiment-exists': {
    code: 'RESOURCE_ALREADY_EXISTS',
    en: 'Experiment(name={name}) already exists.',
  },
  'experiment-deleted': {
    code: 'INVALID_PARAMETER_VALUE',
    en: "The experiment {experiment} must be in the 'active' state. Current state is deleted.",
  },
  'run-not-found': { code: 'RESOURCE_DOES_NOT_EXIST', en: 'Run with id={run} not found' },
} as const satisfies MlflowErrors
