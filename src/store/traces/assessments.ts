import { randomUUID } from 'node:crypto'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { LocalizedText } from '../../base/text/localized-text.ts'
import type { AssessmentStore } from './store.ts'
import type { Assessment } from './trace.ts'

const maxNameLength = 250
const maxTextLength = 100_000

/** An assessment that a client adds: the server gives the id. */
export type NewAssessment = Omit<Assessment, 'id' | 'isValid'>

/** What is changed of an assessment. Metadata is added to what there is. */
export type AssessmentChange = Partial<Pick<Assessment, 'name' | 'rationale' | 'metadata'>> & {
  readonly feedback?: Pick<Assessment, 'value' | 'error'>
  readonly expectation?: Pick<Assessment, 'value'>
}

/** Records what people and programs say about traces. */
export class Assessments {
  readonly #store: AssessmentStore
  readonly #now: () => Date

  constructor(store: AssessmentStore, now: () => Date) {
    this.#store = store
    this.#now = now
  }

  /** @throws LapidaryError `trace-not-found`, `assessment-not-found`, `bad-assessment` */
  async create(assessment: NewAssessment): Promise<Assessment> {
    const created = { ...assessment, ...newAssessment(), isValid: true }
    checkAssessment(created)
    await this.#store.add(created)
    return created
  }

  /** @throws LapidaryError `assessment-not-found` */
  async get(traceId: string, id: string): Promise<Assessment> {
    const assessment = await this.#store.get(traceId, id)
    if (assessment === null) throw notFound(traceId, id)
    return assessment
  }

  /** @throws LapidaryError `assessment-not-found`, `bad-assessment` */
  async update(traceId: string, id: string, change: AssessmentChange): Promise<Assessment> {
    const before = await this.get(traceId, id)
    const { feedback, expectation, metadata, ...texts } = change
    if (expectation !== undefined && before.kind !== 'expectation')
      throw bad({
        en: 'Cannot update expectation value on a Feedback assessment.',
        'pt-BR': 'O valor de uma expectativa não pode ser dado a outra avaliação.',
      })
    if (feedback !== undefined && before.kind !== 'feedback')
      throw bad({
        en: 'Cannot update feedback value on an Expectation assessment.',
        'pt-BR': 'O valor de um feedback não pode ser dado a outra avaliação.',
      })
    const changed = {
      ...texts,
      ...feedback,
      ...expectation,
      ...(metadata !== undefined && { metadata: { ...before.metadata, ...metadata } }),
      updatedAt: this.#now().toISOString(),
    }
    checkAssessment({ ...before, ...changed })
    if (!(await this.#store.update(traceId, id, changed))) throw notFound(traceId, id)
    return { ...before, ...changed }
  }

  /** Removes an assessment, if it exists. */
  async delete(traceId: string, id: string): Promise<void> {
    await this.#store.remove(traceId, id)
  }
}

/** Returns the id of a new assessment. */
export function newAssessment(): Pick<Assessment, 'id'> {
  return { id: `a-${randomUUID().replaceAll('-', '')}` }
}

/** @throws LapidaryError `bad-assessment` */
export function checkAssessment({ name, kind, value, rationale, error }: Omit<Assessment, 'traceId'>): void {
  if (name === '' || name.length > maxNameLength)
    throw bad({
      en: `The name of the assessment must have 1 to ${maxNameLength} characters.`,
      'pt-BR': `O nome da avaliação deve ter de 1 a ${maxNameLength} caracteres.`,
    })
  if (kind === 'expectation' && value === null)
    throw bad({
      en: 'The `value` field must be specified.',
      'pt-BR': 'O campo `value` deve ser informado.',
    })
  const texts = [rationale ?? '', JSON.stringify(value) ?? '', JSON.stringify(error)]
  if (texts.some((text) => text.length > maxTextLength))
    throw bad({
      en: `A text of the assessment has more than ${maxTextLength} characters.`,
      'pt-BR': `Um texto da avaliação tem mais de ${maxTextLength} caracteres.`,
    })
}

function bad(reason: LocalizedText): LapidaryError {
  return new LapidaryError('bad-assessment', { reason })
}

function notFound(traceId: string, id: string): LapidaryError {
  const values = { assessment: id.slice(0, 100), trace: traceId.slice(0, 100) }
  return new LapidaryError('assessment-not-found', values)
}
