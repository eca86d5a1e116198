import { ApiError } from 'lapidary/client'
import { useState } from 'react'
import { getOwn, type FieldInfo, type ProjectInfo } from 'lapidary/client'
import type { Texts } from '../../../lib/i18n/format.ts'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useKept } from '../../../lib/session/use-kept.ts'
import { fieldTexts } from '../../../texts/fields.ts'
import {
  emptyEntries,
  exampleEntries,
  fieldErrors,
  isDate,
  shownEntries,
  toRow,
  unreadableFields,
  type Entries,
  type Entry,
} from './form.ts'
import { useKeptEntries } from './kept-entries.ts'
import { useScoreCase, type CaseScore, type Score } from '../queries.ts'
import { scoreCaseTexts } from '../texts.ts'

export type CaseForm = ReturnType<typeof useCaseForm>

/** What the form holds, what is wrong with it, and the answer to it. */
export function useCaseForm(project: ProjectInfo) {
  const { fields, model, entity_field: entityField } = project
  const { t, language } = useTexts()
  const { entity, setEntity, filled, setEntries, entered, setEntered } = useKeptEntries(fields)
  /** Fields whose text was no number or date when it should be sent. */
  const [unreadable, setUnreadable] = useState<Readonly<Record<string, true>>>({})
  const [result, setResult] = useKept<Score>('case')
  const score = useScoreCase(model, setResult)
  const withEntity = entity.trim() !== ''
  const entries = shownEntries(fields, filled, entered, withEntity)
  const refused = refusedFields(score, project)
  const unread = unreadableFields(fields, entries, language).filter(({ name }) => unreadable[name])
  const errors = unread.length > 0 ? unreadErrors(unread, t) : refusedErrors(refused, entityField, t)
  const named = entityField !== null && withEntity ? { [entityField.name]: entity.trim() } : {}
  const row = { ...toRow(fields, entries, language), ...named }
  const isTypical = (name: string): boolean => !entered.has(name) && !isEmpty(getOwn(entries, name))
  const typicalCount = fields.filter(({ name }) => isTypical(name)).length

  const fill = (next: Entries): void => {
    setEntries(next)
    setEntered(new Set(fields.map(({ name }) => name)))
    setUnreadable({})
    setResult(null)
    score.reset()
  }
  return {
    /** The numbers and dates that could not be read at the last attempt. */
    problems: unreadable,
    result,
    entity,
    /** Somebody is named whom the feature store may know. */
    withEntity: withEntity && fields.some(({ stored }) => stored),
    entries,
    errors,
    otherProblems: refused.others,
    score,
    /** The form is no longer what was scored. */
    changed: result !== null && JSON.stringify(row) !== JSON.stringify(result.row),
    isTypical,
    typicalCount,
    /** The feature store gives its value when the field is left empty. */
    isStored: (name: string): boolean =>
      withEntity && fields.some((field) => field.name === name && field.stored),
    setEntity,
    loadExample: () => fill(exampleEntries(fields, language)),
    clear: (): void => {
      fill(emptyEntries(fields))
      setEntity('')
    },
    change: (name: string, entry: Entry): void => {
      setEntries((now) => ({ ...now, [name]: entry }))
      setEntered((now) => new Set(now).add(name))
    },
    submit: (): void => {
      if (score.isPending) return
      const wrong = unreadableFields(fields, entries, language)
      setUnreadable(Object.fromEntries(wrong.map(({ name }) => [name, true])))
      if (wrong.length > 0) return
      setResult(null)
      score.mutate({ row, typical: typicalCount })
    },
  }
}

function unreadErrors(unread: readonly FieldInfo[], t: Texts['t']): ReadonlyMap<string, string> {
  return new Map(
    unread.map((field) => [field.name, t(isDate(field) ? fieldTexts.notADate : fieldTexts.notANumber)]),
  )
}

interface Refused {
  readonly byField: ReadonlyMap<string, string>
  /** Messages that belong to no field of the form. */
  readonly others: readonly string[]
  /**
   * Somebody was named of whom the feature store has nothing, and nobody filled in the fields; else
   * null.
   */
  readonly unknown: string | null
}

function refusedErrors(
  { byField, unknown }: Refused,
  entityField: ProjectInfo['entity_field'],
  t: Texts['t'],
): ReadonlyMap<string, string> {
  if (unknown === null) return byField
  return new Map([[entityField?.name ?? '', t(scoreCaseTexts.unknown, { entity: unknown })], ...byField])
}

/** Returns the errors of the response by field of the form. */
function refusedFields(
  { error, variables }: Pick<CaseScore, 'error' | 'variables'>,
  project: ProjectInfo,
): Refused {
  if (!(error instanceof ApiError) || error.problem.status !== 422)
    return { byField: new Map(), others: [], unknown: null }
  const { fields, entity_field: entityField } = project
  const { byField, others } = fieldErrors(
    entityField === null ? fields : [...fields, entityField],
    error.problem,
  )
  const row = variables?.row ?? {}
  const entity = entityField === null ? undefined : getOwn(row, entityField.name)
  const stored = fields.filter((field) => field.stored)
  const isUnknown =
    typeof entity === 'string' &&
    stored.some(({ name }) => byField.has(name)) &&
    stored.every(({ name, required }) => getOwn(row, name) === undefined && (!required || byField.has(name)))
  if (!isUnknown) return { byField, others, unknown: null }
  const rest = [...byField].filter(([name]) => !stored.some((field) => field.name === name))
  return { byField: new Map(rest), others, unknown: entity }
}

const isEmpty = (entry: Entry | undefined): boolean => entry === undefined || entry === null || entry === ''
