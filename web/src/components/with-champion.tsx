import type { ReactNode } from 'react'
import type { ProjectInfo } from 'lapidary/client'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { useProject } from '../lib/queries.ts'
import { commonTexts } from '../texts/common.ts'
import { Banner } from './banner.tsx'
import { Loading } from './loading.tsx'
import { ProblemBanner } from './problem-banner.tsx'

/** What can only be done while a model answers; else why it cannot. */
export function WithChampion({ children }: { readonly children: (project: ProjectInfo) => ReactNode }) {
  const { t } = useTexts()
  const project = useProject()
  if (project.data !== undefined && project.data.champion !== null) return children(project.data)
  return (
    <>
      {project.isPending && <Loading />}
      {project.isError && <ProblemBanner error={project.error} retry={() => void project.refetch()} />}
      {project.data !== undefined && (
        <Banner tone="note" title={t(commonTexts.noChampion)}>
          <p>{t(commonTexts.noChampionHelp)}</p>
        </Banner>
      )}
    </>
  )
}
