import { Button } from '../../components/form/button.tsx'
import { Form } from '../../components/form/form.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { WithChampion } from '../../components/with-champion.tsx'
import { getOwn, type ProjectInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { usePageTitle } from '../../lib/page.ts'
import { useProject } from '../../lib/queries.ts'
import { CaseProblems } from './form/case-problems.tsx'
import { EntityField } from './form/entity-field.tsx'
import { FieldInput } from './form/field-input.tsx'
import { ResultPanel } from './result/result-panel.tsx'
import { useCaseForm, type CaseForm as CaseFormState } from './form/use-case-form.ts'
import { scoreCaseTexts } from './texts.ts'
import './styles.css'

export function ScoreCasePage() {
  const { t, local } = useTexts()
  const description = useProject().data?.description
  return (
    <>
      <PageHead lead={description === undefined ? t(scoreCaseTexts.lead) : local(description)} />
      <WithChampion>{(project) => <CaseForm project={project} />}</WithChampion>
    </>
  )
}

function CaseForm({ project }: { readonly project: ProjectInfo }) {
  const { t } = useTexts()
  const title = usePageTitle()
  const { fields } = project
  const allRequired = fields.every(({ required }) => required)
  const state = useCaseForm(project)
  const { score, typicalCount } = state
  return (
    <div className="score-case">
      <Form
        className="stack-l"
        label={title}
        error={score.error}
        problems={state.problems}
        message={<CaseProblems project={project} state={state} />}
        onSubmit={state.submit}
        actionsClass="submit-bar"
        actions={<Submit state={state} />}
      >
        <div className="row">
          <Button onClick={state.loadExample}>{t(scoreCaseTexts.example)}</Button>
          <Button look="quiet" onClick={state.clear}>
            {t(scoreCaseTexts.clear)}
          </Button>
        </div>
        {typicalCount > 0 && <p className="typical-note">{t(scoreCaseTexts.typicalNote)}</p>}
        {project.entity_field !== null && (
          <EntityField
            project={project}
            field={project.entity_field}
            value={state.entity}
            error={state.errors.get(project.entity_field.name)}
            onChange={state.setEntity}
          />
        )}
        {allRequired && (
          <p className="soft">
            {t(state.withEntity ? scoreCaseTexts.storedRest : scoreCaseTexts.allRequired)}
          </p>
        )}
        <div className="field-grid">
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              entry={getOwn(state.entries, field.name) ?? ''}
              typical={state.isTypical(field.name)}
              stored={state.isStored(field.name)}
              markRequired={!allRequired}
              error={state.errors.get(field.name)}
              onChange={(entry) => state.change(field.name, entry)}
            />
          ))}
        </div>
      </Form>
      <ResultPanel project={project} score={state.result} isNew={score.isSuccess} changed={state.changed} />
    </div>
  )
}

function Submit({ state }: { readonly state: CaseFormState }) {
  const { t, number } = useTexts()
  const { score, typicalCount } = state
  const of = number(Object.keys(state.entries).length)
  return (
    <>
      <Button look="primary" type="submit" busy={score.isPending}>
        {score.isPending ? t(scoreCaseTexts.scoring) : t(scoreCaseTexts.submit)}
      </Button>
      <span className="soft small">
        {typicalCount > 0 && t(scoreCaseTexts.typicalCount, { count: number(typicalCount), of })}
      </span>
    </>
  )
}
