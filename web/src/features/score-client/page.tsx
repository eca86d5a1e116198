import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { ApiError } from 'lapidary/client'
import type { ProjectInfo } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useProject } from '../../lib/queries.ts'
import { FieldInput } from './field-input.tsx'
import { emptyEntries, exampleEntries, fieldErrors, toRow, type Entries, type Entry } from './form.ts'
import { useScoreClient } from './queries.ts'
import { ResultPanel } from './result-panel.tsx'

export function ScoreClientPage() {
  const { t, local } = useTexts()
  const project = useProject()
  return (
    <>
      <PageHead
        title={t('scoreClient.title')}
        lead={project.data?.description === undefined ? t('scoreClient.lead') : local(project.data.description)}
      />
      {project.isPending && <Loading />}
      {project.isError && <ProblemBanner error={project.error} retry={() => void project.refetch()} />}
      {project.data !== undefined && <ClientForm project={project.data} />}
    </>
  )
}

function ClientForm({ project }: { readonly project: ProjectInfo }) {
  const { t, number } = useTexts()
  const { fields, champion } = project
  const [entries, setEntries] = useState<Entries>(() => exampleEntries(fields))
  /** Fields that a person has set, one by one or by loading the example; the others still hold typical values. */
  const [entered, setEntered] = useState<ReadonlySet<string>>(new Set())
  const [unreadable, setUnreadable] = useState<ReadonlyMap<string, string>>(new Map())
  const score = useScoreClient(project.model)
  const form = useRef<HTMLFormElement>(null)
  const problem = score.error instanceof ApiError && score.error.problem.status === 422 ? score.error.problem : null
  const refused = problem === null ? null : fieldErrors(fields, problem)
  const errors = unreadable.size > 0 ? unreadable : (refused?.byField ?? new Map<string, string>())
  const typical = fields.filter(({ name }) => !entered.has(name) && !isEmpty(entries[name])).length

  useEffect(() => {
    if (errors.size > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
    // Only a new answer moves the focus, not each keystroke.
  }, [score.error, unreadable])

  const fill = (next: Entries): void => {
    setEntries(next)
    setEntered(new Set(fields.map(({ name }) => name)))
    setUnreadable(new Map())
    score.reset()
  }
  const change = (name: string, entry: Entry): void => {
    setEntries((now) => ({ ...now, [name]: entry }))
    setEntered((now) => new Set(now).add(name))
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (score.isPending) return
    // The browser hands over no text for what it cannot read as a number: then an empty value would pass for "not known".
    const bad = new Map(
      [...event.currentTarget.querySelectorAll('input')]
        .filter((input) => input.validity.badInput)
        .map((input) => [input.name, t('field.notANumber')]),
    )
    setUnreadable(bad)
    if (bad.size === 0) score.mutate({ row: toRow(fields, entries), typical })
  }

  if (champion === null) {
    return (
      <Banner tone="note" title={t('common.noChampion')}>
        <p>{t('common.noChampionHelp')}</p>
      </Banner>
    )
  }
  return (
    <div className="score-client">
      <form ref={form} className="stack-l" onSubmit={submit} noValidate aria-label={t('scoreClient.title')}>
        <div className="row">
          <Button onClick={() => fill(exampleEntries(fields))}>{t('scoreClient.example')}</Button>
          <Button look="quiet" onClick={() => fill(emptyEntries(fields))}>
            {t('scoreClient.clear')}
          </Button>
        </div>
        {typical > 0 && <p className="typical-note">{t('scoreClient.typicalNote')}</p>}
        {errors.size > 0 && (
          <Banner tone="error" title={t('scoreClient.invalid', { count: number(errors.size) })}>
            {refused?.others.map((message) => (
              <p key={message}>{message}</p>
            ))}
          </Banner>
        )}
        {errors.size === 0 && score.error !== null && (
          <ProblemBanner error={score.error}>
            {refused?.others.map((message) => (
              <p key={message}>{message}</p>
            ))}
          </ProblemBanner>
        )}
        <div className="field-grid">
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              entry={entries[field.name] ?? ''}
              typical={!entered.has(field.name) && !isEmpty(entries[field.name])}
              error={errors.get(field.name)}
              onChange={(entry) => change(field.name, entry)}
            />
          ))}
        </div>
        <div className="submit-bar">
          <Button look="primary" type="submit" busy={score.isPending}>
            {score.isPending ? t('scoreClient.scoring') : t('scoreClient.submit')}
          </Button>
          <span className="soft small">
            {typical > 0 ? t('scoreClient.typicalCount', { count: number(typical), of: number(fields.length) }) : ''}
          </span>
        </div>
      </form>
      <ResultPanel project={project} score={score.data ?? null} />
    </div>
  )
}

const isEmpty = (entry: Entry | undefined): boolean => entry === undefined || entry === null || entry === ''
