import {
  fieldsOf,
  numbers,
  lists,
  namesOf,
  nulls,
  type Operators,
  type SearchGrammar,
  texts,
} from '../grammar.ts'

const patterns: Operators = { ...texts, RLIKE: 'text' }
const comparedByNumber: Operators = { '>': 'number', '>=': 'number', '<': 'number', '<=': 'number' }
const traceName = { entity: 'tag', key: 'mlflow.traceName' } as const
const sourceRun = { entity: 'metadata', key: 'mlflow.sourceRun' } as const
const times = {
  timestamp: { key: 'timestamp_ms' },
  timestamp_ms: {},
  execution_time: { key: 'execution_time_ms' },
  execution_time_ms: {},
  end_time: { key: 'end_time_ms' },
  end_time_ms: {},
}

/** Searches of traces. */
export const traceGrammar: SearchGrammar = {
  entities: {
    attribute: {
      prefixes: ['trace', 'attributes', 'attribute'],
      fields: {
        ...fieldsOf(['request_id', 'status', 'client_request_id'], { ...patterns, ...lists }),
        ...Object.fromEntries(
          Object.entries(times).map(([name, alias]) => [name, { ...alias, operators: numbers }]),
        ),
        name: { ...traceName, operators: { ...patterns, ...lists } },
        run_id: { ...sourceRun, operators: { ...patterns, ...lists } },
        prompt: { entity: 'tag', key: 'mlflow.linkedPrompts', operators: { '=': 'text' } },
        text: { entity: 'span', key: 'content', operators: { LIKE: 'text', ILIKE: 'text' } },
      },
    },
    tag: { prefixes: ['tags', 'tag'], operators: { ...patterns, ...nulls } },
    metadata: { prefixes: ['metadata', 'request_metadata'], operators: { ...patterns, ...nulls } },
    span: {
      prefixes: ['span'],
      fields: {
        ...fieldsOf(['name', 'type', 'status'], { ...patterns, ...lists }),
        content: { operators: { LIKE: 'text', ILIKE: 'text' } },
      },
    },
    'span-attribute': { prefixes: ['span.attributes'], operators: { ...patterns, ...lists } },
    feedback: { prefixes: ['feedback'], operators: { ...patterns, ...nulls, ...comparedByNumber } },
    expectation: { prefixes: ['expectation'], operators: { ...patterns, ...nulls, ...comparedByNumber } },
    issue: { prefixes: ['issue'], fields: fieldsOf(['id'], { '=': 'text' }) },
  },
  order: {
    attribute: {
      ...namesOf(['experiment_id', 'status', 'request_id']),
      ...times,
      name: traceName,
      run_id: sourceRun,
    },
    tag: 'any',
    metadata: 'any',
  },
  allowsQuotedNumbers: true,
  example: { filter: "trace.status = 'ERROR' AND tags.env = 'prod'", order: 'timestamp_ms DESC' },
}
