/** A request to a server that speaks MLflow's API. */
export interface MlflowRequest {
  /** What it shows; unique in its table. */
  readonly name: string
  /** @defaultValue POST with a body, else GET */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The address after `/api/2.0/mlflow`, or a whole one that begins with `/api` or `/ajax-api`. */
  readonly path: string
  /** `{name}` in a text is replaced by the saved value of that name. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: unknown
  /** A body that is no JSON, or is written in a special way. */
  readonly text?: string
  /** @defaultValue application/json for a body */
  readonly contentType?: string
  /** Values of the response to save by name, such as `run.info.run_id`. */
  readonly save?: Readonly<Record<string, string>>
  /** Lapidary words this error in its own way; status and code are the same. */
  readonly ownMessage?: true
  /** Why Lapidary responds otherwise on purpose, and how. */
  readonly differs?: {
    readonly because: string
    readonly status: number
    /** What the body contains. */
    readonly has: object
  }
}

/** What a server responded, without what differs from server to server. */
export interface Recorded {
  readonly name: string
  readonly status: number
  readonly body: unknown
}

/** Sends a request; resolves its status and the text of its body. */
export type Send = (request: {
  readonly method: NonNullable<MlflowRequest['method']>
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}) => Promise<{ readonly status: number; readonly body: string }>

/** Sends the requests one after another, each with the values that the ones before it saved. */
export async function replay(send: Send, requests: readonly MlflowRequest[]): Promise<readonly Recorded[]> {
  const saved = new Map<string, string>()
  const recorded: Recorded[] = []
  for (const request of requests) {
    const body = request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body))
    const fill = (text: string): string =>
      text.replace(/\{(\w+)\}/g, (place, name) => saved.get(name) ?? place)
    const prefix = /^\/(ajax-)?api\//.test(request.path) ? '' : '/api/2.0/mlflow'
    const response = await send({
      method: request.method ?? (body === undefined ? 'GET' : 'POST'),
      url: fill(prefix + request.path) + queryOf(request.query ?? {}, fill),
      headers: body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' },
      body: body === undefined ? undefined : fill(body),
    })
    const json = parse(response.body)
    for (const [name, path] of Object.entries(request.save ?? {})) saved.set(name, String(at(json, path)))
    recorded.push({ name: request.name, status: response.status, body: normalize(json, saved) })
  }
  return recorded
}

function queryOf(query: NonNullable<MlflowRequest['query']>, fill: (text: string) => string): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, fill(each)] as [string, string]),
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}

/** Python writes NaN as it is. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/:\s*NaN/g, ':"NaN"'))
  } catch {
    return text.startsWith('<') ? '<html>' : text
  }
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], value)
}

/** Values that differ from run to run. */
const changing =
  /^(creation_time|last_update_time|\w*timestamp_ms|creation_timestamp|last_updated_timestamp)$/
/** Fields of MLflow's server that Lapidary does not have. */
const foreign = new Set(['sqlstate', 'error_class', 'workspace'])

function normalize(value: unknown, saved: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    // A tag with JSON: Python writes spaces between its members.
    if (value.startsWith('[{')) return normalize(JSON.parse(value), saved)
    let text = value.replace(/(?<=mlflow-artifacts:\/)\d+/, '{id}')
    for (const [name, id] of saved) {
      if (id.length >= 8) text = text.replaceAll(id, `{${name}}`)
      else if (text === id) return `{${name}}`
    }
    return text
  }
  if (Array.isArray(value)) return value.map((item) => normalize(item, saved)).sort(byKey)
  if (typeof value !== 'object' || value === null) return value
  // MLflow does not store who registered a version.
  const isVersion = 'current_stage' in value
  const members = Object.entries(value).filter(
    ([name]) => !foreign.has(name) && !(isVersion && name === 'user_id'),
  )
  return Object.fromEntries(
    members.map(([name, member]) => {
      if (changing.test(name)) return [name, '{time}']
      if (name === 'next_page_token') return [name, '{token}']
      const normal = normalize(member, saved)
      return [name, name === 'latest_versions' ? byStage(normal) : normal]
    }),
  )
}

/** Sorts tags, params and metrics, whose order means nothing. */
function byKey(a: unknown, b: unknown): number {
  const [left, right] = [a, b].map((item) => (item as { readonly key?: unknown } | null)?.key)
  if (typeof left !== 'string' || typeof right !== 'string' || left === right) return 0
  return left < right ? -1 : 1
}

/** Sorts the newest version of each stage, whose order in MLflow depends on its database. */
function byStage(versions: unknown): unknown {
  return (versions as readonly { readonly current_stage: string }[]).toSorted((a, b) =>
    a.current_stage < b.current_stage ? -1 : 1,
  )
}
