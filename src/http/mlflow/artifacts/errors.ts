import type { MlflowErrors } from '../errors.ts'

/** Errors of artifacts as MLflow's server sends them. */
export const artifactErrors = {
  'artifact-not-found': { code: 'RESOURCE_DOES_NOT_EXIST', en: "No such artifact: '{path}'" },
  'artifact-is-folder': {
    code: 'INVALID_PARAMETER_VALUE',
    en: "Artifact path refers to a directory, not a file: '{path}'",
  },
  'bad-artifact-path': { code: 'INVALID_PARAMETER_VALUE', en: 'Invalid path' },
  'no-artifact-file-path': { code: 'BAD_REQUEST' },
} as const satisfies MlflowErrors
