import type { MlflowErrors } from '../errors.ts'

const invalid = 'INVALID_PARAMETER_VALUE'
const source = "Invalid model version source: '{source}'."

/** Errors of registered models as MLflow's server sends them. */
export const registryErrors = {
  'model-not-found': {
    code: 'RESOURCE_DOES_NOT_EXIST',
    en: 'Registered Model with name={model} not found',
  },
  'version-not-found': {
    code: 'RESOURCE_DOES_NOT_EXIST',
    en: 'Model Version (name={model}, version={version}) not found',
  },
  'alias-not-found': { code: invalid, en: 'Registered model alias {alias} not found.' },
  'model-exists': { code: 'RESOURCE_ALREADY_EXISTS', en: modelExists },
  'bad-model-name': {
    code: invalid,
    en: "Invalid model name '{seen}'. Names cannot contain '/' or ':'.",
  },
  'bad-alias': {
    code: invalid,
    en: "Invalid alias name: '{seen}'. Names may only contain alphanumerics, underscores (_), and dashes (-).",
  },
  'reserved-alias': { code: invalid, en: reservedAlias },
  'bad-stage': { code: invalid, en: 'Invalid Model Version stage: {seen}. Value must be one of {allowed}.' },
  'stage-keeps-versions': {
    code: invalid,
    en: "Model version transition cannot archive existing model versions because '{stage}' is not an Active stage. Valid stages are ['Staging', 'Production']",
  },
  'no-version-in-stage': {
    code: 'RESOURCE_DOES_NOT_EXIST',
    en: "No versions of model with name '{model}' and stage '{stage}' found",
  },
  'source-local': {
    code: invalid,
    en: `${source} To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the run_id.`,
  },
  'source-path': {
    code: invalid,
    en: `${source} If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
  },
  'source-elsewhere': {
    code: invalid,
    en: `${source} The {parameter} request parameter must identify the resource that contains the source.`,
  },
  'source-other-registry': {
    code: invalid,
    en: `${source} Registered model sources must use the active model registry.`,
  },
  'source-other-run': {
    code: invalid,
    en: `${source} The run_id and model_id request parameters must match the referenced model version.`,
  },
  'source-prompt': {
    code: invalid,
    en: `${source} Prompt versions cannot be used as model version sources.`,
  },
  'source-of-prompt': {
    code: invalid,
    en: "Invalid prompt source: '{source}'. Prompt sources must use an MLflow placeholder.",
  },
  'source-host': {
    code: invalid,
    en: "'source' cannot use the '{scheme}' scheme: it addresses a host, to which the server does not connect.",
  },
} as const satisfies MlflowErrors

function modelExists({ model, wanted, taken }: Readonly<Record<string, unknown>>): string {
  const [kind, existing] = [wanted, taken].map((text) => (text as { readonly en: string }).en)
  if (kind !== existing)
    return `Tried to create a ${kind} with name '${String(model)}', but the name is already taken by a ${existing}. MLflow does not allow creating a model and a prompt with the same name.`
  return `${kind === 'prompt' ? 'Prompt' : 'Registered Model'} (name=${String(model)}) already exists.`
}

function reservedAlias({ alias }: Readonly<Record<string, unknown>>): string {
  return String(alias).toLowerCase() === 'latest'
    ? "'latest' alias name (case insensitive) is reserved."
    : `Version alias name '${String(alias)}' is reserved.`
}
