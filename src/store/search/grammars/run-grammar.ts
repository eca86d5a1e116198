import { fieldsOf, integers, lists, namesOf, nulls, numbers, type SearchGrammar, texts } from '../grammar.ts'

const textNames = ['run_name', 'user_id', 'status', 'artifact_uri']
const startTime = { key: 'start_time' }
const runName = { key: 'run_name', operators: texts }

/** Searches of runs. */
export const runGrammar: SearchGrammar = {
  entities: {
    metric: { prefixes: ['metrics', 'metric'], operators: numbers },
    param: { prefixes: ['params', 'param', 'parameters', 'parameter'], operators: { ...texts, ...nulls } },
    tag: { prefixes: ['tags', 'tag'], operators: { ...texts, ...nulls } },
    attribute: {
      prefixes: ['attributes', 'attribute', 'attr', 'run'],
      fields: {
        run_id: { operators: { ...texts, ...lists } },
        ...fieldsOf(textNames, texts),
        ...fieldsOf(['start_time', 'end_time'], numbers),
        created: { ...startTime, operators: numbers },
        Created: { ...startTime, operators: numbers },
        'run name': runName,
        'Run name': runName,
        'Run Name': runName,
      },
    },
    dataset: {
      prefixes: ['datasets', 'dataset'],
      fields: fieldsOf(['name', 'digest', 'context'], { ...texts, ...lists }),
    },
  },
  order: {
    metric: 'any',
    param: 'any',
    tag: 'any',
    attribute: {
      ...namesOf(['run_id', 'start_time', 'end_time', ...textNames]),
      created: startTime,
      Created: startTime,
    },
  },
  example: {
    filter: "metrics.accuracy > 0.9 AND params.depth = '8' AND tags.`mlflow.source.type` = 'JOB'",
    order: 'metrics.accuracy DESC',
  },
}

/** Searches of experiments. */
export const experimentGrammar: SearchGrammar = {
  entities: {
    tag: { prefixes: ['tags', 'tag'], operators: { ...texts, ...nulls } },
    attribute: {
      prefixes: ['attribute'],
      fields: {
        name: { operators: texts },
        experiment_id: { operators: { '=': 'text', '!=': 'text', ...lists } },
        ...fieldsOf(['creation_time', 'last_update_time'], integers),
      },
    },
  },
  order: { attribute: namesOf(['name', 'experiment_id', 'creation_time', 'last_update_time']) },
  example: { filter: "name LIKE 'credit%' AND tags.team = 'risk'", order: 'last_update_time DESC' },
}
