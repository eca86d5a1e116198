import type {
  NewPasswordBody,
  RegistrationBody,
  RegistrationInfo,
  SignInInfo,
} from '../http/api/account/schema.ts'
import type { AliasChangeInfo, AliasInfo, PromoteBody } from '../http/api/aliases/schema.ts'
import type { AuditInfo } from '../http/api/audit/schema.ts'
import type { DatasetInfo } from '../http/api/datasets/schema.ts'
import type { EntityFeaturesInfo, FeatureViewsInfo } from '../http/api/features/schema.ts'
import type { FileReportInfo } from '../http/api/files/schema.ts'
import type { GrantBody, GrantInfo, GrantKey, ObjectFields } from '../http/api/grants/schema.ts'
import type { CallerInfo, KeyInfo, NewKeyBody, NewKeyInfo } from '../http/api/keys/schema.ts'
import type { ModelInfo, VersionInfo } from '../http/api/models/schema.ts'
import type { KeptInfo, OutcomeBody } from '../http/api/outcomes/schema.ts'
import type { PageBounds } from '../http/api/parameters.ts'
import type { PredictionInfo } from '../http/api/predict/schema.ts'
import type {
  ErasedInfo,
  ExportFormat,
  PredictionsFilter,
  PredictionsPage,
} from '../http/api/predictions/schema.ts'
import type { ProjectInfo } from '../http/api/project/schema.ts'
import type { Page } from '../http/api/responses.ts'
import type { RunDetail, RunInfo } from '../http/api/runs/schema.ts'
import type { SessionInfo, SignInBody } from '../http/api/session/schema.ts'
import type { StatusInfo } from '../http/api/status/schema.ts'
import type { ThresholdBody, ThresholdInfo } from '../http/api/thresholds/schema.ts'
import type { NewUserBody, NewUserInfo, UserChangeBody, UserInfo } from '../http/api/users/schema.ts'
import { type ClientOptions, Http, pathPart as part, queryString as query } from './http.ts'

export type * from './wire-types.ts'
export { ApiError, errorOfResponse, unexpectedResponse } from './api-error.ts'
export type { ClientOptions } from './http.ts'
export { type Role, roleNames, roles, type Scope, scopeNames, scopes } from '../base/roles.ts'
export { type LostColumn, lostColumns } from '../data/readers/lost-cells.ts'
export {
  fillTemplate,
  type Language,
  languages,
  type LocalizedText,
  negotiateLanguage,
} from '../base/text/localized-text.ts'
export { formatLocalizedDate, parseLocalizedDate } from '../base/text/localized-date.ts'
export { getOwn, setOwn } from '../base/own-property.ts'
export { formatLocalizedNumber } from '../base/text/localized-number.ts'
export { type RunDocumentPath, type RunDocuments, upgradeRunDocument } from '../train/run-documents.ts'
export { lowerIsBetter, metricNames } from '../task/classification/evaluation.ts'

/**
 * A row of the project's request schema. For a project's own type of it: `RequestOf<typeof
 * project>`.
 */
export type Row = Readonly<Record<string, unknown>>

export type PageQuery = Partial<PageBounds>
export type PredictionsQuery = PageQuery & PredictionsFilter
export type PasswordSignIn = Required<Pick<SignInBody, 'username' | 'password'>>

/** What a scored file lacks, from the headers of its response. */
export interface FileGapsInfo {
  /**
   * Columns of the model that neither the file nor the feature store has: missing in every row. Of
   * very many, the first.
   */
  readonly missingColumns: readonly string[]
  readonly missingColumnCount: number
  /** Cells with an unusable value, which count as missing. */
  readonly unusableCells: number
  /** The same by column. Of very many columns, the first. */
  readonly lostCells: Readonly<Record<string, number>>
  readonly lostColumnCount: number
}

/** A scored file, whose CSV arrives while it is made. */
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
 * Returns a client of one server, for pages and programs.
 *
 * ```ts
 * const client = createClient({ baseUrl: 'http://127.0.0.1:8000', apiKey })
 * const [scored] = await client.predict('CreditScoreModel', [{ Age: 33 }], { reasons: true })
 * ```
 *
 * @throws ApiError from every method when the server refuses, or when something else responds in
 * its place (the sign-in page of a proxy). `TypeError` before anything is sent when a body holds
 * `NaN` or an infinity, and when the server cannot be reached: its message names the method and the
 * address. Any error of `signal` is thrown as it is.
 */
export function createClient(options: ClientOptions = {}) {
  const http = new Http(options)
  return { ...accountCalls(http), ...modelCalls(http), ...fileCalls(http), ...logCalls(http) }
}

/** Returns the calls about sessions, users, keys and the audit log. */
function accountCalls(http: Http) {
  return {
    /** Signs in with a key, or as a user. */
    signIn: (as: string | PasswordSignIn): Promise<SessionInfo> =>
      http.json('POST', '/v1/session', typeof as === 'string' ? { key: as } : as),
    /** Returns how people sign in to this server. */
    signInInfo: (): Promise<SignInInfo> => http.json('GET', '/v1/sign-in'),
    /** Returns the address that starts a sign-in with the OpenID Connect provider. */
    oidcUrl: (): string => http.url('/v1/session/oidc'),
    session: (): Promise<SessionInfo> => http.json('GET', '/v1/session'),
    signOut: (): Promise<void> => http.noContent('DELETE', '/v1/session'),

    changePassword: (change: NewPasswordBody): Promise<void> =>
      http.noContent('POST', '/v1/session/password', change),

    /**
     * Creates an account, with an invitation or where the registration is open. It does not sign
     * in.
     */
    register: (person: RegistrationBody): Promise<RegistrationInfo> =>
      http.json('POST', '/v1/registrations', person),

    users: (): Promise<readonly UserInfo[]> => http.items('GET', '/v1/users'),
    /** Adds a user. Without a password the result has an invitation. */
    addUser: (user: NewUserBody): Promise<NewUserInfo> => http.json('POST', '/v1/users', user),
    changeUser: (username: string, change: UserChangeBody): Promise<UserInfo> =>
      http.json('PATCH', `/v1/users/${part(username)}`, change),

    /** Returns the names of the keys that logs name by id. */
    callers: (): Promise<readonly CallerInfo[]> => http.items('GET', '/v1/callers'),
    keys: (): Promise<readonly KeyInfo[]> => http.items('GET', '/v1/keys'),
    /** Creates a key. The key itself is in the result and nowhere else. */
    createKey: (key: NewKeyBody): Promise<NewKeyInfo> => http.json('POST', '/v1/keys', key),
    revokeKey: (id: string): Promise<void> => http.noContent('DELETE', `/v1/keys/${part(id)}`),

    /** Returns the grants on experiments, models and aliases. */
    grants: (
      filter: ObjectFields & { readonly subject?: string } & PageQuery = {},
    ): Promise<Page<GrantInfo>> => http.json('GET', `/v1/grants${query({ ...filter })}`),
    /** Gives a subject a level on an object, in place of the one it had. */
    giveGrant: (grant: GrantBody): Promise<GrantInfo> => http.json('PUT', '/v1/grants', grant),
    removeGrant: (grant: GrantKey): Promise<void> =>
      http.noContent('DELETE', `/v1/grants${query({ ...grant })}`),

    /** Returns who changed what, newest first. */
    audit: (page: PageQuery = {}): Promise<Page<AuditInfo>> =>
      http.json('GET', `/v1/audit${query({ ...page })}`),
  }
}

/** Returns the calls about the project, its models, its features, and predictions of rows. */
function modelCalls(http: Http) {
  return {
    project: (): Promise<ProjectInfo> => http.json('GET', '/v1/project'),

    models: (): Promise<readonly ModelInfo[]> => http.items('GET', '/v1/models'),
    versions: (model: string): Promise<readonly VersionInfo[]> =>
      http.items('GET', `/v1/models/${part(model)}/versions`),
    version: (model: string, version: number): Promise<VersionInfo> =>
      http.json('GET', `/v1/models/${part(model)}/versions/${version}`),
    promote: (model: string, alias: string, change: PromoteBody): Promise<AliasInfo> =>
      http.json('PUT', `/v1/models/${part(model)}/aliases/${part(alias)}`, change),
    aliasHistory: (model: string, alias: string): Promise<readonly AliasChangeInfo[]> =>
      http.items('GET', `/v1/models/${part(model)}/aliases/${part(alias)}/history`),
    rollBack: (model: string, alias: string, reason?: string): Promise<AliasInfo> =>
      http.json(
        'POST',
        `/v1/models/${part(model)}/aliases/${part(alias)}/rollback`,
        reason === undefined ? {} : { reason },
      ),

    threshold: (model: string): Promise<ThresholdInfo> =>
      http.json('GET', `/v1/models/${part(model)}/threshold`),
    setThreshold: (model: string, change: ThresholdBody): Promise<ThresholdInfo> =>
      http.json('PUT', `/v1/models/${part(model)}/threshold`, change),

    featureViews: (): Promise<FeatureViewsInfo> => http.json('GET', '/v1/features'),
    entityFeatures: (entity: string): Promise<EntityFeaturesInfo> =>
      http.json('GET', `/v1/features/${part(entity)}`),

    /** Predicts rows. The predictions are in the order of `rows`. */
    predict: (
      model: string,
      rows: readonly Row[],
      { reasons = false, signal }: CallOptions & { reasons?: boolean } = {},
    ): Promise<readonly PredictionInfo[]> => {
      const path = `/v1/models/${part(model)}/predict${query({ reasons: reasons || undefined })}`
      return http.items('POST', path, { rows }, signal)
    },
  }
}

/** Returns the calls that send a whole file of rows. */
function fileCalls(http: Http) {
  return {
    /**
     * Scores a CSV (also gzipped), Excel (.xlsx) or Parquet file. With `log: false` no row is
     * stored in the prediction log; needs the scope `operate`. A file whose columns lose clearly
     * more cells than in training is refused (`lost-cells`) unless `acceptLost` is true.
     */
    predictFile: async (
      model: string,
      file: Blob,
      {
        log,
        acceptLost,
        sheet,
        signal,
      }: CallOptions & { log?: boolean; acceptLost?: boolean; sheet?: string } = {},
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
    /**
     * Reads a file as `predictFile` does without scoring it, and returns what was recognised and
     * what is lost.
     */
    inspectFile: (
      model: string,
      file: Blob,
      { sheet, signal }: CallOptions & { sheet?: string } = {},
    ): Promise<FileReportInfo> =>
      http.json('POST', `/v1/models/${part(model)}/inspect-file${query({ sheet })}`, file, signal),
  }
}

function isScoredFile({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/csv') === true && headers.has('x-total-rows')
}

function isHtml(type: string | null): boolean {
  return type?.startsWith('text/html') === true
}

/** Reads what a scored file lacks from the headers of the response. */
function readFileGaps(header: (name: string) => string | null): FileGapsInfo {
  const listOf = (name: string): string[] => (header(name) ?? '').split(',').filter(Boolean)
  const lost = listOf('x-lost-cells').map((part) => part.split('='))
  return {
    missingColumns: listOf('x-missing-columns').map(decodeURIComponent),
    missingColumnCount: Number(header('x-missing-column-count')),
    unusableCells: Number(header('x-unusable-cells')),
    lostCells: Object.fromEntries(
      lost.map(([name = '', count]) => [decodeURIComponent(name), Number(count)]),
    ),
    lostColumnCount: Number(header('x-lost-column-count')),
  }
}

/** Returns the calls about the prediction log, runs, datasets and the state of the server. */
function logCalls(http: Http) {
  return {
    status: (): Promise<StatusInfo> => http.json('GET', '/v1/status'),
    predictions: (filter: PredictionsQuery = {}): Promise<PredictionsPage> =>
      http.json('GET', `/v1/predictions${query({ ...filter })}`),
    /** Returns the address of the whole log under a filter, for a download. */
    predictionsExportUrl: (format: ExportFormat, filter: PredictionsFilter = {}): string =>
      http.url(`/v1/predictions/export${query({ ...filter, format })}`),
    /**
     * Erases everything about an entity in every store. After a 503, call it again to erase the
     * rest.
     */
    erasePredictions: (entity: string): Promise<ErasedInfo> =>
      http.json('DELETE', `/v1/predictions${query({ entity })}`),
    keepOutcomes: (items: readonly OutcomeBody[]): Promise<KeptInfo> =>
      http.json('POST', '/v1/outcomes', { items }),

    runs: (page: PageQuery = {}): Promise<Page<RunInfo>> => http.json('GET', `/v1/runs${query({ ...page })}`),
    run: (id: string): Promise<RunDetail> => http.json('GET', `/v1/runs/${part(id)}`),
    /** Returns the address of one file of a run, for an image or a download. */
    artifactUrl: (run: string, path: string): string =>
      http.url(`/v1/runs/${part(run)}/artifacts/${path.split('/').map(part).join('/')}`),
    artifact: (run: string, path: string): Promise<Blob> =>
      http.blob({
        path: `/v1/runs/${part(run)}/artifacts/${path.split('/').map(part).join('/')}`,
        expected: path,
        isExpected: ({ headers }) => /\.html?$/i.test(path) || !isHtml(headers.get('content-type')),
      }),
    datasets: (page: PageQuery = {}): Promise<Page<DatasetInfo>> =>
      http.json('GET', `/v1/datasets${query({ ...page })}`),
  }
}
