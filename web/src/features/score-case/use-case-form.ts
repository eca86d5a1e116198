import { ApiError } from 'lapidary/client'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { ProjectInfo } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import {
  emptyEntries,
  exampleEntries,
  fieldErrors,
  inLanguage,
  shownEntries,
  toRow,
  unreadableNumbers,
  type Entries,
  type Entry,
} from './form.ts'
import { useScoreCase } from './queries.ts'

/** What the form holds, what is wrong with it, and the answer to it. */
export function useCaseForm({ fields, model, entity_field: entityField }: ProjectInfo) {
  const { t, language } = useTexts()
  const [entity, setEntity] = useState('')
  const [filled, setEntries] = useEntries(fields)
  /** Fields that a person has set, one by one or all at once; the others still hold typical values. */
  const [entered, setEntered] = useState<ReadonlySet<string>>(new Set())
  /** Fields whose text was no number when it should be sent. */
  const [unreadable, setUnreadable] = useState<readonly string[]>([])
  /** Something was changed since the answer. */
  const [changed, setChanged] = useState(false)
  const score = useScoreCase(model)
  const withEntity = entity.trim() !== ''
  const entries = shownEntries(fields, filled, entered, withEntity)
  const form = useRef<HTMLFormElement>(null)
  const refused = refusedFields(score.error, entityField === null ? fields : [...fields, entityField])
  const unread = unreadableNumbers(fields, entries, language).filter((name) => unreadable.includes(name))
  const errors = unread.length > 0 ? new Map(unread.map((name) => [name, t('field.notANumber')])) : refused.byField
  const isTypical = (name: string): boolean => !entered.has(name) && !isEmpty(entries[name])
  const typicalCount = fields.filter(({ name }) => isTypical(name)).length

  useEffect(() => {
    if (errors.size > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
    // Only a new answer moves the focus, not each keystroke.
  }, [score.error, unreadable])

  const fill = (next: Entries): void => {
    setEntries(next)
    setEntered(new Set(fields.map(({ name }) => name)))
    setUnreadable([])
    score.reset()
  }
  return {
    form,
    entity,
    /** Somebody is named whom the feature store may know. */
    withEntity: withEntity && fields.some(({ stored }) => stored),
    entries,
    errors,
    otherProblems: refused.others,
    score,
    changed,
    isTypical,
    typicalCount,
    /** The feature store gives its value when the field is left empty. */
    isStored: (name: string): boolean => withEntity && fields.some((field) => field.name === name && field.stored),
    setEntity: (next: string) => (setEntity(next), setChanged(true)),
    loadExample: () => fill(exampleEntries(fields, language)),
    clear: (): void => {
      fill(emptyEntries(fields))
      setEntity('')
    },
    change: (name: string, entry: Entry): void => {
      setEntries((now) => ({ ...now, [name]: entry }))
      setEntered((now) => new Set(now).add(name))
      setChanged(true)
    },
    submit: (event: FormEvent<HTMLFormElement>): void => {
      event.preventDefault()
      if (score.isPending) return
      const wrong = unreadableNumbers(fields, entries, language)
      setUnreadable(wrong)
      if (wrong.length > 0) return
      setChanged(false)
      const named = entityField !== null && withEntity ? { [entityField.name]: entity.trim() } : {}
      score.mutate({ row: { ...toRow(fields, entries, language), ...named }, typical: typicalCount })
    },
  }
}

/** What the fields hold, with numbers as the page's language writes them. */
function useEntries(fields: ProjectInfo['fields']) {
  const { language } = useTexts()
  const [entries, setEntries] = useState<Entries>(() => exampleEntries(fields, language))
  const [written, setWritten] = useState(language)
  if (written !== language) {
    setWritten(language)
    setEntries(inLanguage(fields, entries, written, language))
  }
  return [entries, setEntries] as const
}

/** What the server said against the fields of the form. */
function refusedFields(error: Error | null, fields: Parameters<typeof fieldErrors>[0]): ReturnType<typeof fieldErrors> {
  if (error instanceof ApiError && error.problem.status === 422) return fieldErrors(fields, error.problem)
  return { byField: new Map(), others: [] }
}

const isEmpty = (entry: Entry | undefined): boolean => entry === undefined || entry === null || entry === ''
