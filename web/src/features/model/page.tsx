import { getRouteApi, Link } from '@tanstack/react-router'
import { Badge, HonestyBadges } from '../../components/badge.tsx'
import { Banner } from '../../components/banner.tsx'
import { ChampionNote } from '../../components/champion-note.tsx'
import { DataReportView } from '../../components/data-report.tsx'
import { EvaluationView } from '../../components/evaluation/evaluation-view.tsx'
import { Facts } from '../../components/facts.tsx'
import { Loading } from '../../components/loading.tsx'
import { Markdown } from '../../components/markdown.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import type { VersionInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useAliasName } from '../../lib/use-alias-name.ts'
import { useProject, useRun } from '../../lib/queries.ts'
import { ChampionHistory } from './champion-history.tsx'
import { useVersions } from './queries.ts'
import { modelViews, type ModelView } from './search.ts'
import { VersionsView } from './versions.tsx'

const route = getRouteApi('/model')

export function ModelPage() {
  const { t } = useTexts()
  const project = useProject()
  const versions = useVersions(project.data?.model)
  const { version: wanted, view = 'quality' } = route.useSearch()
  const version =
    versions.data?.find((one) => (wanted === undefined ? one.aliases.includes('champion') : one.version === wanted)) ??
    (wanted === undefined ? versions.data?.[0] : undefined)
  const error = project.error ?? versions.error
  return (
    <>
      <PageHead title={project.data?.model ?? t('nav.model')} lead={t('model.lead')} />
      <ChampionNote />
      {(project.isPending || versions.isPending) && error === null && <Loading />}
      {error !== null && <ProblemBanner error={error} />}
      {versions.data?.length === 0 && (
        <Banner tone="note" title={t('common.noChampion')}>
          <p>{t('common.noChampionHelp')}</p>
        </Banner>
      )}
      {versions.data !== undefined && versions.data.length > 0 && version === undefined && (
        <Banner tone="note" title={t('model.noVersion', { version: wanted })}>
          <Link to="/model">{t('model.toChampion')}</Link>
        </Banner>
      )}
      {version !== undefined && (
        <div className="stack-l">
          <VersionHead version={version} versions={versions.data ?? []} />
          <nav className="tabs" aria-label={t('model.views')}>
            {modelViews.map((name) => (
              <Link
                key={name}
                to="/model"
                search={(search) => ({ ...search, view: name })}
                aria-current={name === view ? 'page' : undefined}
                replace
              >
                {t(`model.view.${name}`)}
              </Link>
            ))}
          </nav>
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

function VersionHead({ version, versions }: { readonly version: VersionInfo; readonly versions: readonly VersionInfo[] }) {
  const { t, date } = useTexts()
  const aliasName = useAliasName()
  const navigate = route.useNavigate()
  return (
    <div className="version-head">
      <div className="row">
        <label className="inline-field">
          <span>{t('model.version')}</span>
          <select
            value={version.version}
            onChange={(event) => void navigate({ search: (search) => ({ ...search, version: Number(event.target.value) }) })}
          >
            {versions.map((one) => (
              <option key={one.version} value={one.version}>
                {one.version}
                {one.aliases.length > 0 ? ` (${one.aliases.map(aliasName).join(', ')})` : ''}
              </option>
            ))}
          </select>
        </label>
        {version.aliases.map((alias) => (
          <Badge key={alias} tone="accent">
            {aliasName(alias)}
          </Badge>
        ))}
        <HonestyBadges version={version} />
      </div>
      {version.leaking && (
        <Banner tone="warning" title={t('badge.leaking')}>
          <p>{t('model.leaking')}</p>
        </Banner>
      )}
      <Facts
        items={[
          { label: t('result.trained'), value: date(version.created_at) },
          {
            label: t('result.trainedOn'),
            value: t(version.synthetic ? 'common.rowsSynthetic' : 'common.rowsReal', { rows: version.rows }),
          },
          { label: t('model.learner'), value: version.learner },
          {
            label: t('model.run'),
            value: (
              <Link to="/runs/$runId" params={{ runId: version.run_id }}>
                <code>{version.run_id}</code>
              </Link>
            ),
          },
        ]}
      />
    </div>
  )
}

function RunViews({ version, view }: { readonly version: VersionInfo; readonly view: Exclude<ModelView, 'versions'> }) {
  const { t, language } = useTexts()
  const run = useRun(version.run_id)
  if (run.isPending) return <Loading />
  if (run.isError) return <ProblemBanner error={run.error} retry={() => void run.refetch()} />
  if (view === 'quality') return <EvaluationView run={run.data} />
  if (view === 'data')
    return run.data.data_report === null ? <p>{t('data.none')}</p> : <DataReportView report={run.data.data_report} />
  const card = run.data.model_card?.[language]
  return card === undefined ? <p>{t('model.noCard')}</p> : <Markdown source={card} label={t('model.view.card')} under={1} />
}
