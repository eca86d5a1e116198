/** States of a trace, as MLflow names them. */
export const traceStates = ['STATE_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS'] as const
export type TraceState = (typeof traceStates)[number]

/** What lists show of a trace: everything but its spans. */
export interface TraceInfo {
  readonly id: string
  readonly experimentId: string
  /** ISO 8601, UTC, with milliseconds. */
  readonly startedAt: string
  /** Milliseconds; null while it is in progress. */
  readonly durationMs: number | null
  readonly state: TraceState
  /** Id that the traced program gave to its request. */
  readonly clientRequestId: string | null
  /** The first characters of the input and the output. */
  readonly requestPreview: string | null
  readonly responsePreview: string | null
  /** Values that do not change, such as the run. */
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly assessments: readonly Assessment[]
}

/** A trace with its spans: those without a parent first, then by start. */
export interface Trace {
  readonly info: TraceInfo
  readonly spans: readonly Span[]
}

/** Values as JSON texts. Whole numbers may have 64 bits, and others always have a point. */
export type JsonTexts = Readonly<Record<string, string>>

/** One operation of a traced program (OpenTelemetry, trace data model). */
export interface Span {
  readonly traceId: string
  /** 16 lower-case hexadecimal digits. */
  readonly id: string
  readonly parentId: string | null
  readonly name: string
  /** Nanoseconds since 1970. */
  readonly startNs: bigint
  /** 0 while it is in progress. */
  readonly endNs: bigint
  readonly status: SpanStatus
  readonly statusMessage: string
  readonly attributes: JsonTexts
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
}

export const spanStatuses = ['UNSET', 'OK', 'ERROR'] as const
export type SpanStatus = (typeof spanStatuses)[number]

/** Something that happened at one moment of a span. */
export interface SpanEvent {
  readonly name: string
  readonly timeNs: bigint
  readonly attributes: JsonTexts
}

/** Another span, also of another trace, that caused this one. */
export interface SpanLink {
  readonly traceId: string
  readonly spanId: string
  readonly attributes: JsonTexts
}

export type AssessmentKind = 'feedback' | 'expectation' | 'issue'
export const sourceTypes = ['SOURCE_TYPE_UNSPECIFIED', 'HUMAN', 'LLM_JUDGE', 'CODE'] as const
export type SourceType = (typeof sourceTypes)[number]

/** What a person or a program says about a trace. */
export interface Assessment {
  readonly id: string
  readonly traceId: string
  readonly spanId: string | null
  readonly name: string
  readonly kind: AssessmentKind
  /** Any JSON value; of an issue its name. */
  readonly value: unknown
  /** Why there is no value. */
  readonly error: AssessmentError | null
  readonly sourceType: SourceType
  readonly sourceId: string | null
  /** ISO 8601, UTC, with milliseconds. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly rationale: string | null
  readonly metadata: Readonly<Record<string, string>>
  /** The assessment that this one replaces, and which is not valid while this one exists. */
  readonly overrides: string | null
  readonly isValid: boolean
}

export interface AssessmentError {
  readonly code: string
  readonly message: string | null
  readonly stackTrace: string | null
}

/** Names of attributes, metadata and tags that MLflow gives a meaning. */
export const traceKeys = {
  traceId: 'mlflow.traceRequestId',
  inputs: 'mlflow.spanInputs',
  outputs: 'mlflow.spanOutputs',
  spanType: 'mlflow.spanType',
  tokenUsage: 'mlflow.chat.tokenUsage',
  cost: 'mlflow.llm.cost',
  tagPrefix: 'mlflow.traceTag.',
  sessionAttributes: ['session.id', 'gen_ai.conversation.id'],
  userAttribute: 'user.id',
  sourceRun: 'mlflow.sourceRun',
  session: 'mlflow.trace.session',
  user: 'mlflow.trace.user',
  traceTokenUsage: 'mlflow.trace.tokenUsage',
  traceCost: 'mlflow.trace.cost',
  sizeStats: 'mlflow.trace.sizeStats',
  isFinalized: 'mlflow.trace.infoFinalized',
  spansLocation: 'mlflow.trace.spansLocation',
  artifactLocation: 'mlflow.artifactLocation',
  linkedPrompts: 'mlflow.linkedPrompts',
} as const
