import { getRouteApi, Link } from '@tanstack/react-router'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/form/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/data/table-frame.tsx'
import type { RunInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { metricColumns, metricLabel, metricText } from '../../lib/runs/metrics.ts'
import { usePageTitle } from '../../lib/page.ts'
import { badgeTexts, commonTexts, learnerTexts, runStatusTexts } from '../../texts/common.ts'
import { useRuns } from './queries.ts'
import { firstOrder, paramColumns, sortRuns } from './sort-runs.ts'
import { runsTexts } from './texts.ts'

const route = getRouteApi('/runs')

export function RunsPage() {
  const { t } = useTexts()
  const runs = useRuns()
  const all = runs.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageHead lead={t(runsTexts.lead)} />
      {runs.isPending && <Loading />}
      {runs.isError && <ProblemBanner error={runs.error} retry={() => void runs.refetch()} />}
      {runs.isSuccess && all.length === 0 && <p className="soft">{t(runsTexts.none)}</p>}
      {all.length > 0 && <RunsTable runs={all} />}
      {runs.hasNextPage && (
        <p className="after-table">
          <Button busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            {t(runsTexts.more)}
          </Button>
        </p>
      )}
    </>
  )
}

function RunsTable({ runs }: { readonly runs: readonly RunInfo[] }) {
  const texts = useTexts()
  const { t } = texts
  const title = usePageTitle()
  const search = route.useSearch()
  // What the baselines reach, and what repeated folds measured, is on the page of a run.
  const metrics = metricColumns(runs).filter((name) => !/^(baseline|oof|held_out|window_\d+)_/.test(name))
  const params = paramColumns(runs)
  return (
    <TableFrame label={title}>
      <thead>
        <tr>
          <th scope="col">{t(commonTexts.run)}</th>
          <SortHeader column="started" label={t(commonTexts.started)} />
          <th scope="col" className="num">
            {t(commonTexts.duration)}
          </th>
          {metrics.map((name) => (
            <SortHeader key={name} column={`metric.${name}`} label={metricLabel(name, texts)} num />
          ))}
          {params.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sortRuns(runs, search).map((run) => (
          <RunRow key={run.run_id} run={run} metrics={metrics} params={params} />
        ))}
      </tbody>
    </TableFrame>
  )
}

interface RunRowProps {
  readonly run: RunInfo
  readonly metrics: readonly string[]
  readonly params: readonly string[]
}

function RunRow({ run, metrics, params }: RunRowProps) {
  const texts = useTexts()
  const { t, lookUp, dateTime, duration, fixed } = texts
  return (
    <tr>
      <th scope="row">
        <span className="row tight">
          <Link to="/runs/$runId" params={{ runId: run.run_id }}>
            {lookUp(learnerTexts, run.name)}
          </Link>
          {run.status !== 'finished' && (
            <Badge tone={run.status === 'failed' || run.status === 'interrupted' ? 'danger' : 'accent'}>
              {t(runStatusTexts[run.status])}
            </Badge>
          )}
          {run.tags['synthetic'] === 'true' && <Badge tone="pyrite">{t(badgeTexts.synthetic)}</Badge>}
          {run.tags['leaking'] === 'true' && <Badge tone="danger">{t(badgeTexts.leaking)}</Badge>}
        </span>
      </th>
      <td className="nowrap">{dateTime(run.started_at)}</td>
      <td className="num">
        {run.ended_at === null ? '—' : duration(Date.parse(run.ended_at) - Date.parse(run.started_at))}
      </td>
      {metrics.map((name) => (
        <td key={name} className="num">
          {metricText(name, run.metrics, 3, texts)}
          {`${name}_low` in run.metrics && (
            <span className="note">
              {fixed(run.metrics[`${name}_low`], 3)}–{fixed(run.metrics[`${name}_high`], 3)}
            </span>
          )}
        </td>
      ))}
      {params.map((name) => (
        <td key={name}>{lookUp(learnerTexts, run.params[name] ?? '—')}</td>
      ))}
    </tr>
  )
}

function SortHeader({
  column,
  label,
  num = false,
}: {
  readonly column: string
  readonly label: string
  readonly num?: boolean
}) {
  const { sort = 'started', order = firstOrder(sort) } = route.useSearch()
  const current = sort === column
  const next = current ? (order === 'asc' ? 'desc' : 'asc') : firstOrder(column)
  return (
    <th
      scope="col"
      className={num ? 'num' : undefined}
      aria-sort={current ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      <Link to="/runs" search={{ sort: column, order: next }} replace className="sort">
        {label}
        <span aria-hidden="true">{current ? (order === 'asc' ? ' ↑' : ' ↓') : ' ↕'}</span>
      </Link>
    </th>
  )
}
