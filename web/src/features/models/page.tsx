import { Badge } from '../../components/badge.tsx'
import { TableFrame } from '../../components/data/table-frame.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import type { ModelInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { usePageTitle } from '../../lib/page.ts'
import { commonTexts } from '../../texts/common.ts'
import { useModels } from './queries.ts'
import { modelsTexts } from './texts.ts'

/** The registered models of a server without a project. */
export function ModelsPage() {
  const { t } = useTexts()
  const models = useModels()
  return (
    <>
      <PageHead lead={t(modelsTexts.lead)} />
      {models.isPending && <Loading />}
      {models.isError && <ProblemBanner error={models.error} retry={() => void models.refetch()} />}
      {models.data?.length === 0 && <p className="soft">{t(modelsTexts.none)}</p>}
      {models.data !== undefined && models.data.length > 0 && <ModelsTable models={models.data} />}
    </>
  )
}

function ModelsTable({ models }: { readonly models: readonly ModelInfo[] }) {
  const { t } = useTexts()
  const title = usePageTitle()
  return (
    <TableFrame label={title}>
      <thead>
        <tr>
          <th scope="col">{t(commonTexts.name)}</th>
          <th scope="col" className="num">
            {t(modelsTexts.latest)}
          </th>
          <th scope="col">{t(modelsTexts.aliases)}</th>
          <th scope="col">{t(modelsTexts.created)}</th>
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <ModelRow key={model.name} model={model} />
        ))}
      </tbody>
    </TableFrame>
  )
}

function ModelRow({ model }: { readonly model: ModelInfo }) {
  const { t, dateTime, number } = useTexts()
  return (
    <tr>
      <th scope="row">{model.name}</th>
      <td className="num">{number(model.latest_version)}</td>
      <td>
        <span className="row tight">
          {Object.entries(model.aliases).map(([alias, version]) => (
            <Badge key={alias} tone="accent">
              {t(modelsTexts.alias, { alias, version })}
            </Badge>
          ))}
        </span>
      </td>
      <td className="nowrap">{dateTime(model.created_at)}</td>
    </tr>
  )
}
