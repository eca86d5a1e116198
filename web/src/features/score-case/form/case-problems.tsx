import { Banner } from '../../../components/banner.tsx'
import { Button } from '../../../components/form/button.tsx'
import { ProblemBanner } from '../../../components/problem-banner.tsx'
import type { ProjectInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import type { CaseForm } from './use-case-form.ts'
import { scoreCaseTexts } from '../texts.ts'

/** Beside the button: what the last attempt failed for, with a way to each wrong field. */
export function CaseProblems({
  project,
  state,
}: {
  readonly project: ProjectInfo
  readonly state: CaseForm
}) {
  const { t, local, number } = useTexts()
  const { errors, score } = state
  const others = state.otherProblems.map((message) => <p key={message}>{message}</p>)
  if (errors.size === 0)
    return score.error === null ? null : <ProblemBanner error={score.error}>{others}</ProblemBanner>
  const fields = [...(project.entity_field === null ? [] : [project.entity_field]), ...project.fields]
  return (
    <Banner tone="error" title={t(scoreCaseTexts.invalid, { count: number(errors.size) })}>
      {others}
      <ul className="row plain">
        {fields
          .filter(({ name }) => errors.has(name))
          .map(({ name, label }) => (
            <li key={name}>
              <Button look="link" onClick={() => focusField(name)}>
                {local(label)}
              </Button>
            </li>
          ))}
      </ul>
    </Banner>
  )
}

function focusField(name: string): void {
  const field = document.getElementsByName(name)[0]
  field?.focus({ preventScroll: true })
  field?.scrollIntoView({ block: 'center' })
}
