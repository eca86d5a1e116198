import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { WithChampion } from '../../components/with-champion.tsx'
import type { ProjectInfo } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useProject } from '../../lib/queries.ts'
import { FieldInput } from './field-input.tsx'
import { ResultPanel } from './result-panel.tsx'
import { useClientForm } from './use-client-form.ts'

export function ScoreClientPage() {
  const { t, local } = useTexts()
  const description = useProject().data?.description
  return (
    <>
      <PageHead title={t('scoreClient.title')} lead={description === undefined ? t('scoreClient.lead') : local(description)} />
      <WithChampion>{(project) => <ClientForm project={project} />}</WithChampion>
    </>
  )
}

function ClientForm({ project }: { readonly project: ProjectInfo }) {
  const { t, number } = useTexts()
  const { fields } = project
  const state = useClientForm(project)
  const { score, errors, typicalCount } = state
  const others = state.otherProblems.map((message) => <p key={message}>{message}</p>)
  return (
    <div className="score-client">
      <form ref={state.form} className="stack-l" onSubmit={state.submit} noValidate aria-label={t('scoreClient.title')}>
        <div className="row">
          <Button onClick={state.loadExample}>{t('scoreClient.example')}</Button>
          <Button look="quiet" onClick={state.clear}>
            {t('scoreClient.clear')}
          </Button>
        </div>
        {typicalCount > 0 && <p className="typical-note">{t('scoreClient.typicalNote')}</p>}
        {errors.size > 0 && (
          <Banner tone="error" title={t('scoreClient.invalid', { count: number(errors.size) })}>
            {others}
          </Banner>
        )}
        {errors.size === 0 && score.error !== null && <ProblemBanner error={score.error}>{others}</ProblemBanner>}
        <div className="field-grid">
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              entry={state.entries[field.name] ?? ''}
              typical={state.isTypical(field.name)}
              error={errors.get(field.name)}
              onChange={(entry) => state.change(field.name, entry)}
            />
          ))}
        </div>
        <div className="submit-bar">
          <Button look="primary" type="submit" busy={score.isPending}>
            {score.isPending ? t('scoreClient.scoring') : t('scoreClient.submit')}
          </Button>
          <span className="soft small">
            {typicalCount > 0 && t('scoreClient.typicalCount', { count: number(typicalCount), of: number(fields.length) })}
          </span>
        </div>
      </form>
      <ResultPanel project={project} score={score.data ?? null} changed={state.changed} />
    </div>
  )
}
