import type { Migrations } from '../../sql/migrate.ts'
import type { SpanStatus, TraceState } from '../trace.ts'

/** Tables of traces. They follow those of experiments. */
export const traceMigrations: Migrations = {
  part: 'traces',
  steps: [
    ({ text, integer, real, strictByKey }) => `
    CREATE TABLE trace (
      id ${text} PRIMARY KEY, experiment_id ${integer} NOT NULL REFERENCES experiment ON DELETE CASCADE,
      started_ms ${integer} NOT NULL, duration_ms ${integer}, state ${text} NOT NULL, client_request_id ${text},
      request_preview ${text}, response_preview ${text}, is_finished ${integer} NOT NULL
    ) ${strictByKey};
    CREATE INDEX trace_newest ON trace (experiment_id, started_ms DESC, id);
    CREATE TABLE trace_tag (
      trace_id ${text} NOT NULL REFERENCES trace ON DELETE CASCADE, name ${text} NOT NULL, value ${text} NOT NULL,
      PRIMARY KEY (trace_id, name)
    ) ${strictByKey};
    CREATE TABLE trace_metadata (
      trace_id ${text} NOT NULL REFERENCES trace ON DELETE CASCADE, name ${text} NOT NULL, value ${text} NOT NULL,
      PRIMARY KEY (trace_id, name)
    ) ${strictByKey};
    CREATE TABLE trace_span (
      trace_id ${text} NOT NULL REFERENCES trace ON DELETE CASCADE, id ${text} NOT NULL, parent_id ${text},
      name ${text} NOT NULL, type ${text} NOT NULL, status ${text} NOT NULL, content ${text} NOT NULL,
      token_usage ${text}, cost ${text}, PRIMARY KEY (trace_id, id)
    ) ${strictByKey};
    CREATE TABLE trace_run (
      trace_id ${text} NOT NULL REFERENCES trace ON DELETE CASCADE, run_id ${text} NOT NULL,
      PRIMARY KEY (trace_id, run_id)
    ) ${strictByKey};
    CREATE INDEX trace_run_of_run ON trace_run (run_id);
    CREATE TABLE trace_prompt (
      trace_id ${text} NOT NULL REFERENCES trace ON DELETE CASCADE, prompt ${text} NOT NULL,
      PRIMARY KEY (trace_id, prompt)
    ) ${strictByKey};
    CREATE TABLE trace_assessment (
      id ${text} PRIMARY KEY, trace_id ${text} NOT NULL REFERENCES trace ON DELETE CASCADE, span_id ${text},
      name ${text} NOT NULL, kind ${text} NOT NULL, value ${text} NOT NULL, numeric_value ${real}, error ${text},
      source_type ${text} NOT NULL, source_id ${text}, created_at ${text} NOT NULL, updated_at ${text} NOT NULL,
      rationale ${text}, metadata ${text} NOT NULL, overrides ${text}, is_valid ${integer} NOT NULL
    ) ${strictByKey};
    CREATE INDEX trace_assessment_of_trace ON trace_assessment (trace_id, created_at);`,
  ],
}

export interface TraceRow {
  id: string
  experiment_id: number
  started_ms: number
  duration_ms: number | null
  state: TraceState
  client_request_id: string | null
  request_preview: string | null
  response_preview: string | null
  /** 1 once a client has reported the whole trace. */
  is_finished: number
}

export interface AssessmentRow {
  id: string
  trace_id: string
  span_id: string | null
  name: string
  kind: 'feedback' | 'expectation' | 'issue'
  /** JSON. */
  value: string
  numeric_value: number | null
  error: string | null
  source_type: 'SOURCE_TYPE_UNSPECIFIED' | 'HUMAN' | 'LLM_JUDGE' | 'CODE'
  source_id: string | null
  created_at: string
  updated_at: string
  rationale: string | null
  /** JSON. */
  metadata: string
  overrides: string | null
  is_valid: number
}

interface NamedValue {
  trace_id: string
  name: string
  value: string
}

export type TraceTables = {
  trace: TraceRow
  trace_tag: NamedValue
  trace_metadata: NamedValue
  trace_span: {
    trace_id: string
    id: string
    parent_id: string | null
    name: string
    type: string
    status: SpanStatus
    content: string
    token_usage: string | null
    cost: string | null
  }
  trace_run: { trace_id: string; run_id: string }
  trace_prompt: { trace_id: string; prompt: string }
  trace_assessment: AssessmentRow
}
