import type { Assessment, Span, TraceInfo } from './trace.ts'

/** A page of a list; `nextCursor` is null on the last one. */
export interface TracePage {
  readonly items: readonly TraceInfo[]
  readonly nextCursor: string | null
}

export interface TraceSearch {
  readonly experimentIds: readonly string[]
  readonly filter?: string
  /**
   * Clauses such as `timestamp_ms ASC`; traces that lack the value come last. Default: newest
   * first.
   */
  readonly orderBy?: readonly string[]
  readonly limit: number
  readonly cursor?: string
}

/** What a client reports of a trace that is complete. */
export type FinishedTrace = TraceInfo

/** Spans of one trace that were received together. */
export interface TraceSpans {
  readonly traceId: string
  readonly experimentId: string
  /** What the spans say about the trace, unless a client reported it. */
  readonly summary: SpansSummary
  readonly spans: readonly StoredSpan[]
}

export interface SpansSummary {
  readonly startedMs: number
  /** Null while none has ended. */
  readonly endedMs: number | null
  /** State by the span without a parent; null without it. */
  readonly state: 'OK' | 'ERROR' | null
  readonly requestPreview: string | null
  readonly responsePreview: string | null
  /** Metadata that the trace gets if it has none of that name. */
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

/** A span as it is stored, with what is searched. */
export interface StoredSpan extends Pick<Span, 'id' | 'parentId' | 'name' | 'status'> {
  readonly type: string
  /** What `encodeSpan` returned. */
  readonly content: string
  /** Tokens and cost as JSON objects of numbers; null without. */
  readonly tokenUsage: string | null
  readonly cost: string | null
}

/** What a search or a deletion of old traces selects. */
export interface TraceSelection {
  readonly experimentId: string
  readonly ids?: readonly string[]
  /** Traces that started until then, in milliseconds. */
  readonly maxStartedMs?: number
  /** The oldest first. */
  readonly limit?: number
}

/** Traces, their spans and assessments. */
export interface TraceStore {
  /**
   * Stores a trace that is complete. One that spans created already gets its values; tags, metadata
   * and assessments are added.
   * @throws LapidaryError `trace-elsewhere` if it belongs to another experiment
   */
  finish(trace: FinishedTrace): Promise<void>
  /** Stores a trace that begins. */
  begin(trace: TraceInfo): Promise<void>
  /** Ends a trace that `begin` stored. Returns false if there is no such trace. */
  end(
    id: string,
    change: Pick<TraceInfo, 'state' | 'metadata' | 'tags'> & { readonly endedMs: number },
  ): Promise<boolean>
  /** Returns the traces that exist, in the order of the ids. */
  get(ids: readonly string[]): Promise<readonly TraceInfo[]>
  /** Returns the distinct experiments of the traces that exist. */
  experimentsOf(ids: readonly string[]): Promise<readonly string[]>
  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  search(query: TraceSearch): Promise<TracePage>
  /**
   * Stores spans, and creates or updates their traces: all or none. A span that is stored already
   * is replaced.
   * @throws LapidaryError `trace-elsewhere`
   */
  addSpans(batches: readonly TraceSpans[]): Promise<void>
  /** Returns the contents of the spans of traces. */
  spanContents(traceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
  /** Returns false if there is no such trace. */
  setTag(id: string, key: string, value: string): Promise<boolean>
  /** Returns false if there is no such trace or tag. */
  deleteTag(id: string, key: string): Promise<boolean>
  /** Returns how many traces were deleted. */
  delete(selection: TraceSelection): Promise<number>
  /** Links traces to a run; those that do not exist are ignored. */
  linkToRun(traceIds: readonly string[], runId: string): Promise<void>
  /** Links versions of prompts, as `name/version`, to a trace. */
  linkPrompts(traceId: string, prompts: readonly string[]): Promise<void>
}

/** Assessments of traces. */
export interface AssessmentStore {
  /**
   * Adds an assessment. One that it overrides is not valid afterwards.
   * @throws LapidaryError `trace-not-found`, `assessment-not-found` for the overridden one
   */
  add(assessment: Assessment): Promise<void>
  get(traceId: string, id: string): Promise<Assessment | null>
  /** Returns false if there is no such assessment. */
  update(
    traceId: string,
    id: string,
    change: Partial<Pick<Assessment, 'name' | 'value' | 'error' | 'rationale' | 'metadata' | 'updatedAt'>>,
  ): Promise<boolean>
  /** Removes an assessment, if it exists. One that it overrode is valid again. */
  remove(traceId: string, id: string): Promise<void>
}
