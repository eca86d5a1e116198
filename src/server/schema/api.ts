/**
 * The bodies of the platform's routes as TypeScript sees them: shared by the server, the client and the page.
 * Types only, nothing here runs. Times are ISO 8601, UTC. Names are snake_case on the wire.
 */
import type { DataReport } from '../../dataset/data-report.ts'
import type { LocalizedText } from '../../lib/localized-text.ts'
import type { Evaluation, MetricName } from '../../metric/evaluation.ts'
import type { Scope } from '../../access/scopes.ts'

/** RFC 9457 problem, `application/problem+json`. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Code of the error catalogue. */
  readonly code: string
  readonly errors?: readonly {
    readonly field: string
    readonly message: string
    readonly seen?: unknown
    readonly allowed?: unknown
  }[]
}

/** GET /v1/session, POST /v1/session (body `{key}`, sets the cookie). DELETE /v1/session answers 204. */
export interface SessionInfo {
  readonly name: string
  readonly scopes: readonly Scope[]
}

/** One field of the form. */
export interface FieldInfo {
  readonly name: string
  readonly type: 'number' | 'integer' | 'category' | 'list'
  readonly label: LocalizedText
  readonly help?: LocalizedText
  readonly unit?: LocalizedText
  readonly min?: number
  readonly max?: number
  readonly categories?: readonly { readonly value: string; readonly label: LocalizedText }[]
  readonly required: boolean
  readonly example: number | string | readonly string[] | null
}

/** GET /v1/project (scope read): all that the page needs to draw itself. */
export interface ProjectInfo {
  readonly name: string
  readonly title: LocalizedText
  readonly description?: LocalizedText
  readonly model: string
  readonly target: {
    readonly name: string
    readonly label: LocalizedText
    readonly classes: readonly { readonly value: string; readonly label: LocalizedText }[]
  }
  readonly fields: readonly FieldInfo[]
  readonly identifiers: readonly string[]
  /** The champion that answers now; null while there is none. */
  readonly champion: VersionInfo | null
}

/** GET /v1/models: `{items}`. */
export interface ModelInfo {
  readonly name: string
  readonly created_at: string
  readonly description: string
  readonly aliases: Readonly<Record<string, number>>
  readonly latest_version: number
}

/** GET /v1/models/{name}/versions: `{items}`, newest first. GET /v1/models/{name}/versions/{version}. */
export interface VersionInfo {
  readonly model: string
  readonly version: number
  readonly run_id: string
  readonly created_at: string
  readonly description: string
  readonly aliases: readonly string[]
  readonly learner: string
  /** Trained on data that a generator made: shown beside every number. */
  readonly synthetic: boolean
  /** The split was by rows, so that the metrics leak: shown beside every number. */
  readonly leaking: boolean
  readonly rows: number
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>
}

/**
 * PUT /v1/models/{name}/aliases/{alias} with `{version, force?, reason?}` (scope operate) answers this; the gate's refusal is a 409 problem.
 * POST /v1/models/{name}/aliases/{alias}/rollback (scope operate): back to the version before.
 */
export interface AliasInfo {
  readonly model: string
  readonly alias: string
  readonly version: number
  readonly previous: number | null
  readonly at: string
  readonly by: string
  readonly reason: string
}

export interface ReasonInfo {
  readonly column: string
  readonly label: string
  readonly value: string | null
  readonly contribution: number
  readonly text: string
}

/** POST /v1/models/{name}/predict (scope predict), `?reasons=true`. Body: one row, or `{rows: [...]}`; always answers `{items}`. */
export interface PredictionInfo {
  readonly prediction_id: string
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
  readonly model: string
  readonly model_version: number
  readonly timestamp: string
  readonly reasons?: readonly ReasonInfo[]
}

/**
 * POST /v1/models/{name}/predict-file (scope predict), body `text/csv` (or gz, parquet as application/octet-stream).
 * Streams CSV: the identifier columns of the input, `prediction`, `probability_<class>` and `error`, in the order of the input.
 * Header `X-Total-Rows` has the number of rows, so that a reader can show progress.
 */
export type PredictFileRequest = Blob

/** GET /v1/runs?limit=&cursor= : `{items, next_cursor}`, newest first. */
export interface RunInfo {
  readonly run_id: string
  readonly experiment: string
  readonly name: string
  readonly status: 'running' | 'finished' | 'failed' | 'interrupted'
  readonly started_at: string
  readonly ended_at: string | null
  readonly params: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, number>>
  readonly tags: Readonly<Record<string, string>>
}

/** GET /v1/runs/{run_id}. */
export interface RunDetail extends RunInfo {
  readonly artifacts: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
  readonly evaluation: Evaluation | null
  /** Permutation importance on held-out rows, strongest first: rise of log-loss when the column is shuffled. */
  readonly importance:
    | readonly { readonly column: string; readonly value: number; readonly low: number; readonly high: number }[]
    | null
  readonly data_report: DataReport | null
  readonly leak_checks: readonly LeakCheckInfo[] | null
  /** Markdown. */
  readonly model_card: Readonly<LocalizedText> | null
}

export interface LeakCheckInfo {
  readonly check: string
  readonly passed: boolean
  readonly message: string
}

// GET /v1/runs/{run_id}/artifacts/{path}: the bytes, with their content type (SVG plots are under `plots/`).

/** GET /v1/predictions?limit=&cursor=&prediction=&caller=&model_version=&from=&to= (scope read): `{items, next_cursor}`, newest first. */
export interface LoggedPredictionInfo {
  readonly prediction_id: string
  readonly timestamp: string
  readonly caller: string
  readonly model: string
  readonly model_version: number
  readonly inputs: Readonly<Record<string, unknown>>
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
}

/** GET /v1/datasets : `{items}`; each a table that a run was trained on, newest first. */
export interface DatasetInfo {
  /** SHA-256 of its files. */
  readonly id: string
  readonly run_id: string
  readonly rows: number
  readonly synthetic: boolean
  readonly files: readonly string[]
  readonly created_at: string
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next_cursor: string | null
}
