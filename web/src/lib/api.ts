import type {
  AliasInfo,
  Language,
  LoggedPredictionInfo,
  Page,
  PredictionInfo,
  Problem,
  ProjectInfo,
  RunDetail,
  RunInfo,
  SessionInfo,
  VersionInfo,
} from './contract.ts'

/** An answer that is no success. `problem` is what the server said, in the reader's language. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: Problem
  /** Seconds to wait, when the server named them (429). */
  readonly retryAfter: number | null

  constructor(problem: Problem, retryAfter: number | null = null) {
    super(problem.detail)
    this.problem = problem
    this.retryAfter = retryAfter
  }
}

export type ClientRow = Readonly<Record<string, number | string | readonly string[] | null>>
export type PredictionFilter = Readonly<
  Partial<Record<'prediction' | 'caller' | 'model_version' | 'from' | 'to' | 'cursor', string | number>>
>

/** The routes that the page uses. Every method throws `ApiError` for a problem and `TypeError` when the server cannot be reached. */
export interface Api {
  session(): Promise<SessionInfo | null>
  signIn(key: string): Promise<SessionInfo>
  signOut(): Promise<void>
  project(): Promise<ProjectInfo>
  predict(model: string, row: ClientRow): Promise<PredictionInfo>
  versions(model: string): Promise<readonly VersionInfo[]>
  promote(model: string, version: number, options: { reason: string; force: boolean }): Promise<AliasInfo>
  rollBack(model: string): Promise<AliasInfo>
  runs(cursor: string | null): Promise<Page<RunInfo>>
  run(id: string): Promise<RunDetail>
  predictions(filter: PredictionFilter, limit: number): Promise<Page<LoggedPredictionInfo>>
}

export function createApi(language: Language): Api {
  const call = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const answer = await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    if (!answer.ok)
      throw new ApiError(problemOf(answer.status, await answer.text()), Number(answer.headers.get('retry-after')) || null)
    return (answer.status === 204 ? undefined : await answer.json()) as Body
  }
  const get = <Body>(path: string): Promise<Body> => call<Body>('GET', path)
  const name = encodeURIComponent
  return {
    session: async () => {
      try {
        return await get<SessionInfo>('/v1/session')
      } catch (error) {
        if (error instanceof ApiError && error.problem.status === 401) return null
        throw error
      }
    },
    signIn: (key) => call('POST', '/v1/session', { key }),
    signOut: () => call('DELETE', '/v1/session'),
    project: () => get('/v1/project'),
    predict: async (model, row) => {
      const { items } = await call<Page<PredictionInfo>>('POST', `/v1/models/${name(model)}/predict?reasons=true`, row)
      const first = items[0]
      if (first === undefined) throw new TypeError('The answer holds no prediction')
      return first
    },
    versions: async (model) => (await get<Page<VersionInfo>>(`/v1/models/${name(model)}/versions`)).items,
    promote: (model, version, { reason, force }) =>
      call('PUT', `/v1/models/${name(model)}/aliases/champion`, { version, force, ...(reason === '' ? {} : { reason }) }),
    rollBack: (model) => call('POST', `/v1/models/${name(model)}/aliases/champion/rollback`, {}),
    runs: (cursor) => get(`/v1/runs?${query({ limit: 50, cursor })}`),
    run: (id) => get(`/v1/runs/${name(id)}`),
    predictions: (filter, limit) => get(`/v1/predictions?${query({ ...filter, limit })}`),
  }
}

/** The address of a file that a run keeps. */
export function artifactUrl(runId: string, path: string): string {
  return `/v1/runs/${encodeURIComponent(runId)}/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`
}

/** Reads a problem; an answer of something in between (a proxy) becomes one too. */
export function problemOf(status: number, text: string): Problem {
  if (text.trimStart().startsWith('{')) {
    const body = JSON.parse(text) as Partial<Problem>
    if (typeof body.detail === 'string' && typeof body.code === 'string')
      return { type: '', title: '', ...body, status } as Problem
  }
  return { type: 'about:blank', title: String(status), status, detail: text.slice(0, 300), code: 'unreadable' }
}

function query(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] != null && entry[1] !== '')
  return new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
}
