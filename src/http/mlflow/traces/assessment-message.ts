import type { Static } from 'typebox'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { anything, flag, record, text } from '../../../project/json-schema.ts'
import { newAssessment, type NewAssessment } from '../../../store/traces/assessments.ts'
import { type Assessment, type AssessmentError, sourceTypes } from '../../../store/traces/trace.ts'
import { enumeration, message } from '../fields.ts'
import { readTimestamp, writeTimestamp } from './times.ts'

const numbered = <const Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>

export const traceId = text('Id of the trace.', 'tr-0123456789abcdef0123456789abcdef', { maxLength: 100 })
export const assessmentId = text('Id of the assessment.', 'a-0123456789abcdef0123456789abcdef', {
  maxLength: 100,
})

/** A value as JSON. Old clients send it as text. */
const serializedValue = message('JSON as text.', {
  serialization_format: text('Format of the text.', 'JSON_FORMAT'),
  value: text('The text.', '{"a": 1}'),
})
const value = anything('Any JSON value.', true)

export const assessment = message('What a person or a program says about a trace.', {
  assessment_id: assessmentId,
  assessment_name: text('What is assessed.', 'correctness'),
  trace_id: traceId,
  span_id: text('A span of the trace.', '0123456789abcdef', { maxLength: 100 }),
  source: message('Who assessed it.', {
    source_type: enumeration('Kind of source.', 'HUMAN', numbered(sourceTypes)),
    source_id: text('The source.', 'ana', { maxLength: 250 }),
  }),
  create_time: text('When it was created.', '2026-01-31T12:00:00.123Z'),
  last_update_time: text('When it was last changed.', '2026-01-31T12:00:00.123Z'),
  feedback: message('A judgement.', {
    value,
    error: message('Why there is no value.', {
      error_code: text('Kind of error.', 'TIMEOUT'),
      error_message: text('Message.', 'The judge did not respond.'),
      stack_trace: text('Stack trace.', ''),
    }),
  }),
  expectation: message('What was expected.', { value, serialized_value: serializedValue }),
  issue: message('A known issue.', { issue_name: text('Name of the issue.', 'slow') }),
  rationale: text('Why.', 'It cites a source.'),
  metadata: record('Further values.', text('Value.', 'v'), {}),
  overrides: text('The assessment that it replaces.', '', { maxLength: 100 }),
  valid: flag('Whether no other replaces it.', true),
})
export type AssessmentMessage = Static<typeof assessment>

/** Returns the assessment of a message. @param now ISO 8601, if it has no times */
export function readAssessment(sent: AssessmentMessage, trace: string, now: string): NewAssessment {
  const { source, create_time: created, last_update_time: updated } = sent
  const sourceId = source?.source_id ?? ''
  return {
    traceId: trace,
    spanId: orNull(sent.span_id),
    name: sent.assessment_name ?? '',
    ...readValue(sent),
    sourceType: source?.source_type ?? 'SOURCE_TYPE_UNSPECIFIED',
    sourceId: orNull(sourceId),
    createdAt: created === undefined ? now : readTimestamp(created, 'assessment.create_time'),
    updatedAt: updated === undefined ? now : readTimestamp(updated, 'assessment.last_update_time'),
    rationale: orNull(sent.rationale),
    metadata: sent.metadata ?? {},
    overrides: orNull(sent.overrides),
  }
}

/** Returns the assessment of a message of a trace, which may have its id already. */
export function readTraceAssessment(
  sent: AssessmentMessage,
  trace: string,
  now: string,
): Omit<Assessment, 'traceId'> {
  const { traceId: _traceId, ...read } = readAssessment(sent, trace, now)
  const id = /^a-[\da-f]{32}$/.test(sent.assessment_id ?? '')
    ? { id: sent.assessment_id ?? '' }
    : newAssessment()
  return { ...read, ...id, isValid: sent.valid ?? true }
}

function readValue(sent: AssessmentMessage): Pick<Assessment, 'kind' | 'value' | 'error'> {
  const { feedback, expectation, issue } = sent
  if (feedback !== undefined) return { kind: 'feedback', ...readFeedback(feedback) }
  if (expectation !== undefined) return { kind: 'expectation', ...readExpectation(expectation), error: null }
  if (issue !== undefined) return { kind: 'issue', value: issue.issue_name ?? '', error: null }
  const reason = {
    en: 'Unknown assessment type: it has neither feedback, expectation nor issue.',
    'pt-BR': 'Tipo de avaliação desconhecido: não há feedback, expectation nem issue.',
  }
  throw new LapidaryError('bad-assessment', { reason })
}

export function readFeedback(
  feedback: NonNullable<AssessmentMessage['feedback']>,
): Pick<Assessment, 'value' | 'error'> {
  return { value: feedback.value ?? null, error: readError(feedback.error) }
}

function readError(error: NonNullable<AssessmentMessage['feedback']>['error']): AssessmentError | null {
  if (error === undefined) return null
  const { error_code: code = '', error_message: text, stack_trace: stackTrace } = error
  return { code, message: orNull(text), stackTrace: orNull(stackTrace) }
}

export function readExpectation(
  sent: NonNullable<AssessmentMessage['expectation']>,
): Pick<Assessment, 'value'> {
  const { serialized_value: serialized } = sent
  if (serialized === undefined) return { value: sent.value ?? null }
  try {
    return { value: JSON.parse(serialized.value ?? '') as unknown }
  } catch (cause) {
    const reason = {
      en: 'The `serialized_value` is not JSON.',
      'pt-BR': 'O campo `serialized_value` não é JSON.',
    }
    throw new LapidaryError('bad-assessment', { reason }, { cause })
  }
}

function orNull(sent: string | undefined): string | null {
  return sent === undefined || sent === '' ? null : sent
}

export function toAssessmentMessage(one: Assessment): AssessmentMessage {
  return {
    assessment_id: one.id,
    assessment_name: one.name,
    trace_id: one.traceId,
    ...(one.spanId !== null && { span_id: one.spanId }),
    source: {
      source_type: one.sourceType,
      ...(one.sourceId !== null && { source_id: one.sourceId }),
    },
    create_time: writeTimestamp(one.createdAt),
    last_update_time: writeTimestamp(one.updatedAt),
    ...valueOf(one),
    ...(one.rationale !== null && { rationale: one.rationale }),
    ...(Object.keys(one.metadata).length > 0 && { metadata: one.metadata }),
    ...(one.overrides !== null && { overrides: one.overrides }),
    valid: one.isValid,
  }
}

function valueOf({
  kind,
  value: given,
  error,
}: Assessment): Pick<AssessmentMessage, 'feedback' | 'expectation' | 'issue'> {
  if (kind === 'issue') return { issue: { issue_name: String(given) } }
  if (kind === 'feedback')
    return { feedback: { value: given, ...(error !== null && { error: toError(error) }) } }
  // Clients read lists and objects of expectations from text only.
  const isPlain = typeof given !== 'object' || given === null
  const serialized = { serialization_format: 'JSON_FORMAT', value: JSON.stringify(given) }
  return { expectation: isPlain ? { value: given } : { serialized_value: serialized } }
}

function toError({ code, message: text, stackTrace }: AssessmentError) {
  return {
    error_code: code,
    ...(text !== null && { error_message: text }),
    ...(stackTrace !== null && { stack_trace: stackTrace }),
  }
}
