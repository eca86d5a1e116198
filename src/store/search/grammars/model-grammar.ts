import { fieldsOf, integers, lists, namesOf, numbers, type SearchGrammar, texts } from '../grammar.ts'

const tag = { prefixes: ['tags', 'tag'], operators: texts }
const updated = { key: 'last_updated_timestamp' }

/** Searches of registered models. */
export const registeredModelGrammar: SearchGrammar = {
  entities: {
    tag,
    attribute: { prefixes: ['attribute'], fields: { name: { operators: { ...texts, ...lists } } } },
  },
  order: { attribute: { name: {}, last_updated_timestamp: {}, timestamp: updated } },
  example: { filter: "name ILIKE 'credit%' AND tags.team = 'risk'", order: 'timestamp DESC' },
}

/** Searches of versions of registered models. */
export const modelVersionGrammar: SearchGrammar = {
  entities: {
    tag,
    attribute: {
      prefixes: ['attribute'],
      fields: {
        ...fieldsOf(['name', 'run_id'], { ...texts, ...lists }),
        source_path: { operators: texts },
        version_number: { operators: integers },
      },
    },
  },
  order: {
    attribute: namesOf(['name', 'version_number', 'creation_timestamp', 'last_updated_timestamp']),
  },
  allowsQuotedNumbers: true,
  example: { filter: "name = 'credit-score' AND version_number > 1", order: 'version_number DESC' },
}

const createdAt = { key: 'creation_timestamp' }
const updatedAt = { key: 'last_updated_timestamp' }
const modelNames = [
  'name',
  'model_id',
  'model_type',
  'status',
  'source_run_id',
  'artifact_location',
  'experiment_id',
]

/** Searches of logged models. */
export const loggedModelGrammar: SearchGrammar = {
  entities: {
    metric: { prefixes: ['metrics'], operators: numbers },
    param: { prefixes: ['params'], operators: { ...texts, ...lists } },
    tag: { prefixes: ['tags'], operators: { ...texts, ...lists } },
    attribute: {
      prefixes: ['attributes'],
      fields: {
        ...fieldsOf(modelNames, { ...texts, ...lists }),
        ...fieldsOf(['creation_timestamp', 'last_updated_timestamp'], numbers),
        creation_time: { ...createdAt, operators: numbers },
        creation_timestamp_ms: { ...createdAt, operators: numbers },
        last_updated_timestamp_ms: { ...updatedAt, operators: numbers },
      },
    },
  },
  order: {
    metric: 'any',
    attribute: {
      ...namesOf([...modelNames, 'creation_timestamp', 'last_updated_timestamp']),
      creation_time: createdAt,
      creation_timestamp_ms: createdAt,
      last_updated_timestamp_ms: updatedAt,
    },
  },
  allowsBareTexts: true,
  example: { filter: "metrics.loss < 0.1 AND params.lr = '0.01'", order: 'metrics.loss ASC' },
}
