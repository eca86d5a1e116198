import type { MlflowErrors } from '../errors.ts'

/** Errors of logged models as MLflow sends them. */
export const loggedModelErrors = {
  'logged-model-not-found': {
    code: 'RESOURCE_DOES_NOT_EXIST',
    en: "Logged model with ID '{model}' not found.",
  },
  'logged-model-tag-not-found': {
    code: 'RESOURCE_DOES_NOT_EXIST',
    en: "No tag with key '{tag}' found for model with ID '{model}'.",
  },
  'logged-model-param-changed': { code: 'BAD_REQUEST' },
  'bad-logged-model-name': { code: 'INVALID_PARAMETER_VALUE', en: badName },
} as const satisfies MlflowErrors

function badName({ name }: Readonly<Record<string, unknown>>): string {
  const text = String(name)
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  return `Invalid model name (${quote}${text}${quote}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`
}
