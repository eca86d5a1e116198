import type { MlflowErrors } from '../errors.ts'

const invalid = 'INVALID_PARAMETER_VALUE'
const missing = 'RESOURCE_DOES_NOT_EXIST'

/** Errors of traces as MLflow's server sends them. */
export const traceErrors = {
  'trace-not-found': { code: missing, en: "Trace with ID '{trace}' not found." },
  'trace-incomplete': {
    code: missing,
    en: 'Trace with ID {trace} is not fully exported yet, please try again later.',
  },
  'trace-tag-not-found': {
    code: missing,
    en: "No trace tag with key '{tag}' for trace with ID '{trace}'",
  },
  'trace-tag-reserved': {
    code: invalid,
    en: "Tag '{tag}' is immutable and cannot be set on a trace.",
  },
  'trace-elsewhere': { code: invalid },
  'assessment-not-found': {
    code: missing,
    en: "Assessment with ID '{assessment}' not found for trace '{trace}'",
  },
} as const satisfies MlflowErrors
