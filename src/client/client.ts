import type { Language } from '../lib/localized-text.ts'
import type {
  AliasInfo,
  DatasetInfo,
  LoggedPredictionInfo,
  ModelInfo,
  Page,
  PredictFileRequest,
  PredictionInfo,
  Problem,
  ProjectInfo,
  RunDetail,
  RunInfo,
  SessionInfo,
  VersionInfo,
} from '../server/schema/api.ts'

export type * from '../server/schema/api.ts'
export type { Scope } from '../access/scopes.ts'
export type { ColumnReport, DataReport } from '../dataset/data-report.ts'
export { fillTemplate, type Language, languages, type LocalizedText, preferredLanguage } from '../lib/localized-text.ts'
export { type Estimate, type Evaluation, lowerIsBetter, type MetricName, metricNames } from '../metric/evaluation.ts'

export interface ClientOptions {
  /** Where the server is, such as `http://127.0.0.1:8000`. Default: where the page came from. */
  readonly baseUrl?: string
  /** Sent as `x-api-key`. A page leaves it out and signs in: then the cookie speaks for it. */
  readonly apiKey?: string
  /** Language of messages and reasons. Default: what the runtime sends. */
  readonly language?: () => Language
  readonly fetch?: typeof fetch
}

/** The server said no: `problem` is its answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: Problem
  /** Seconds after which to try again, if the server said so. */
  readonly retryAfter: number | null

  constructor(problem: Problem, retryAfter: number | null) {
    super(problem.detail)
    this.problem = problem
    this.retryAfter = retryAfter
  }
}

/** A row of the project's request schema. For a project's own type of it: `RequestOf<typeof project>`. */
export type Row = Readonly<Record<string, unknown>>

export interface PageQuery {
  readonly limit?: number
  readonly cursor?: string
}

export interface PredictionsQuery extends PageQuery {
  readonly prediction?: string
  readonly caller?: string
  readonly model_version?: number
  /** ISO 8601, inclusive. */
  readonly from?: string
  /** ISO 8601, exclusive. */
  readonly to?: string
}

/** CSV that comes while it is made. */
export interface ScoredFile {
  readonly rows: number
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
 * @throws ApiError from every method when the server refuses; `TypeError` (of `fetch`) when it cannot be reached.
 */
export function createClient(options: ClientOptions = {}) {
  const http = new Http(options)
  return {
    signIn: (key: string): Promise<SessionInfo> => http.json('POST', '/v1/session', { key }),
    session: (): Promise<SessionInfo> => http.json('GET', '/v1/session'),
    signOut: async (): Promise<void> => void (await http.send('DELETE', '/v1/session')),

    project: (): Promise<ProjectInfo> => http.json('GET', '/v1/project'),

    models: (): Promise<readonly ModelInfo[]> => http.items('/v1/models'),
    versions: (model: string): Promise<readonly VersionInfo[]> => http.items(`/v1/models/${part(model)}/versions`),
    version: (model: string, version: number): Promise<VersionInfo> =>
      http.json('GET', `/v1/models/${part(model)}/versions/${version}`),
    promote: (model: string, alias: string, change: { version: number; force?: boolean; reason?: string }): Promise<AliasInfo> =>
      http.json('PUT', `/v1/models/${part(model)}/aliases/${part(alias)}`, change),
    rollBack: (model: string, alias: string, reason?: string): Promise<AliasInfo> =>
      http.json('POST', `/v1/models/${part(model)}/aliases/${part(alias)}/rollback`, reason === undefined ? {} : { reason }),

    /** Answers in the order of `rows`. */
    predict: async (
      model: string,
      rows: readonly Row[],
      { reasons = false, signal }: CallOptions & { reasons?: boolean } = {},
    ): Promise<readonly PredictionInfo[]> => {
      const path = `/v1/models/${part(model)}/predict${query({ reasons: reasons || undefined })}`
      const answer = await http.json<{ items: readonly PredictionInfo[] }>('POST', path, { rows }, signal)
      return answer.items
    },
    /** Scores a CSV (also gzipped) or Parquet file. */
    predictFile: async (model: string, file: PredictFileRequest, { signal }: CallOptions = {}): Promise<ScoredFile> => {
      const path = `/v1/models/${part(model)}/predict-file`
      const response = await http.send('POST', path, { body: file, type: 'application/octet-stream' }, signal)
      return { rows: Number(response.headers.get('x-total-rows')), csv: response.body ?? new ReadableStream() }
    },
    predictions: (filter: PredictionsQuery = {}): Promise<Page<LoggedPredictionInfo>> =>
      http.json('GET', `/v1/predictions${query({ ...filter })}`),

    runs: (page: PageQuery = {}): Promise<Page<RunInfo>> => http.json('GET', `/v1/runs${query({ ...page })}`),
    run: (id: string): Promise<RunDetail> => http.json('GET', `/v1/runs/${part(id)}`),
    /** Address of one file of a run, for an image or a download. */
    artifactUrl: (run: string, path: string): string =>
      http.url(`/v1/runs/${part(run)}/artifacts/${path.split('/').map(part).join('/')}`),
    artifact: async (run: string, path: string): Promise<Blob> => {
      const response = await http.send('GET', `/v1/runs/${part(run)}/artifacts/${path.split('/').map(part).join('/')}`)
      return response.blob()
    },
    datasets: (page: PageQuery = {}): Promise<Page<DatasetInfo>> => http.json('GET', `/v1/datasets${query({ ...page })}`),
  }
}

class Http {
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    this.#options = options
  }

  url(path: string): string {
    return `${(this.#options.baseUrl ?? '').replace(/\/$/, '')}${path}`
  }

  async json<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const sent = body === undefined ? undefined : { body: JSON.stringify(body), type: 'application/json' }
    const response = await this.send(method, path, sent, signal)
    return (await response.json()) as T
  }

  async items<T>(path: string): Promise<readonly T[]> {
    const { items } = await this.json<{ items: readonly T[] }>('GET', path)
    return items
  }

  async send(
    method: string,
    path: string,
    sent?: { body: string | Blob; type: string },
    signal?: AbortSignal,
  ): Promise<Response> {
    const { apiKey, language, fetch: fetchWith = globalThis.fetch } = this.#options
    const response = await fetchWith(this.url(path), {
      method,
      headers: {
        ...(apiKey !== undefined && { 'x-api-key': apiKey }),
        ...(language !== undefined && { 'accept-language': language() }),
        ...(sent !== undefined && { 'content-type': sent.type }),
      },
      credentials: 'same-origin',
      ...(sent !== undefined && { body: sent.body }),
      ...(signal !== undefined && { signal }),
    })
    if (!response.ok) throw await errorOf(response)
    return response
  }
}

/** Also something between us and the server may answer, and not with a problem. */
async function errorOf(response: Response): Promise<ApiError> {
  const retryAfter = response.headers.get('retry-after')
  const text = await response.text()
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true
  const { status, statusText } = response
  const problem: Problem = isProblem
    ? (JSON.parse(text) as Problem)
    : { type: 'about:blank', title: statusText, status, detail: `${status} ${statusText}`, code: 'internal' }
  return new ApiError(problem, retryAfter === null ? null : Number(retryAfter))
}

function part(text: string): string {
  return encodeURIComponent(text)
}

function query(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? '' : `?${search}`
}
