import type { MlflowErrors } from '../errors.ts'

const invalid = 'INVALID_PARAMETER_VALUE'

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
    code: invalid,
    en: "The experiment {experiment} must be in the 'active' state. Current state is deleted.",
  },
  'run-not-found': { code: 'RESOURCE_DOES_NOT_EXIST', en: 'Run with id={run} not found' },
  'run-deleted': {
    code: invalid,
    en: "The run {run} must be in the 'active' state. Current state is deleted.",
  },
  'tag-not-found': { code: 'RESOURCE_DOES_NOT_EXIST', en: 'No tag with name: {tag}' },
  'param-changed': {
    code: invalid,
    en: "Changing param values is not allowed. Param with key='{key}' was already logged with value='{stored}' for run ID='{run}'. Attempted logging new value '{seen}'.",
  },
  'param-twice': {
    code: invalid,
    en: 'Duplicate parameter keys have been submitted: {keys}. Please ensure the request contains only one param value per param key.',
  },
  'bad-run': {
    code: invalid,
    en: "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='{name}', mlflow.runName='{tag}').",
  },
  'batch-too-large': { code: invalid, en: batchTooLarge },
} as const satisfies MlflowErrors

function batchTooLarge({ kind, seen, limit }: Readonly<Record<string, unknown>>): string {
  const name = (kind as { readonly en: string }).en.replace(' and tags together', ', and tags')
  return `A batch logging request can contain at most ${String(limit)} ${name}. Got ${String(seen)} ${name}. Please split up ${name} across multiple requests and try again.`
}
