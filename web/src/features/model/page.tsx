import { getRouteApi, lazyRouteComponent, Link } from '@tanstack/react-router'
import { Badge, HonestyBadges } from '../../components/badge.tsx'
import { Suspense } from 'react'
import { Banner } from '../../components/banner.tsx'
import { ChampionNote } from '../../components/champion-note.tsx'
import { DataReportView } from '../../components/data/data-report.tsx'
import { EvaluationView } from '../../components/evaluation/evaluation-view.tsx'
import { Facts } from '../../components/data/facts.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import type { VersionInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useAliasName } from './use-alias-name.ts'
import { useProject, useRun } from '../../lib/queries.ts'
import { dataTexts } from '../../texts/data.ts'
import { badgeTexts, commonTexts, learnerTexts } from '../../texts/common.ts'
import { ChampionHistory } from './registry/champion-history.tsx'
import { useVersions } from './queries.ts'
import { modelViews, type ModelView } from './search.ts'
import { VersionsView } from './registry/versions.tsx'
import { modelTexts } from './texts.ts'
import './styles.css'

const route = getRouteApi('/model')

/** Loaded with the first model card that is shown: only cards need a Markdown parser. */
const Markdown = lazyRouteComponent(() => import('./markdown.tsx'), 'Markdown')

export function ModelPage() {
  const { t } = useTexts()
  const project = useProject()
  const versions = useVersions(project.data?.model)
  const { version: wanted, view = 'quality' } = route.useSearch()
  const version =
    versions.data?.find((one) =>
      wanted === undefined ? one.aliases.includes('champion') : one.version === wanted,
    ) ?? (wanted === undefined ? versions.data?.[0] : undefined)
  const error = project.error ?? versions.error
  return (
    <>
      <PageHead
        {...(project.data === undefined ? {} : { title: project.data.model })}
        lead={t(modelTexts.lead)}
      />
      <ChampionNote />
      {(project.isPending || versions.isPending) && error === null && <Loading />}
      {error !== null && <ProblemBanner error={error} />}
      {versions.data?.length === 0 && (
        <Banner tone="note" title={t(commonTexts.noChampion)}>
          <p>{t(commonTexts.noChampionHelp)}</p>
        </Banner>
      )}
      {versions.data !== undefined &&
        versions.data.length > 0 &&
        version === undefined &&
        wanted !== undefined && (
          <Banner tone="note" title={t(modelTexts.noVersion, { version: wanted })}>
            <Link to="/model">{t(modelTexts.toChampion)}</Link>
          </Banner>
        )}
      {version !== undefined && (
        <div className="stack-l">
          <VersionHead version={version} versions={versions.data ?? []} />
          <ViewTabs current={view} />
          {view === 'versions' ? (
            <>
              <VersionsView versions={versions.data ?? []} />
              <ChampionHistory model={version.model} />
            </>
          ) : (
            <RunViews version={version} view={view} />
          )}
        </div>
      )}
    </>
  )
}

function ViewTabs({ current }: { readonly current: ModelView }) {
  const { t } = useTexts()
  return (
    <nav className="tabs" aria-label={t(modelTexts.views)}>
      {modelViews.map((name) => (
        <Link
          key={name}
          to="/model"
          search={(search) => ({ ...search, view: name })}
          aria-current={name === current ? 'page' : undefined}
          replace
        >
          {t(modelTexts.view[name])}
        </Link>
      ))}
    </nav>
  )
}

interface VersionHeadProps {
  readonly version: VersionInfo
  readonly versions: readonly VersionInfo[]
}

function VersionHead({ version, versions }: VersionHeadProps) {
  const { t } = useTexts()
  const aliasName = useAliasName()
  return (
    <div className="version-head">
      <div className="row">
        <VersionSelect version={version} versions={versions} />
        {version.aliases.map((alias) => (
          <Badge key={alias} tone="accent">
            {aliasName(alias)}
          </Badge>
        ))}
        <HonestyBadges version={version} />
      </div>
      {version.leaking && (
        <Banner tone="warning" title={t(badgeTexts.leaking)}>
          <p>{t(modelTexts.leaking)}</p>
        </Banner>
      )}
      <VersionFacts version={version} />
    </div>
  )
}

function VersionSelect({ version, versions }: VersionHeadProps) {
  const { t } = useTexts()
  const aliasName = useAliasName()
  const navigate = route.useNavigate()
  return (
    <label className="inline-field">
      <span>{t(commonTexts.versionLabel)}</span>
      <select
        value={version.version}
        onChange={(event) =>
          void navigate({ search: (search) => ({ ...search, version: Number(event.target.value) }) })
        }
      >
        {versions.map((one) => (
          <option key={one.version} value={one.version}>
            {one.version}
            {one.aliases.length > 0 ? ` (${one.aliases.map(aliasName).join(', ')})` : ''}
          </option>
        ))}
      </select>
    </label>
  )
}

function VersionFacts({ version }: { readonly version: VersionInfo }) {
  const { t, lookUp, date } = useTexts()
  return (
    <Facts
      items={[
        { label: t(commonTexts.trained), value: date(version.created_at) },
        {
          label: t(commonTexts.trainedOn),
          value: t(version.synthetic ? commonTexts.rowsSynthetic : commonTexts.rowsReal, {
            rows: version.rows,
          }),
        },
        { label: t(modelTexts.learner), value: lookUp(learnerTexts, version.learner) },
        {
          label: t(commonTexts.run),
          value: (
            <Link to="/runs/$runId" params={{ runId: version.run_id }}>
              <code>{version.run_id}</code>
            </Link>
          ),
        },
      ]}
    />
  )
}

function RunViews({
  version,
  view,
}: {
  readonly version: VersionInfo
  readonly view: Exclude<ModelView, 'versions'>
}) {
  const { t, language } = useTexts()
  const run = useRun(version.run_id)
  if (run.isPending) return <Loading />
  if (run.isError) return <ProblemBanner error={run.error} retry={() => void run.refetch()} />
  if (view === 'quality') return <EvaluationView run={run.data} />
  if (view === 'data')
    return run.data.data_report === null ? (
      <p>{t(dataTexts.none)}</p>
    ) : (
      <DataReportView report={run.data.data_report} />
    )
  const card = run.data.model_card?.[language]
  if (card === undefined) return <p>{t(modelTexts.noCard)}</p>
  return (
    <Suspense fallback={<Loading />}>
      <Markdown source={card} label={t(modelTexts.view.card)} under={1} />
    </Suspense>
  )
}
