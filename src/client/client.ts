import type { Role, Scope } from '../base/roles.ts'
import { type ClientOptions, Http, pathPart as part, queryString as query } from './http.ts'
import type {
  AliasInfo,
  AuditInfo,
  CallerInfo,
  DatasetInfo,
  EntityFeaturesInfo,
  ErasedInfo,
  FeatureViewsInfo,
  FileReportInfo,
  KeyInfo,
  ModelInfo,
  NewKeyInfo,
  NewUserInfo,
  OutcomeBody,
  Page,
  PredictFileRequest,
  PredictionInfo,
  PredictionsPage,
  ProjectInfo,
  RegistrationInfo,
  RunDetail,
  RunInfo,
  SessionInfo,
  SignInInfo,
  StatusInfo,
  ThresholdInfo,
  UserInfo,
  VersionInfo,
} from '../http/api/types.ts'

export type * from '../http/api/types.ts'
export { ApiError, errorOfResponse, unexpectedResponse } from './api-error.ts'
export type { ClientOptions } from './http.ts'
export { type Role, roleNames, roles, type Scope, scopeNames, scopes } from '../base/roles.ts'
export type { ColumnReport, DataReport } from '../data/data-report.ts'
export type { FileReading } from '../data/readers/file-reading.ts'
export { type LostColumn, lostColumns } from '../data/readers/lost-cells.ts'
export { fillTemplate, type Language, languages, type LocalizedText, preferredLanguage } from '../base/text/localized-text.ts'
export { dateInWords, readDateInWords } from '../base/text/date-in-words.ts'
export { getOwn, setOwn } from '../base/own-property.ts'
export { numberInWords } from '../base/text/number-in-words.ts'
export type { SplitReport } from '../data/split/split-report.ts'
export type { WindowMetrics } from '../task/classification/window-metrics.ts'
export { type RunDocumentPath, type RunDocuments, upgradeRunDocument } from '../train/run-documents.ts'
export type { RepeatedFolds } from '../train/evaluate/repeated-folds.ts'
export type { Tuning } from '../learner/learner.ts'
export { type Estimate, type Evaluation, lowerIsBetter, type MetricName, metricNames } from '../task/classification/evaluation.ts'

/** A row of the project's request schema. For a project's own type of it: `RequestOf<typeof project>`. */
export type Row = Readonly<Record<string, unknown>>

export interface PageQuery {
  readonly limit?: number
  readonly cursor?: string
}

export interface PredictionsFilter {
  readonly prediction?: string
  readonly caller?: string
  /** Whom it is about. */
  readonly entity?: string
  readonly model_version?: number
  /** ISO 8601, inclusive. */
  readonly from?: string
  /** ISO 8601, exclusive. */
  readonly to?: string
}

export type PredictionsQuery = PageQuery & PredictionsFilter

/** A user's own words at the door. */
export interface PasswordSignIn {
  readonly username: string
  readonly password: string
}

/** What a scored file does not say. */
export interface FileGapsInfo {
  /** Columns of the model that neither the file nor the feature store has: missing in every row. Of very many, the first. */
  readonly missingColumns: readonly string[]
  readonly missingColumnCount: number
  /** Cells that held something of no use, and count as missing. */
  readonly unusableCells: number
  /** The same by column. Of very many columns, the first. */
  readonly lostCells: Readonly<Record<string, number>>
  readonly lostColumnCount: number
}

/** CSV that comes while it is made. */
export interface ScoredFile extends FileGapsInfo {
  readonly rows: number
  /** Whether the prediction log has every scored row. */
  readonly logged: boolean
  readonly csv: ReadableStream<Uint8Array>
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

export type Client = ReturnType<typeof createClient>

/**
 * A client of one server, for pages and programs alike.
 *
 * ```ts
 * const client = createClient({ baseUrl: 'http://127.0.0.1:8000', apiKey })
 * const [scored] = await client.predict('CreditScoreModel', [{ Age: 33 }], { reasons: true })
 * ```
 *
 * @throws ApiError from every method when the server refuses, or when something else responds in its place (the sign-in page of a
 * proxy). `TypeError` before anything is sent when a body holds `NaN` or an infinity, and when the server cannot be reached: its message
 * names the method and the address. Any error of `signal` is thrown as it is.
 */
export function createClient(options: ClientOptions = {}) {
  const http = new Http(options)
  return { ...accountCalls(http), ...modelCalls(http), ...logCalls(http) }
}

/** Who is signed in, users, and what was changed. */
function accountCalls(http: Http) {
  return {
    /** With a key, or as a user. */
    signIn: (as: string | PasswordSignIn): Promise<SessionInfo> =>
      http.json('POST', '/v1/session', typeof as === 'string' ? { key: as } : as),
    /** How this server lets people in. */
    signInInfo: (): Promise<SignInInfo> => http.json('GET', '/v1/sign-in'),
    /** Address at which signing in with the OpenID Connect provider starts. */
    oidcUrl: (): string => http.url('/v1/session/oidc'),
    session: (): Promise<SessionInfo> => http.json('GET', '/v1/session'),
    signOut: (): Promise<void> => http.noContent('DELETE', '/v1/session'),

    changePassword: (change: { old_password: string; new_password: string }): Promise<void> =>
      http.noContent('POST', '/v1/session/password', change),

    /** Makes an account, with an invitation or where the registration is open. Signing in comes after. */
    register: (person: PasswordSignIn & { full_name?: string; invitation?: string }): Promise<RegistrationInfo> =>
      http.json('POST', '/v1/registrations', person),

    users: (): Promise<readonly UserInfo[]> => http.items('GET', '/v1/users'),
    /** Without a password the answer holds an invitation. */
    addUser: (user: { username: string; role: Role; full_name?: string; password?: string }): Promise<NewUserInfo> =>
      http.json('POST', '/v1/users', user),
    changeUser: (username: string, change: { role?: Role; disabled?: boolean; password?: string }): Promise<UserInfo> =>
      http.json('PATCH', `/v1/users/${part(username)}`, change),

    /** Names of the keys that logs name by id. */
    callers: (): Promise<readonly CallerInfo[]> => http.items('GET', '/v1/callers'),
    keys: (): Promise<readonly KeyInfo[]> => http.items('GET', '/v1/keys'),
    /** The key itself is in the result and nowhere else. */
    createKey: (key: { name: string; scopes: readonly Scope[]; expires_at?: string }): Promise<NewKeyInfo> =>
      http.json('POST', '/v1/keys', key),
    revokeKey: (id: string): Promise<void> => http.noContent('DELETE', `/v1/keys/${part(id)}`),

    /** Who changed what, newest first. */
    audit: (page: PageQuery = {}): Promise<Page<AuditInfo>> => http.json('GET', `/v1/audit${query({ ...page })}`),
  }
}

/** The project, its model, what features it has, and answers. */
function modelCalls(http: Http) {
  return {
    project: (): Promise<ProjectInfo> => http.json('GET', '/v1/project'),

    models: (): Promise<readonly ModelInfo[]> => http.items('GET', '/v1/models'),
    versions: (model: string): Promise<readonly VersionInfo[]> => http.items('GET', `/v1/models/${part(model)}/versions`),
    version: (model: string, version: number): Promise<VersionInfo> =>
      http.json('GET', `/v1/models/${part(model)}/versions/${version}`),
    promote: (model: string, alias: string, change: { version: number; force?: boolean; reason?: string }): Promise<AliasInfo> =>
      http.json('PUT', `/v1/models/${part(model)}/aliases/${part(alias)}`, change),
    aliasHistory: (model: string, alias: string): Promise<readonly AliasInfo[]> =>
      http.items('GET', `/v1/models/${part(model)}/aliases/${part(alias)}/history`),
    rollBack: (model: string, alias: string, reason?: string): Promise<AliasInfo> =>
      http.json('POST', `/v1/models/${part(model)}/aliases/${part(alias)}/rollback`, reason === undefined ? {} : { reason }),

    threshold: (model: string): Promise<ThresholdInfo> => http.json('GET', `/v1/models/${part(model)}/threshold`),
    setThreshold: (model: string, change: { threshold: number; reason?: string }): Promise<ThresholdInfo> =>
      http.json('PUT', `/v1/models/${part(model)}/threshold`, change),

    featureViews: (): Promise<FeatureViewsInfo> => http.json('GET', '/v1/features'),
    entityFeatures: (entity: string): Promise<EntityFeaturesInfo> => http.json('GET', `/v1/features/${part(entity)}`),

    /** Answers in the order of `rows`. */
    predict: (
      model: string,
      rows: readonly Row[],
      { reasons = false, signal }: CallOptions & { reasons?: boolean } = {},
    ): Promise<readonly PredictionInfo[]> => {
      const path = `/v1/models/${part(model)}/predict${query({ reasons: reasons || undefined })}`
      return http.items('POST', path, { rows }, signal)
    },
    /**
     * Scores a CSV (also gzipped), Excel (.xlsx) or Parquet file. With `log: false` no row is stored in the prediction log; needs the scope `operate`.
     * A file whose columns lose clearly more cells than in training is refused (`lost-cells`) unless `acceptLost` is true.
     */
    predictFile: async (
      model: string,
      file: PredictFileRequest,
      { log, acceptLost, sheet, signal }: CallOptions & { log?: boolean; acceptLost?: boolean; sheet?: string } = {},
    ): Promise<ScoredFile> => {
      const response = await http.send({
        method: 'POST',
        path: `/v1/models/${part(model)}/predict-file${query({ log, accept_lost: acceptLost, sheet })}`,
        sent: { body: file, type: 'application/octet-stream' },
        signal,
        expected: 'text/csv',
        isExpected: isScoredFile,
      })
      const { headers } = response
      return {
        rows: Number(headers.get('x-total-rows')),
        ...readFileGaps((name) => headers.get(name)),
        logged: headers.get('x-logged') === 'true',
        csv: response.body ?? new ReadableStream(),
      }
    },
    /** Reads a file as `predictFile` does, and scores nothing: what was recognised, and what is lost. */
    inspectFile: (
      model: string,
      file: PredictFileRequest,
      { sheet, signal }: CallOptions & { sheet?: string } = {},
    ): Promise<FileReportInfo> => http.json('POST', `/v1/models/${part(model)}/inspect-file${query({ sheet })}`, file, signal),
  }
}

function isScoredFile({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/csv') === true && headers.has('x-total-rows')
}

function isHtml(type: string | null): boolean {
  return type?.startsWith('text/html') === true
}

/** From the headers of the answer to `predict-file`. */
function readFileGaps(header: (name: string) => string | null): FileGapsInfo {
  const listOf = (name: string): string[] => (header(name) ?? '').split(',').filter(Boolean)
  const lost = listOf('x-lost-cells').map((part) => part.split('='))
  return {
    missingColumns: listOf('x-missing-columns').map(decodeURIComponent),
    missingColumnCount: Number(header('x-missing-column-count')),
    unusableCells: Number(header('x-unusable-cells')),
    lostCells: Object.fromEntries(lost.map(([name = '', count]) => [decodeURIComponent(name), Number(count)])),
    lostColumnCount: Number(header('x-lost-column-count')),
  }
}

/** What is kept: predictions, runs, tables. */
function logCalls(http: Http) {
  return {
    status: (): Promise<StatusInfo> => http.json('GET', '/v1/status'),
    predictions: (filter: PredictionsQuery = {}): Promise<PredictionsPage> =>
      http.json('GET', `/v1/predictions${query({ ...filter })}`),
    /** Address of the whole log under a filter, as a download. */
    predictionsExportUrl: (format: 'csv' | 'jsonl', filter: PredictionsFilter = {}): string =>
      http.url(`/v1/predictions/export${query({ ...filter, format })}`),
    /** Erases what is kept of one entity, here and in every store behind. After a 503 ask again: what is left goes then. */
    erasePredictions: (entity: string): Promise<ErasedInfo> => http.json('DELETE', `/v1/predictions${query({ entity })}`),
    keepOutcomes: (items: readonly OutcomeBody[]): Promise<{ readonly kept: number; readonly matched: number | null }> =>
      http.json('POST', '/v1/outcomes', { items }),

    runs: (page: PageQuery = {}): Promise<Page<RunInfo>> => http.json('GET', `/v1/runs${query({ ...page })}`),
    run: (id: string): Promise<RunDetail> => http.json('GET', `/v1/runs/${part(id)}`),
    /** Address of one file of a run, for an image or a download. */
    artifactUrl: (run: string, path: string): string =>
      http.url(`/v1/runs/${part(run)}/artifacts/${path.split('/').map(part).join('/')}`),
    artifact: (run: string, path: string): Promise<Blob> =>
      http.blob({
        path: `/v1/runs/${part(run)}/artifacts/${path.split('/').map(part).join('/')}`,
        expected: path,
        isExpected: ({ headers }) => /\.html?$/i.test(path) || !isHtml(headers.get('content-type')),
      }),
    datasets: (page: PageQuery = {}): Promise<Page<DatasetInfo>> => http.json('GET', `/v1/datasets${query({ ...page })}`),
  }
}
