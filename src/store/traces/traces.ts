import { randomUUID } from 'node:crypto'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { checkKey } from '../../base/text/entity-key.ts'
import { checkAssessment } from './assessments.ts'
import { cutText } from './json-text.ts'
import { decodeSpan } from './span-content.ts'
import type { TracePage, TraceSearch, TraceSelection, TraceStore } from './store.ts'
import { type ReceivedSpan, summarizeSpans } from './summarize-spans.ts'
import { type Assessment, type Span, type Trace, type TraceInfo, traceKeys } from './trace.ts'

const maxKeyLength = 250
const maxValueLength = 8000
const maxPreviewLength = 10_000
const maxIdLength = 64
const maxLinks = 100
/** Spans of one request. */
const maxSpans = 10_000
/** Milliseconds that a reader waits for spans that are under way. */
const waitsMs = [1000, 2000]

/** Tags that only the server sets. */
const reservedTags: ReadonlySet<string> = new Set([
  traceKeys.spansLocation,
  'mlflow.trace.archiveLocation',
  'mlflow.trace.archivalFailure',
])

export interface TraceEffects {
  /** Returns an experiment. @throws LapidaryError `experiment-not-found` */
  readonly findExperiment: (
    id: string,
  ) => Promise<{ readonly artifactLocation: string; readonly lifecycle: 'active' | 'deleted' }>
  readonly wait: (milliseconds: number) => Promise<unknown>
}

/** A trace that a client reports: what it leaves out is empty. */
export type NewTrace = Pick<TraceInfo, 'id' | 'experimentId' | 'startedAt' | 'durationMs' | 'state'> &
  Partial<Pick<TraceInfo, 'clientRequestId' | 'requestPreview' | 'responsePreview' | 'metadata' | 'tags'>> & {
    readonly assessments?: readonly Omit<Assessment, 'traceId'>[]
  }

/** Records what programs report about their operations, and finds it. */
export class Traces {
  readonly #store: TraceStore
  readonly #effects: TraceEffects

  constructor(store: TraceStore, effects: TraceEffects) {
    this.#store = store
    this.#effects = effects
  }

  /**
   * Stores a trace that is complete. Its spans come before or after it.
   * @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `bad-trace`,
   * `bad-assessment`, `trace-elsewhere`
   */
  async finish(trace: NewTrace): Promise<TraceInfo> {
    checkId(trace.id)
    const location = await this.#checkExperiment(trace.experimentId)
    const assessments = (trace.assessments ?? []).map((one) => ({ ...one, traceId: trace.id }))
    for (const assessment of assessments) checkAssessment(assessment)
    await this.#store.finish({
      id: trace.id,
      experimentId: trace.experimentId,
      startedAt: trace.startedAt,
      durationMs: trace.durationMs,
      state: trace.state,
      clientRequestId: cutOrNull(trace.clientRequestId, maxKeyLength),
      requestPreview: cutOrNull(trace.requestPreview, maxPreviewLength),
      responsePreview: cutOrNull(trace.responsePreview, maxPreviewLength),
      metadata: { ...cutValues(trace.metadata), [traceKeys.isFinalized]: 'true' },
      tags: {
        ...withoutReserved(cutValues(trace.tags)),
        [traceKeys.artifactLocation]: `${location}/traces/${trace.id}/artifacts`,
      },
      assessments,
    })
    return await this.get(trace.id)
  }

  /**
   * Stores a trace that begins, whose spans the client writes to an artifact.
   * @throws LapidaryError `experiment-not-found`, `experiment-deleted`
   */
  async begin(
    trace: Pick<TraceInfo, 'experimentId' | 'startedAt' | 'metadata' | 'tags'>,
  ): Promise<TraceInfo> {
    const location = await this.#checkExperiment(trace.experimentId)
    const id = randomUUID().replaceAll('-', '')
    await this.#store.begin({
      id,
      experimentId: trace.experimentId,
      startedAt: trace.startedAt,
      durationMs: null,
      state: 'IN_PROGRESS',
      clientRequestId: null,
      requestPreview: null,
      responsePreview: null,
      metadata: cutValues(trace.metadata),
      tags: {
        ...withoutReserved(cutValues(trace.tags)),
        [traceKeys.artifactLocation]: `${location}/traces/${id}/artifacts`,
      },
      assessments: [],
    })
    return await this.get(id)
  }

  /** Ends a trace that `begin` stored. @throws LapidaryError `trace-not-found` */
  async end(id: string, change: Parameters<TraceStore['end']>[1]): Promise<TraceInfo> {
    const { metadata, tags } = change
    const values = { metadata: cutValues(metadata), tags: withoutReserved(cutValues(tags)) }
    if (!(await this.#store.end(id, { ...change, ...values }))) throw notFound(id)
    return await this.get(id)
  }

  /** @throws LapidaryError `trace-not-found` */
  async get(id: string): Promise<TraceInfo> {
    const [trace] = await this.#store.get([id])
    if (trace === undefined) throw notFound(id)
    return trace
  }

  /** Returns the distinct experiments of the traces that exist. */
  async experimentsOf(ids: readonly string[]): Promise<readonly string[]> {
    return await this.#store.experimentsOf(ids)
  }

  /** Returns the traces that exist, in the order of the ids. */
  async getMany(ids: readonly string[]): Promise<readonly TraceInfo[]> {
    return await this.#store.get(ids)
  }

  /**
   * Returns a trace with its spans. One whose client reported more spans than are stored is waited
   * for, unless a part is enough.
   * @throws LapidaryError `trace-not-found`, `trace-incomplete`, `trace-without-spans`
   */
  async getTrace(id: string, { allowPartial }: { readonly allowPartial: boolean }): Promise<Trace> {
    for (const waitMs of [...waitsMs, null]) {
      const info = await this.get(id)
      if (info.tags[traceKeys.spansLocation] === undefined)
        throw new LapidaryError('trace-without-spans', { trace: id })
      const [trace] = await this.#withSpans([info])
      const [seen, expected] = [trace?.spans.length ?? 0, spanCountOf(info)]
      if (trace !== undefined && (allowPartial || seen >= expected)) return trace
      if (waitMs === null) throw new LapidaryError('trace-incomplete', { trace: id, seen, expected })
      await this.#effects.wait(waitMs)
    }
    throw notFound(id)
  }

  /** Returns the traces of which all spans are stored, in the order of the ids. */
  async getTraces(ids: readonly string[]): Promise<readonly Trace[]> {
    const traces = await this.#withSpans(await this.#store.get(ids))
    return traces.filter(({ info, spans }) => spans.length > 0 && spans.length >= spanCountOf(info))
  }

  /**
   * Returns the spans of a trace as the JSON file that MLflow's page reads.
   * @throws LapidaryError `trace-not-found`, `trace-without-spans`
   */
  async exportSpans(id: string): Promise<string> {
    const { tags } = await this.get(id)
    if (tags[traceKeys.spansLocation] === undefined)
      throw new LapidaryError('trace-without-spans', { trace: id })
    const contents = (await this.#store.spanContents([id])).get(id) ?? []
    const sorted = contents.map((content) => ({ content, span: decodeSpan(id, content) }))
    sorted.sort((a, b) => bySpanOrder(a.span, b.span))
    return `{"spans":[${sorted.map(({ content }) => content).join(',')}]}`
  }

  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  async search(query: TraceSearch): Promise<TracePage> {
    return await this.#store.search(query)
  }

  /**
   * Stores spans and creates their traces: all or none.
   * @param runId run to link the traces to
   * @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `too-many-spans`,
   * `trace-elsewhere`
   */
  async addSpans(experimentId: string, spans: readonly ReceivedSpan[], runId: string | null): Promise<void> {
    if (spans.length > maxSpans)
      throw new LapidaryError('too-many-spans', { seen: spans.length, limit: maxSpans })
    const location = await this.#checkExperiment(experimentId)
    const batches = summarizeSpans(spans, experimentId, location)
    await this.#store.addSpans(batches)
    if (runId === null) return
    const ids = batches.map(({ traceId }) => traceId)
    await this.#store.linkToRun(ids, runId)
  }

  /**
   * @throws LapidaryError `trace-not-found`, `trace-tag-reserved`, `name-characters`, `name-path`,
   * `value-empty`, `value-too-long`
   */
  async setTag(id: string, key: string, value: string): Promise<void> {
    checkTag(key)
    if (!(await this.#store.setTag(id, key, cutText(value, maxValueLength)))) throw notFound(id)
  }

  /** @throws LapidaryError `trace-tag-not-found`, `trace-tag-reserved` */
  async deleteTag(id: string, key: string): Promise<void> {
    if (reservedTags.has(key)) throw new LapidaryError('trace-tag-reserved', { tag: key })
    if (!(await this.#store.deleteTag(id, key)))
      throw new LapidaryError('trace-tag-not-found', { tag: cutText(key, maxKeyLength), trace: id })
  }

  /**
   * Deletes traces with their spans and assessments, and returns how many there were.
   * @throws LapidaryError `bad-trace-deletion` unless either ids or a time is given
   */
  async delete(selection: TraceSelection): Promise<number> {
    const { ids = [], maxStartedMs, limit } = selection
    const reason = deletionProblem(ids.length > 0, maxStartedMs !== undefined, limit)
    if (reason !== null) throw new LapidaryError('bad-trace-deletion', { reason })
    return await this.#store.delete(selection)
  }

  /** @throws LapidaryError `too-many-links` */
  async linkToRun(traceIds: readonly string[], runId: string): Promise<void> {
    if (traceIds.length > maxLinks)
      throw new LapidaryError('too-many-links', { seen: traceIds.length, limit: maxLinks })
    await this.#store.linkToRun(traceIds, runId)
  }

  /** @param prompts as `name/version` @throws LapidaryError `trace-not-found` */
  async linkPrompts(traceId: string, prompts: readonly string[]): Promise<void> {
    await this.#store.linkPrompts(traceId, prompts)
  }

  /** Returns the root of the artifacts of an active experiment. */
  async #checkExperiment(id: string): Promise<string> {
    const { artifactLocation, lifecycle } = await this.#effects.findExperiment(id)
    if (lifecycle === 'deleted') throw new LapidaryError('experiment-deleted', { experiment: id })
    return artifactLocation
  }

  async #withSpans(infos: readonly TraceInfo[]): Promise<readonly Trace[]> {
    const contents = await this.#store.spanContents(infos.map(({ id }) => id))
    return infos.map((info) => {
      const spans = (contents.get(info.id) ?? []).map((content) => decodeSpan(info.id, content))
      return { info, spans: spans.sort(bySpanOrder) }
    })
  }
}

/** Spans without a parent come first, then the others by their start. */
function bySpanOrder(a: Span, b: Span): number {
  if ((a.parentId === null) !== (b.parentId === null)) return a.parentId === null ? -1 : 1
  return a.startNs === b.startNs ? 0 : a.startNs < b.startNs ? -1 : 1
}

function notFound(id: string): LapidaryError {
  return new LapidaryError('trace-not-found', { trace: id.slice(0, 100) })
}

/** The id is a part of the path of its artifacts. */
function checkId(id: string): void {
  if (id.length > maxIdLength || !/^[\w-]+$/.test(id))
    throw new LapidaryError('bad-trace', {
      field: 'trace_id',
      seen: JSON.stringify(id.slice(0, 100)),
      allowed: {
        en: `at most ${maxIdLength} letters, digits, _ and -`,
        'pt-BR': `no máximo ${maxIdLength} letras, dígitos, _ e -`,
      },
    })
}

function checkTag(key: string): void {
  if (reservedTags.has(key)) throw new LapidaryError('trace-tag-reserved', { tag: key })
  checkKey('key', key, maxKeyLength)
}

function withoutReserved(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !reservedTags.has(key)))
}

function cutValues(values: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      cutText(key, maxKeyLength),
      cutText(value, maxValueLength),
    ]),
  )
}

function cutOrNull(text: string | null | undefined, length: number): string | null {
  return text == null ? null : cutText(text, length)
}

/** Returns how many spans the client of a trace has sent; 1 if it did not say. */
function spanCountOf({ metadata }: TraceInfo): number {
  try {
    const stats = JSON.parse(metadata[traceKeys.sizeStats] ?? '{}') as { readonly num_spans?: unknown }
    return typeof stats.num_spans === 'number' ? stats.num_spans : 1
  } catch {
    return 1 // a program's own text under this name
  }
}

function deletionProblem(
  hasIds: boolean,
  hasTime: boolean,
  limit: number | undefined,
): { readonly en: string; readonly 'pt-BR': string } | null {
  if (!hasIds && !hasTime)
    return {
      en: 'Either `max_timestamp_millis` or `trace_ids` must be specified.',
      'pt-BR': 'É preciso informar `max_timestamp_millis` ou `trace_ids`.',
    }
  if (hasIds && hasTime)
    return {
      en: 'Only one of `max_timestamp_millis` and `trace_ids` can be specified.',
      'pt-BR': 'Só um entre `max_timestamp_millis` e `trace_ids` pode ser informado.',
    }
  if (hasIds && limit !== undefined)
    return {
      en: "`max_traces` can't be specified if `trace_ids` is specified.",
      'pt-BR': '`max_traces` não pode ser informado junto com `trace_ids`.',
    }
  if (limit !== undefined && limit <= 0)
    return {
      en: `\`max_traces\` must be a positive integer, received ${limit}.`,
      'pt-BR': `\`max_traces\` deve ser um inteiro positivo; foi recebido ${limit}.`,
    }
  return null
}
