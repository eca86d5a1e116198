/**
 * The bodies of the platform's routes as TypeScript sees them: shared by the server, the client and the page.
 * Types only, nothing here runs. Times are ISO 8601, UTC. Names are snake_case on the wire.
 */
import type { ColumnReport, DataReport } from '../../data/data-report.ts'
import type { FileReading } from '../../data/readers/file-reading.ts'
import type { LocalizedText } from '../../base/text/localized-text.ts'
import type { Evaluation, MetricName } from '../../task/classification/evaluation.ts'
import type { Role, Scope } from '../../base/roles.ts'

export type { ThresholdCurve } from '../../task/classification/threshold.ts'

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

/** GET /v1/session, POST /v1/session (body `{key}` or `{username, password}`, sets the cookie). DELETE /v1/session answers 204. */
export interface SessionInfo {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly kind: 'key' | 'user'
}

/**
 * GET /v1/sign-in (open): how the page may offer to sign in. With `oidc`, a link to GET /v1/session/oidc starts at the provider
 * and ends at GET /v1/session/oidc/callback, which sets the cookie.
 */
export interface SignInInfo {
  readonly users: boolean
  readonly registration: 'open' | 'invite' | 'closed'
  readonly oidc: boolean
  /** Title of the project. */
  readonly title: LocalizedText
}

/**
 * GET /v1/users: `{items}`. POST /v1/users with `{username, password?, full_name?, role}`: 201; without a password the answer holds an
 * invitation. PATCH /v1/users/{username} with any of `{role, disabled, password}`. All with the scope admin.
 */
export interface UserInfo {
  readonly username: string
  readonly full_name: string | null
  readonly role: Role
  readonly disabled: boolean
  readonly created_at: string
  readonly last_sign_in_at: string | null
}

/**
 * POST /v1/users (scope admin): `invitation` is in the answer when no password was given, and shown this once. Who has it sets his
 * password by POST /v1/registrations.
 */
export interface NewUserInfo extends UserInfo {
  readonly invitation?: string
  readonly invitation_expires_at?: string
}

/**
 * POST /v1/registrations (open) with `{username, password, full_name?, invitation?}`: 201 `{username, role}`. Without an invitation only
 * where the registration is open; 400 `username-taken`, 403 `registration-closed`, 422 `bad-password`, 429.
 */
export interface RegistrationInfo {
  readonly username: string
  readonly role: Role
}

/** POST /v1/session/password with `{old_password, new_password}`: 204; the user's tokens and other sessions end. */

/**
 * GET /v1/keys: `{items}`, newest first. POST /v1/keys with `{name, scopes, expires_at?}`: 201. DELETE /v1/keys/{id}: 204. All with the
 * scope admin.
 */
export interface KeyInfo {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly created_at: string
  /** Null for a key that does not expire. */
  readonly expires_at: string | null
  readonly revoked_at: string | null
  readonly last_used_at: string | null
}

/** GET /v1/callers (scope read): `{items}`, the names of the keys that the log names by id. */
export interface CallerInfo {
  readonly id: string
  readonly name: string
}

/** POST /v1/keys: the key itself is in this response and nowhere else. */
export interface NewKeyInfo extends KeyInfo {
  readonly key: string
}

/** GET /v1/audit?limit=&cursor= (scope admin): `{items, next_cursor}`, newest first. */
export interface AuditInfo {
  readonly at: string
  /** Id of the caller (`user:maria`), or `command line`. */
  readonly by: string
  /** Such as `user.disable`. */
  readonly action: string
  /** Whom or what it was about. */
  readonly subject: string
  /** From where; null where that is not recorded. */
  readonly address: string | null
  /** Repeated sign-ins of ten minutes are one item. */
  readonly count: number
}

/** GET /v1/models/{name}/threshold (scope read). PUT with `{threshold, reason?}` (scope operate), effective at once. */
export interface ThresholdInfo {
  readonly model: string
  /** Class whose probability is compared. */
  readonly positive: string
  readonly threshold: number
  readonly updated_at: string | null
  readonly updated_by: string | null
  /** Newest first. */
  readonly history: readonly {
    readonly threshold: number
    readonly updated_at: string
    readonly updated_by: string
    readonly reason: string
  }[]
}

/** GET /v1/features (scope read): the views that the project declares, and the store that holds them. */
export interface FeatureViewsInfo {
  readonly store: { readonly kind: string; readonly reachable: boolean } | null
  readonly views: readonly {
    readonly name: string
    readonly entity: string
    readonly join_key: string
    readonly ttl: number | null
    readonly features: readonly { readonly name: string; readonly type: string; readonly label: LocalizedText }[]
    /** Until when it was materialized; null for never. */
    readonly materialized_until: string | null
    /** What the last materialization found; null for never. */
    readonly last_materialized: {
      readonly at: string
      readonly rows: number
      readonly entities: number
      readonly unusable: readonly {
        readonly column: string
        readonly problem: string
        readonly count: number
        readonly examples: readonly string[]
      }[]
    } | null
  }[]
}

/** GET /v1/features/{entity} (scope read): what the online store holds of one entity, with ages. */
export interface EntityFeaturesInfo {
  readonly entity: string
  readonly views: readonly {
    readonly view: string
    /** Null: the entity is not in this view. */
    readonly since: string | null
    readonly age_seconds: number | null
    /** Past the view's ttl: not used for predictions. */
    readonly expired: boolean
    readonly features: readonly {
      readonly name: string
      readonly value: number | string | boolean | null
      /** The stored value is not allowed in the project's column and counts as missing. */
      readonly unusable?: true
    }[]
  }[]
}

/** POST /v1/outcomes (scope predict) with `{prediction_id | entity, outcome, observed_at?}` or `{items: [...]}` of them: 201 `{kept, matched}`. */
export interface OutcomeBody {
  readonly prediction_id?: string
  readonly entity?: string
  readonly outcome: string
  readonly observed_at?: string
}

/** GET /v1/status (scope read): the model that is served and the stores behind the server. */
export interface StatusInfo {
  /** `served_version` differs from `version`, and `detail` says why, while the champion cannot be served. */
  readonly champion: {
    readonly version: number | null
    readonly served_version: number | null
    readonly detail: string | null
    /** Of the served version: its log-loss on held-out rows was not better than guessing, beyond noise. */
    readonly no_better_than_guessing: boolean
  }
  readonly stores: readonly {
    readonly name: string
    readonly kind: string
    readonly reachable: boolean
    readonly detail: string | null
  }[]
  /** Predictions that wait for MongoDB; null without it. */
  readonly spool: { readonly waiting: number; readonly bytes: number; readonly oldest_seconds: number | null } | null
  /** The disk that predictions are written to. */
  readonly disk: {
    readonly writable: boolean
    readonly free_bytes: number
    readonly low: boolean
    readonly detail: string | null
  }
  /** What follows changes that other processes make in the stores. */
  readonly pollers: readonly {
    readonly name: string
    readonly last_success_at: string | null
    readonly last_error: string | null
    readonly stale: boolean
  }[]
}

/** One field of the form. */
export interface FieldInfo {
  readonly name: string
  readonly type: 'number' | 'integer' | 'category' | 'list' | 'date' | 'datetime'
  readonly label: LocalizedText
  readonly help?: LocalizedText
  readonly unit?: LocalizedText
  /** A number, or ISO 8601 for a date. */
  readonly min?: number | string
  readonly max?: number | string
  /** Of a point in time: the zone of the IANA database in which a time without an offset is given. */
  readonly zone?: string
  readonly categories?: readonly { readonly value: string; readonly label: LocalizedText }[]
  readonly required: boolean
  /** The feature store may give it when the request names the entity. */
  readonly stored: boolean
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
  /** Field of a request that names whom it is about, when the project has feature views or keeps it (`student_id`). */
  readonly entity_field: { readonly name: string; readonly label: LocalizedText } | null
  /** The class that a threshold decides; null when the most probable class is the prediction. */
  readonly positive: string | null
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
  /** Its log-loss on held-out rows was not better than guessing, beyond noise: shown beside every number. */
  readonly no_better_than_guessing: boolean
  readonly rows: number
  /** Without those that could not be measured. */
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>
}

/**
 * PUT /v1/models/{name}/aliases/{alias} with `{version, force?, reason?}` (scope operate) answers this; the gate's refusal is a 409 problem.
 * POST /v1/models/{name}/aliases/{alias}/rollback (scope operate): back to the version before.
 * GET /v1/models/{name}/aliases/{alias}/history (scope read): `{items}`, newest first.
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
  /** With a policy: the least probability of the positive class that makes it the prediction. */
  readonly threshold?: number
  /** Fields that came from the feature store. */
  readonly stored?: Readonly<
    Record<
      string,
      {
        readonly view: string
        readonly since: string
        readonly age_seconds: number
        readonly value: number | string | boolean | null
        readonly unusable?: true
      }
    >
  >
  readonly reasons?: readonly ReasonInfo[]
}

/**
 * POST /v1/models/{name}/predict-file (scope predict), body `text/csv` (or gz, xlsx, parquet as application/octet-stream).
 * Streams CSV: the identifier columns of the input, `prediction`, `probability_<class>` and `error`, in the order of the input.
 * Header `X-Total-Rows` has the number of rows, so that a reader can show progress; `X-Missing-Columns` (percent-encoded, with commas),
 * `X-Missing-Column-Count`, `X-Unusable-Cells`, `X-Lost-Cells` and `X-Lost-Column-Count` say what counts as missing. A file whose columns lose clearly
 * more cells than in training is refused (422 `lost-cells`) without `accept_lost=true`.
 */
export type PredictFileRequest = Blob

/** Lost cells of one column of a file. */
export interface LostCellsInfo {
  readonly name: string
  /** Cells that hold something: neither empty nor a missing marker. */
  readonly cells: number
  readonly lost: number
  /** `lost / cells`. */
  readonly share: number
  readonly training_share: number
  /** Clearly more than in training: the file is scored only with `accept_lost=true`. */
  readonly is_excessive: boolean
  readonly problems: ColumnReport['problems']
}

/** POST /v1/models/{name}/inspect-file?sheet= (scope predict) with the same body: how `predict-file` reads it, and what it loses. Nothing is scored. */
export interface FileReportInfo {
  readonly reading: {
    readonly kind: FileReading['kind']
    readonly encoding?: string | undefined
    readonly separator?: string | undefined
    readonly decimal_mark?: 'point' | 'comma' | undefined
    /** Number columns that are written with the other decimal mark. */
    readonly other_decimal_mark?: readonly string[] | undefined
    readonly mixed_decimal_marks?: readonly string[] | undefined
    readonly sheet?: string | undefined
    readonly sheets?: readonly string[] | undefined
    readonly headings_line?: number | undefined
    readonly skipped: FileReading['skipped']
    readonly formulas_without_value?: number | undefined
  }
  readonly rows: number
  readonly unreadable_rows: number
  readonly columns: readonly { readonly name: string; readonly heading: string }[]
  readonly missing_columns: readonly string[]
  /** Of very many, the first. */
  readonly extra_columns: readonly string[]
  readonly extra_column_count: number
  readonly lost_cells: readonly LostCellsInfo[]
  readonly lost_cell_count: number
  /** Whether the file is scored only with `accept_lost=true`. */
  readonly needs_acceptance: boolean
}

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
  /** What must be known of the metrics; null for runs of older versions. */
  readonly warnings: readonly EvaluationWarningInfo[] | null
  /** Markdown. */
  readonly model_card: Readonly<LocalizedText> | null
}

export interface EvaluationWarningInfo {
  readonly warning: string
  /** In English; `messages` has it in every language. */
  readonly message: string
  readonly messages: LocalizedText
}

export interface LeakCheckInfo {
  readonly check: string
  readonly passed: boolean
  /** In English; `messages` has it in every language. */
  readonly message: string
  readonly messages: LocalizedText
}

// GET /v1/runs/{run_id}/artifacts/{path}: the bytes, with their content type (SVG plots are under `plots/`).

/**
 * GET /v1/predictions?limit=&cursor=&prediction=&caller=&entity=&model_version=&from=&to= (scope read): `{items, next_cursor}`, newest first.
 * GET /v1/predictions/export?format=csv|jsonl with the same filters streams all of them. DELETE /v1/predictions?entity= (scope admin)
 * erases one person's, in every store. `X-Log-Complete` and `complete` say whether MongoDB could be asked.
 */
export interface LoggedPredictionInfo {
  readonly prediction_id: string
  readonly timestamp: string
  readonly caller: string
  readonly entity: string | null
  readonly threshold: number | null
  readonly model: string
  readonly model_version: number
  readonly inputs: Readonly<Record<string, unknown>>
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
  /** What came true of it, once it was told. */
  readonly outcome: { readonly outcome: string; readonly observed_at: string } | null
}

/** `complete` is false while MongoDB cannot be asked: then these are the predictions that are here (also header `x-log-complete`). */
export interface PredictionsPage extends Page<LoggedPredictionInfo> {
  readonly complete: boolean
}

/**
 * DELETE /v1/predictions. `complete` is false while MongoDB cannot be reached: what is there goes as soon as it can be, without asking
 * again. 503 when another store cannot be: then asking again, once it is back, erases what is left.
 */
export interface ErasedInfo {
  readonly erased: number
  /** Rows of the feature store. */
  readonly features: number
  readonly complete: boolean
}

/** GET /v1/datasets?limit=&cursor= : `{items, next_cursor}`; each a table that a run was trained on, newest first. */
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
